import type { ExitCode } from "@asky/sdk";
import { createTerminalConnector } from "../approvals/terminal-connector.ts";
import type { ChatInput } from "../chat/chat-input.ts";
import { ChatSession, newTarget, targetOf } from "../chat/chat-session.ts";
import { openHistory } from "../chat/history.ts";
import { offerLocalModel } from "../chat/offer-local-model.ts";
import { createPipedInput } from "../chat/piped-input.ts";
import { SLASH_COMMANDS } from "../chat/slash-commands.ts";
import { TerminalInput } from "../chat/terminal-input.ts";
import { toFault } from "../errors/to-fault.ts";
import { wrongUsage } from "../errors/usage.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { exitCodeOf } from "../host/exit-code-of.ts";
import { findSession } from "../host/find-session.ts";
import { openHost } from "../host/open-host.ts";
import type { Run } from "../io/run.ts";
import { shortLine } from "../text/visible.ts";
import { ownVersion } from "../version.ts";

/** The options of `asky chat`. */
export interface ChatOptions {
  readonly session?: string;
  readonly directory?: string;
  readonly model?: string;
}

const QUIT = /^\/(?:quit|exit)\s*$/;

/** Talks until somebody leaves: at a terminal with line editing, elsewhere a message a line. */
export async function chat(run: Run, options: ChatOptions): Promise<ExitCode> {
  if (run.output.asJson) {
    throw wrongUsage(
      "A chat has no one document to print.",
      'Run "asky ask --json" for one answer, or "asky session show --json".',
    );
  }
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  return isTerminal ? await chatAtTerminal(run, options) : await chatThroughPipe(run, options);
}

async function chatThroughPipe(run: Run, options: ChatOptions): Promise<ExitCode> {
  const host = await openHost(run, options);
  const input = createPipedInput(run.ending.signal);
  try {
    const session = await openSession(run, host.engine, options.session);
    return await converse(session, input, { prompt: "", onLine: async () => {} });
  } finally {
    input.close();
    await host.close();
  }
}

async function chatAtTerminal(run: Run, options: ChatOptions): Promise<ExitCode> {
  const { output, ending } = run;
  const history = await openHistory(run.configDir);
  let chat: ChatSession | undefined;
  let isWarned = false;
  const leave = (): void => ending.end(EXIT_CODES.interrupted, "Left at the terminal.");
  const onInterrupt = (hadText: boolean): void => {
    if (hadText) return;
    if (isWarned) {
      leave();
      input.close();
      return;
    }
    isWarned = true;
    if (chat?.isBusy) chat.interrupt();
    else input.notice("Press Ctrl-C again to leave.\n");
  };
  const input = new TerminalInput({
    write: output.data,
    history: history.lines,
    complete: completeSlash,
    onInterrupt,
  });
  const releaseInterrupts = ending.takeInterrupts(() => onInterrupt(false));
  ending.signal.addEventListener("abort", () => input.close(), { once: true });
  const log = { write: (line: string) => input.notice(line), isTTY: true };
  try {
    const model = options.model === undefined ? await offerLocalModel(run, input) : undefined;
    const host = await openHost(run, { ...options, log, ...(model && { config: { model } }) });
    try {
      chat = await openSession(run, host.engine, options.session);
      host.engine.services.get("approvals")?.connect(createTerminalConnector(input, chat.target.userId));
      greet(run, host.engine.report().plugins.length);
      return await converse(chat, input, {
        prompt: output.style("bold", "› "),
        onLine: async (line) => {
          isWarned = false;
          await history.add(line);
        },
      });
    } finally {
      await host.close();
    }
  } finally {
    releaseInterrupts();
    input.close();
  }
}

async function openSession(
  run: Run,
  engine: ChatSession["engine"],
  reference: string | undefined,
): Promise<ChatSession> {
  const chat = new ChatSession(run, engine, newTarget());
  if (reference !== undefined) chat.target = targetOf(await findSession(chat.sessions, reference));
  return chat;
}

function greet({ output, isSafeMode }: Run, plugins: number): void {
  const which = isSafeMode ? "safe mode" : plugins === 1 ? "1 plugin" : `${plugins} plugins`;
  output.note(
    output.noteStyle(
      "dim",
      `asky ${ownVersion()}, ${which}. /help lists commands; Ctrl-C interrupts, twice leaves.`,
    ),
  );
}

interface Exchange {
  readonly prompt: string;
  readonly onLine: (line: string) => Promise<void>;
}

async function converse(
  chat: ChatSession,
  input: ChatInput,
  { prompt, onLine }: Exchange,
): Promise<ExitCode> {
  const { ending } = chat.run;
  let exitCode: ExitCode = EXIT_CODES.ok;
  while (!ending.signal.aborted) {
    const line = await input.next(prompt);
    if (line === undefined) break;
    await onLine(line);
    if (line.trim() === "") continue;
    if (line.startsWith("/")) {
      if (QUIT.test(line)) break;
      await runSlash(chat, line);
    } else {
      exitCode = exitCodeOf(await chat.send(line));
    }
  }
  // At a terminal everybody has seen how the turns went; a program wants to know of the last one.
  return prompt === "" ? exitCode : EXIT_CODES.ok;
}

async function runSlash(chat: ChatSession, line: string): Promise<void> {
  const { output } = chat.run;
  const [name = "", ...args] = line.slice(1).trim().split(/\s+/);
  const found = SLASH_COMMANDS.find((command) => command.name === name);
  if (!found) {
    const [near] = name === "" ? [] : SLASH_COMMANDS.filter((command) => command.name.startsWith(name));
    const hint = near ? `Did you mean /${near.name}?` : "/help lists them.";
    return output.note(`There is no command "/${shortLine(name, 40)}". ${hint}`);
  }
  try {
    await found.run(chat, args);
  } catch (error) {
    output.fault(toFault(error));
  }
}

function completeSlash(line: string): readonly string[] {
  if (!line.startsWith("/") || line.includes(" ")) return [];
  return SLASH_COMMANDS.map(({ name }) => `/${name}`).filter((name) => name.startsWith(line));
}
