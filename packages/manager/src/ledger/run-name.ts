import { createHash, randomUUID } from "node:crypto";
import { findSecrets } from "./find-secrets.ts";

/** Nothing that a file system gives another meaning: no separator, no leading or trailing dot, no device name. */
const PLAIN = /^(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))[a-z0-9_](?:[a-z0-9_.-]{0,126}[a-z0-9_-])?$/i;
const HASHED = /^~[0-9a-f]{40}$/;

const ENDING = ".jsonl";

/** Names what happened outside any turn, for this process. */
export function createBootId(): string {
  return `boot-${randomUUID()}`;
}

/** The name of a turn's run: its id where that can be a file's name, else a digest of it. */
export function runNameOf(turnId: unknown): string {
  const id = typeof turnId === "string" ? turnId : `[${typeof turnId}]`;
  if (PLAIN.test(id) && findSecrets(id).length === 0) return id;
  return `~${createHash("sha256").update(id).digest("hex").slice(0, 40)}`;
}

export function runFileName(run: string): string {
  return `${run}${ENDING}`;
}

/** The run that a file belongs to; `undefined` when it is no ledger's file. */
export function runOfFile(fileName: string): string | undefined {
  if (!fileName.endsWith(ENDING)) return undefined;
  const run = fileName.slice(0, -ENDING.length);
  return PLAIN.test(run) || HASHED.test(run) ? run : undefined;
}
