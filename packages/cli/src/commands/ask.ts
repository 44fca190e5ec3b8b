import { randomUUID } from "node:crypto";
import type { ExitCode } from "@asky/sdk";
import { createQuestionAsker } from "../approvals/question-asker.ts";
import { createTerminalConnector } from "../approvals/terminal-connector.ts";
import { wrongUsage } from "../errors/usage.ts";
import { exitCodeOf } from "../host/exit-code-of.ts";
import { findSession } from "../host/find-session.ts";
import { type Host, openHost } from "../host/open-host.ts";
import { TurnView } from "../host/turn-view.ts";
import { readStdin } from "../io/read-stdin.ts";
import type { Run } from "../io/run.ts";

/** The options of `asky ask`. */
export interface AskOptions {
  readonly session?: string;
  readonly directory?: string;
  readonly model?: string;
}

/** Answers one question and ends. */
export async function ask(run: Run, words: readonly string[], options: AskOptions): Promise<ExitCode> {
  const text = await readQuestion(run, words);
  const host = await openHost(run, options);
  try {
    return await answer(run, host, text, options.session);
  } finally {
    await host.close();
  }
}

async function readQuestion({ ending }: Run, words: readonly string[]): Promise<string> {
  const isPiped = words.length === 0 || (words.length === 1 && words[0] === "-");
  if (isPiped && process.stdin.isTTY) {
    throw wrongUsage(
      "There is no question.",
      'Write it behind the command: asky ask "What time is it in Tokyo?"',
    );
  }
  const text = isPiped ? await readStdin(ending.signal) : words.join(" ");
  if (text.trim() === "") throw wrongUsage("The question is empty.", 'Run "asky ask --help" for examples.');
  return text;
}

async function answer(
  { ending, output }: Run,
  { engine }: Host,
  text: string,
  session: string | undefined,
): Promise<ExitCode> {
  const sessions = engine.services.get("sessions");
  const info = session === undefined || !sessions ? undefined : await findSession(sessions, session);
  const target = info
    ? { userId: info.userId, chatId: info.chatId, sessionId: info.id }
    : { userId: "local", chatId: "ask", sessionId: randomUUID() };
  // Whoever answers must see the question, and nothing else may come from where the answer is read.
  if (process.stdin.isTTY && process.stderr.isTTY) {
    engine.services.get("approvals")?.connect(createTerminalConnector(createQuestionAsker(), target.userId));
  }
  const view = new TurnView(output);
  const result = await engine.handleMessage({
    ...target,
    text,
    signal: ending.signal,
    onProgress: (progress) => view.take(progress),
  });
  view.end(result);
  if (output.asJson) output.document(result);
  // A question of its own is a session of its own; it can still be resumed.
  if (!info) await engine.endSession(target.sessionId);
  return exitCodeOf(result);
}
