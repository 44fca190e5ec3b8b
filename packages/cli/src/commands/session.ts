import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { ExitCode, SessionInfo, SessionsService } from "@asky/sdk";
import { createQuestionAsker } from "../approvals/question-asker.ts";
import { toFault } from "../errors/to-fault.ts";
import { noSessions, wrongUsage } from "../errors/usage.ts";
import { fileExists, fileUnwritable } from "../errors/work.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { findSession } from "../host/find-session.ts";
import type { Run } from "../io/run.ts";
import { formatColumns } from "../text/columns.ts";
import { MarkdownStream } from "../text/markdown-stream.ts";
import { shortLine } from "../text/visible.ts";

/** The options of the session commands; each command has those that it needs. */
export interface SessionOptions {
  readonly limit?: string;
  readonly force?: boolean;
  readonly format?: string;
  readonly output?: string;
}

const NAME_LENGTH = 40;

/** The newest sessions, one a line. */
export async function listSessions(run: Run, { limit }: SessionOptions): Promise<ExitCode> {
  const { output } = run;
  const sessions = await open(run);
  const all = await sessions.list();
  const shown = limit === undefined ? all : all.slice(0, readLimit(limit));
  if (output.asJson) output.document({ sessions: shown });
  else if (all.length === 0) output.note(`There are no sessions in "${run.configDir}" yet.`);
  else output.data(formatColumns(shown.map(describe)));
  return EXIT_CODES.ok;
}

/** What was said in a session. */
export async function showSession(run: Run, reference: string): Promise<ExitCode> {
  const { output } = run;
  const { sessions, info } = await pick(run, reference);
  const text = (await sessions.export(info.id, output.asJson ? "json" : "markdown")) ?? "";
  if (!output.isTerminal) output.data(text);
  else {
    const markdown = new MarkdownStream(output.style);
    output.data(markdown.write(text) + markdown.end());
  }
  return EXIT_CODES.ok;
}

/** The turns in which words stand. */
export async function searchSessions(
  run: Run,
  words: readonly string[],
  { limit }: SessionOptions,
): Promise<ExitCode> {
  const { output } = run;
  const sessions = await open(run);
  const hits = await sessions.search(words.join(" "), limit === undefined ? undefined : readLimit(limit));
  if (output.asJson) output.document({ hits });
  else if (hits.length === 0) output.note(`Nothing was found for "${shortLine(words.join(" "), 80)}".`);
  else {
    const rows = hits.map(({ session, excerpt }) => [
      session.id,
      shortLine(session.name, NAME_LENGTH),
      shortLine(excerpt, 200),
    ]);
    output.data(formatColumns(rows));
  }
  return hits.length === 0 ? EXIT_CODES.nothingFound : EXIT_CODES.ok;
}

/** Gives a session a name for people. */
export async function renameSession(run: Run, reference: string, name: string): Promise<ExitCode> {
  if (name.trim() === "")
    throw wrongUsage("The new name is empty.", "Write it behind the session: asky session rename last notes");
  const { sessions, info } = await pick(run, reference);
  await sessions.rename(info.id, name.trim());
  return await say(run, sessions, info.id, "Renamed");
}

/** Deletes sessions for good; asks before at a terminal, and wants `--force` elsewhere. */
export async function deleteSessions(
  run: Run,
  references: readonly string[],
  { force = false }: SessionOptions,
): Promise<ExitCode> {
  const sessions = await open(run);
  const found: SessionInfo[] = [];
  for (const reference of references) {
    const info = await findSession(sessions, reference);
    if (!found.some(({ id }) => id === info.id)) found.push(info);
  }
  if (!force && !(await isConfirmed(run, found))) {
    run.output.note("Nothing was deleted.");
    return EXIT_CODES.failure;
  }
  for (const { id } of found) await sessions.remove(id);
  const ids = found.map(({ id }) => id);
  if (run.output.asJson) run.output.document({ deleted: ids });
  else for (const id of ids) run.output.note(`Deleted ${id}.`);
  return EXIT_CODES.ok;
}

/** Writes a session as a document. */
export async function exportSession(run: Run, reference: string, options: SessionOptions): Promise<ExitCode> {
  const format = options.format ?? (run.output.asJson ? "json" : "markdown");
  if (format !== "json" && format !== "markdown") {
    throw wrongUsage(`There is no format "${format}".`, 'Choose "json" or "markdown".');
  }
  const { sessions, info } = await pick(run, reference);
  const text = (await sessions.export(info.id, format)) ?? "";
  if (options.output === undefined) {
    run.output.data(text);
    return EXIT_CODES.ok;
  }
  const file = resolve(options.output);
  try {
    await writeFile(file, text, { flag: "wx", mode: 0o600 });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "EEXIST" ? fileExists(file) : fileUnwritable(file, error);
  }
  run.output.note(`Written to ${file}.`);
  return EXIT_CODES.ok;
}

/** The conversations of the config dir, without an engine: no plugin runs. */
async function open({ configDir, output }: Run): Promise<SessionsService> {
  const { openSessions } = await import("@asky/engine");
  return openSessions(configDir, (error) => output.note(`${toFault(error).message} ${toFault(error).hint}`));
}

async function pick(
  run: Run,
  reference: string,
): Promise<{ readonly sessions: SessionsService; readonly info: SessionInfo }> {
  const sessions = await open(run);
  if (reference === "last" && (await sessions.list()).length === 0) throw noSessions(run.configDir);
  return { sessions, info: await findSession(sessions, reference) };
}

async function say({ output }: Run, sessions: SessionsService, id: string, what: string): Promise<ExitCode> {
  const info = (await sessions.read(id))?.info;
  if (output.asJson) output.document({ session: info });
  else output.note(`${what}: ${id} is now "${shortLine(info?.name ?? "", NAME_LENGTH)}".`);
  return EXIT_CODES.ok;
}

async function isConfirmed({ ending, output }: Run, found: readonly SessionInfo[]): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw wrongUsage("Deleting has to be confirmed, and nobody can be asked here.", "Add --force.");
  }
  for (const info of found) output.note(describe(info).join("  "));
  const answer = await createQuestionAsker().ask("Delete for good? [y/N] ", ending.signal);
  return /^\s*y(es)?\s*$/i.test(answer ?? "");
}

function describe({ id, name, updatedAt, turnCount, isOpen, chatId }: SessionInfo): readonly string[] {
  const messages = turnCount === 1 ? "1 message" : `${turnCount} messages`;
  const shown = name === id ? "" : shortLine(name, NAME_LENGTH);
  return [
    id,
    updatedAt.slice(0, 16).replace("T", " "),
    messages,
    isOpen ? "open" : "closed",
    shortLine(chatId, 20),
    shown,
  ];
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw wrongUsage(`"${text}" is no number of lines.`, "Write a whole number, 1 or more, behind --limit.");
}
