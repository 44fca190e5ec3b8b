import { resolve } from "node:path";
import { type Clock, systemClock } from "../deadline/clock.ts";
import type { InvocationRecord, InvocationRecorder } from "../hooks/invocation-record.ts";
import type { ReportProblem } from "../problems/problem-log.ts";
import { type DraftFacts, draftCall, draftNote } from "./draft-entry.ts";
import { encodeEntry } from "./encode-entry.ts";
import type { EntryDraft, LedgerEntry, LedgerNote } from "./ledger-entry.ts";
import { DEFAULT_LIMITS, type LedgerLimits } from "./ledger-limits.ts";
import { LedgerQueue } from "./ledger-queue.ts";
import { Names } from "./names.ts";
import { type LedgerFilter, queryLedger } from "./query-ledger.ts";
import { RunBook } from "./run-book.ts";
import { createBootId } from "./run-name.ts";

/** What {@link createLedger} takes. */
export interface LedgerOptions {
  /** Where the runs are kept: `runs` in the configuration directory. Created with the first entry. */
  readonly directory: string;
  /** What differs from the default limits. */
  readonly limits?: Partial<LedgerLimits>;
  /** Told when the ledger cannot be written, once until it can be again, and of damaged files. @defaultValue nobody */
  readonly report?: ReportProblem;
  /** The version of a plugin, for the entries. @defaultValue entries have none */
  readonly versionOf?: (plugin: string) => string | undefined;
  /** Names the run of what happens outside a turn. @defaultValue `boot-` and a fresh UUID */
  readonly boot?: string;
  /** Says when a directory that failed is tried again. @defaultValue the machine's own */
  readonly clock?: Clock;
}

/** Keeps who changed what, who denied and who was slow: one file of JSON Lines for each turn. */
export interface Ledger extends AsyncDisposable {
  /** The run of what happens outside a turn. */
  readonly boot: string;
  /** Takes one call. Hand it to {@link PluginManagerOptions.record}. Never throws and never waits. */
  readonly record: InvocationRecorder;
  /** Takes what a host has to add, for example that a tool call was denied. Never throws and never waits. */
  note(note: LedgerNote): void;
  /** Resolves when everything taken so far is written, or could not be. Never rejects. */
  flush(): Promise<void>;
  /** Flushes, and takes nothing any more. Called at shut-down. Calling it again does nothing more. */
  close(): Promise<void>;
  /** Reads entries, those not yet written included; the newest run first, the newest entry of a run first. */
  query(filter?: LedgerFilter): AsyncIterable<LedgerEntry>;
}

/**
 * Creates a ledger. Does no I/O itself: the directory (mode 0700) and its files (0600) are created with the first entry.
 * Secrets are taken out and long texts cut before anything is written. A fault of the ledger is no turn's fault: what
 * cannot be written is counted, and the count is written when there is room again.
 *
 * Reports `LEDGER_UNAVAILABLE` and `LEDGER_DAMAGED`.
 */
export function createLedger(options: LedgerOptions): Ledger {
  const { report = () => {}, boot = createBootId(), clock = systemClock } = options;
  const directory = resolve(options.directory);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const book = new RunBook(directory, limits.maxRunBytes);
  const queue = new LedgerQueue({ directory, book, boot, limits, clock, report });
  const facts: DraftFacts = {
    limits,
    boot,
    names: new Names(),
    versionOf: options.versionOf ?? (() => undefined),
  };
  let closing: Promise<void> | undefined;

  function take(draft: () => EntryDraft): void {
    if (closing) return;
    try {
      if (!queue.hasRoom) queue.drop();
      else push(draft());
    } catch {
      // Something of it cannot be read, or `versionOf` failed: that it is missing is written down.
      queue.drop();
    }
  }

  function push(entry: EntryDraft): void {
    queue.push(entry.run, encodeEntry(entry, limits.maxEntryBytes));
  }

  function close(): Promise<void> {
    closing ??= queue.finish();
    return closing;
  }

  return Object.freeze({
    boot,
    record: (record: InvocationRecord) => take(() => draftCall(record, facts)),
    note: (note: LedgerNote) => take(() => draftNote(note, facts)),
    flush: () => queue.flush(),
    close,
    async *query(filter: LedgerFilter = {}) {
      await queue.flush();
      yield* queryLedger(directory, filter, { report });
    },
    [Symbol.asyncDispose]: close,
  });
}
