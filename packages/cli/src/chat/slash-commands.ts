import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { ApprovalsService, ChatMode } from "@asky/sdk";
import { fileExists, fileUnwritable } from "../errors/work.ts";
import { findSession } from "../host/find-session.ts";
import { formatColumns } from "../text/columns.ts";
import { shortLine, visibleText } from "../text/visible.ts";
import { type ChatSession, newTarget, targetOf } from "./chat-session.ts";
import { explainTurn } from "./explain-turn.ts";

/** One command of a chat, typed behind a slash. */
export interface SlashCommand {
  readonly name: string;
  readonly args: string;
  readonly summary: string;
  run(chat: ChatSession, args: readonly string[]): Promise<void>;
}

const MODES: Readonly<Record<ChatMode, string>> = {
  ask: "every question is put to you",
  edits: "changes of files are approved, apart from files that run code later",
  all: "whatever the policy asks is approved, apart from such files",
};

/** The commands of a chat, in the order of their help. */
export const SLASH_COMMANDS: readonly SlashCommand[] = [
  {
    name: "help",
    args: "",
    summary: "This list",
    async run({ run: { output } }) {
      output.data(
        formatColumns(SLASH_COMMANDS.map(({ name, args, summary }) => [`/${name} ${args}`, summary])),
      );
    },
  },
  {
    name: "tools",
    args: "",
    summary: "The tools that the model may ask for, and whose they are",
    run: showTools,
  },
  {
    name: "plugins",
    args: "",
    summary: "What has loaded, what has not, and why",
    async run({ run: { output }, engine }) {
      const { formatReport } = await import("@asky/manager");
      const color = output.style("bold", "x") !== "x";
      output.data(`${formatReport(engine.report(), { color, width: output.columns })}\n`);
    },
  },
  {
    name: "session",
    args: "[NAME]",
    summary: "Which session this is; with a name, renames it",
    run: showSession,
  },
  {
    name: "new",
    args: "",
    summary: "Ends this session and begins a new one",
    async run(chat) {
      await chat.engine.endSession(chat.target.sessionId);
      chat.target = newTarget();
      chat.lastResult = undefined;
      chat.run.output.note("A new session begins with your next message.");
    },
  },
  {
    name: "resume",
    args: "SESSION",
    summary: 'Goes on with another session: id, first letters of it, name, or "last"',
    async run(chat, [reference = "last"]) {
      const info = await findSession(chat.sessions, reference);
      chat.target = targetOf(info);
      chat.lastResult = undefined;
      chat.run.output.note(`This is ${shortLine(info.name, 80)}, with ${info.turnCount} messages so far.`);
    },
  },
  {
    name: "mode",
    args: "[ask|edits|all]",
    summary: "How questions about tools are answered in this chat",
    run: changeMode,
  },
  {
    name: "preload",
    args: "",
    summary: "The sources that are looked through before each turn",
    async run({ run: { output }, engine }) {
      const sources = engine.services.get("config")?.get().preload?.sources ?? [];
      const none = "None. [preload] sources in config.toml names files and folders.";
      output.data(sources.length === 0 ? `${none}\n` : `${visibleText(sources.join("\n"))}\n`);
    },
  },
  {
    name: "why",
    args: "",
    summary: "Who changed what in the last turn, who denied, who was slow",
    async run({ run: { output, configDir }, lastResult }) {
      if (lastResult) output.data(await explainTurn(configDir, lastResult.turnId, output.style));
      else output.note("There was no turn yet.");
    },
  },
  {
    name: "export",
    args: "[json|markdown] [FILE]",
    summary: "This session as a document",
    run: exportSession,
  },
  {
    name: "quit",
    args: "",
    summary: "Leaves; so does Ctrl-D",
    // Whoever reads the lines knows this one by its name.
    async run() {},
  },
];

async function showTools({ run: { output }, engine, target }: ChatSession): Promise<void> {
  const turn = await engine.openTurn({ ...target });
  try {
    const rows = turn.registry.getSchemas().map(({ function: { name, description } }) => {
      const owner = turn.registry.ownerOf(name) ?? "host";
      return [name, owner, shortLine(description ?? "", 100)];
    });
    output.data(formatColumns(rows));
  } finally {
    turn.close();
  }
}

async function showSession(chat: ChatSession, args: readonly string[]): Promise<void> {
  const { sessions, target, run } = chat;
  const stored = await sessions.read(target.sessionId);
  if (!stored) return run.output.note("This session begins with your next message.");
  if (args.length > 0) await sessions.rename(target.sessionId, args.join(" "));
  const { info } = (await sessions.read(target.sessionId)) ?? stored;
  const facts = [
    ["name", shortLine(info.name, 80)],
    ["id", info.id],
    ["begun", info.createdAt],
    ["messages", `${info.turnCount}`],
  ];
  run.output.data(formatColumns(facts));
}

async function changeMode(
  { run: { output }, engine, target }: ChatSession,
  [wanted]: readonly string[],
): Promise<void> {
  const approvals = engine.services.get("approvals") as ApprovalsService;
  if (wanted !== undefined && !Object.hasOwn(MODES, wanted)) {
    return output.note(`There is no mode "${shortLine(wanted, 40)}"; there are ask, edits and all.`);
  }
  if (wanted !== undefined) approvals.setMode(target.chatId, wanted as ChatMode, target.userId);
  const mode = approvals.mode(target.chatId);
  output.data(`${mode}: ${MODES[mode]}\n`);
}

async function exportSession(chat: ChatSession, args: readonly string[]): Promise<void> {
  const { output } = chat.run;
  const format = args[0] === "json" ? "json" : "markdown";
  const rest = args[0] === "json" || args[0] === "markdown" ? args.slice(1) : args;
  const text = await chat.sessions.export(chat.target.sessionId, format);
  if (text === undefined) return output.note("Nothing was said in this session yet.");
  if (rest.length === 0) return output.data(output.isTerminal ? visibleText(text) : text);
  const file = resolve(rest.join(" "));
  try {
    await writeFile(file, text, { flag: "wx", mode: 0o600 });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "EEXIST" ? fileExists(file) : fileUnwritable(file, error);
  }
  output.note(`Written to ${file}.`);
}
