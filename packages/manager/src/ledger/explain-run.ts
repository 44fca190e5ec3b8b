import type { LedgerCall, LedgerEntry, LedgerNoteEntry } from "./ledger-entry.ts";
import { changes } from "./query-ledger.ts";

/** How many of the slowest callbacks are named. */
const SLOWEST = 10;

/** One callback over all its calls. */
export interface CallbackSummary {
  readonly plugin: string;
  readonly hook: string;
  readonly callback: string;
  readonly calls: number;
  /** How many of them failed, were not done in time, or were skipped. */
  readonly failed: number;
  readonly timedOut: number;
  readonly skipped: number;
  /** Milliseconds of all calls together, and of the longest. */
  readonly totalMs: number;
  readonly longestMs: number;
  /** What its last failure was. */
  readonly error?: string;
}

/** What happened in a run, by question. Every list is in the order in which it happened. */
export interface RunExplanation {
  /** The runs that the entries are from. */
  readonly runs: readonly string[];
  /** Who changed the system prompt. */
  readonly prompt: readonly LedgerCall[];
  /** Who changed the messages, tools or answers that went to the model or came from it. */
  readonly conversation: readonly LedgerCall[];
  /** Who changed the arguments of a tool call. */
  readonly args: readonly LedgerCall[];
  /** Who changed the result of a tool call, or gave one in its place. */
  readonly result: readonly LedgerCall[];
  /** Who changed anything else. */
  readonly other: readonly LedgerCall[];
  /** What was denied, and by whom. */
  readonly denied: readonly LedgerNoteEntry[];
  /** Callbacks that failed, were not done in time, or were skipped; the worst first. */
  readonly unwell: readonly CallbackSummary[];
  /** The ten callbacks with the longest call, the slowest first. */
  readonly slowest: readonly CallbackSummary[];
  /** How many entries are known to be missing. */
  readonly missing: number;
}

const CONVERSATION = ["/messages", "/message", "/toolCalls", "/toolSchemas", "/useTools"];

/**
 * Explains what happened in a run, or in several: who changed the prompt, the arguments and the results, who denied and
 * who was slow. Takes the entries in any order. Pure.
 */
export function explainRun(entries: readonly LedgerEntry[]): RunExplanation {
  const ordered = inOrder(entries);
  const calls = ordered.filter((entry) => entry.kind === "call");
  const changed = calls.filter(({ patch, patchOmitted }) => patch.length > 0 || patchOmitted !== undefined);
  const at = (...paths: readonly string[]): readonly LedgerCall[] =>
    changed.filter((call) => paths.some((path) => changes(call, path)));
  const known = new Set(at("/prompt", "/args", "/result", ...CONVERSATION));
  const callbacks = summarize(calls);
  return {
    runs: [...new Set(ordered.map(({ run }) => run))],
    prompt: at("/prompt"),
    conversation: at(...CONVERSATION),
    args: at("/args"),
    result: at("/result"),
    other: changed.filter((call) => !known.has(call)),
    denied: ordered.filter((entry) => entry.kind === "note").filter(({ event }) => event === "tool_denied"),
    unwell: callbacks.filter((one) => faultsOf(one) > 0).toSorted((a, b) => faultsOf(b) - faultsOf(a)),
    slowest: callbacks.toSorted((a, b) => b.longestMs - a.longestMs).slice(0, SLOWEST),
    missing: countMissing(ordered),
  };
}

/** Runs by their beginning; within one by number, since clocks may go back. */
function inOrder(entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  const begins = new Map<string, string>();
  for (const { run, timestamp } of entries) {
    const known = begins.get(run);
    if (known === undefined || timestamp < known) begins.set(run, timestamp);
  }
  const keyOf = ({ run }: LedgerEntry): string => `${begins.get(run)} ${run}`;
  return entries.toSorted((a, b) => (a.run === b.run ? a.seq - b.seq : keyOf(a) < keyOf(b) ? -1 : 1));
}

function summarize(calls: readonly LedgerCall[]): readonly CallbackSummary[] {
  const summaries = new Map<string, CallbackSummary>();
  for (const { plugin, hook, callback, durationMs, outcome, error } of calls) {
    const key = JSON.stringify([plugin, hook, callback]);
    const known = summaries.get(key);
    const lastError = error ?? known?.error;
    summaries.set(key, {
      ...{ plugin, hook, callback },
      calls: (known?.calls ?? 0) + 1,
      failed: (known?.failed ?? 0) + Number(outcome === "failed"),
      timedOut: (known?.timedOut ?? 0) + Number(outcome === "timed_out"),
      skipped: (known?.skipped ?? 0) + Number(outcome === "skipped"),
      totalMs: (known?.totalMs ?? 0) + durationMs,
      longestMs: Math.max(known?.longestMs ?? 0, durationMs),
      ...(lastError !== undefined && { error: lastError }),
    });
  }
  return [...summaries.values()];
}

function faultsOf({ failed, timedOut, skipped }: CallbackSummary): number {
  return failed + timedOut + skipped;
}

/** What a full run left out in the end includes the one that was capped first. */
function countMissing(entries: readonly LedgerEntry[]): number {
  const totals = new Map<string, number>();
  let missing = 0;
  for (const entry of entries) {
    if (entry.kind === "dropped") missing += entry.count;
    if (entry.kind === "capped" || entry.kind === "left_out")
      totals.set(entry.run, Math.max(totals.get(entry.run) ?? 0, entry.count));
  }
  return [...totals.values()].reduce((sum, count) => sum + count, missing);
}
