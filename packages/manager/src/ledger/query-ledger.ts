import { resolve } from "node:path";
import { ledgerUnreadable } from "../errors/ledger.ts";
import type { InvocationOutcome } from "../hooks/invocation-record.ts";
import type { ReportProblem } from "../problems/problem-log.ts";
import type { LedgerCall, LedgerEntry } from "./ledger-entry.ts";
import { readRun } from "./read-run.ts";
import { type LedgerRun, listRuns } from "./run-list.ts";
import { runNameOf } from "./run-name.ts";

/** Which entries are wanted: those that satisfy all of it. */
export interface LedgerFilter {
  /** A turn's id, or the name of a run. */
  readonly run?: string;
  readonly sessionId?: string;
  readonly plugin?: string;
  readonly hook?: string;
  readonly kind?: LedgerEntry["kind"];
  /** The event of a note. */
  readonly event?: string;
  readonly outcome?: InvocationOutcome;
  readonly callId?: string;
  readonly toolName?: string;
  /** A JSON Pointer: what changed it, a part of it, or the whole that it is a part of. `/prompt` is the system prompt. */
  readonly path?: string;
  /** What took at least so many milliseconds. */
  readonly minDurationMs?: number;
  /** What began then or later. */
  readonly since?: Date;
  /** At most so many entries. */
  readonly limit?: number;
}

/** What {@link queryLedger} takes besides. */
export interface QueryOptions {
  /** Told of directories and files that cannot be read, and of lines that are no entries. @defaultValue nobody */
  readonly report?: ReportProblem;
}

/**
 * Reads the entries of a ledger, also one that another process writes or has written: the newest run first, the newest
 * entry of a run first. Holds one run in memory at a time. Never throws.
 *
 * @param directory - where the ledger is: `runs` in the configuration directory.
 */
export async function* queryLedger(
  directory: string,
  filter: LedgerFilter = {},
  { report = () => {} }: QueryOptions = {},
): AsyncGenerator<LedgerEntry, void> {
  let left = filter.limit ?? Number.POSITIVE_INFINITY;
  for (const { run, file, endedAt } of await findRuns(resolve(directory), report)) {
    if (left <= 0 || (filter.since && endedAt < filter.since)) return;
    if (filter.run !== undefined && run !== filter.run && run !== runNameOf(filter.run)) continue;
    for await (const entry of readRun(file, report)) {
      if (!isWanted(entry, filter)) continue;
      yield entry;
      left -= 1;
      if (left <= 0) return;
    }
  }
}

/** The members of a filter that an entry must have as they are. */
const SAME = ["sessionId", "plugin", "hook", "kind", "event", "outcome", "callId", "toolName"] as const;

function isWanted(entry: LedgerEntry, filter: LedgerFilter): boolean {
  const facts: Readonly<Record<string, unknown>> = { ...entry };
  if (SAME.some((name) => filter[name] !== undefined && facts[name] !== filter[name])) return false;
  if (filter.since && Date.parse(entry.timestamp) < filter.since.getTime()) return false;
  const { durationMs } = facts;
  if (filter.minDurationMs !== undefined && !(Number(durationMs) >= filter.minDurationMs)) return false;
  return filter.path === undefined || (entry.kind === "call" && changes(entry, filter.path));
}

/** Whether a call has changed what stands at a path, a part of it, or a whole that it is a part of. */
export function changes({ patch }: LedgerCall, path: string): boolean {
  return patch.some(
    (step) =>
      step.op !== "test" &&
      (step.path === path || step.path.startsWith(`${path}/`) || path.startsWith(`${step.path}/`)),
  );
}

async function findRuns(directory: string, report: ReportProblem): Promise<readonly LedgerRun[]> {
  try {
    return await listRuns(directory);
  } catch (error) {
    report(ledgerUnreadable(directory, error));
    return [];
  }
}
