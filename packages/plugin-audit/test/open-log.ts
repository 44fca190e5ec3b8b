import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ChainedAuditLogger,
  type ChainedAuditLoggerOptions,
  createChainedAuditLogger,
} from "@asky/plugin-audit";
import type { JsonObject, Problem, ToolAttemptEntry } from "@asky/sdk";
import { onTestFinished } from "vitest";

export const ATTEMPT: ToolAttemptEntry = {
  sessionId: "session-1",
  turnId: "turn-1",
  callId: "call-1",
  toolName: "Read",
  origin: "host",
  toolInput: { file_path: "notes/today.md" },
  decision: "allow",
  classification: "policy",
  riskLevel: "low",
};

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "asky-audit-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A log in a folder of its own, with what it reported. */
export interface OpenLog {
  readonly log: ChainedAuditLogger;
  readonly directory: string;
  readonly problems: Problem[];
}

export async function openLog(options: Partial<ChainedAuditLoggerOptions> = {}): Promise<OpenLog> {
  const directory = options.directory ?? join(await temporaryFolder(), "audit");
  const problems: Problem[] = [];
  const log = createChainedAuditLogger({
    directory,
    report: (problem) => void problems.push(problem),
    ...options,
  });
  return { log, directory, problems };
}

/** Names of a log's segments, in order. */
export async function segmentsOf(directory: string): Promise<readonly string[]> {
  return (await readdir(directory)).filter((name) => name !== "manifest.jsonl").sort();
}

export async function recordsOf(directory: string): Promise<readonly JsonObject[]> {
  const names = await segmentsOf(directory);
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), "utf8")));
  return texts.flatMap((text) => text.split("\n").slice(0, -1)).map((line) => JSON.parse(line) as JsonObject);
}
