import type { InvocationRecord } from "../hooks/invocation-record.ts";
import { describeError } from "../problems/describe-error.ts";
import { Cleaner } from "./cleaner.ts";
import type { EntryDraft, LedgerNote } from "./ledger-entry.ts";
import type { LedgerLimits } from "./ledger-limits.ts";
import type { Names } from "./names.ts";
import { takeSnapshot } from "./snapshot.ts";
import { type WrittenPatch, writePatch } from "./write-patch.ts";

/** What drafting an entry needs to know besides the entry itself. */
export interface DraftFacts {
  readonly limits: LedgerLimits;
  readonly boot: string;
  readonly names: Names;
  readonly versionOf: (plugin: string) => string | undefined;
}

/** What a chain passes on has no name of its own in a record. */
const CHAIN_VALUES: Readonly<Record<string, string>> = { system_prompt_extend: "prompt" };

/** Makes a call's record fit to be written. */
export function draftCall(record: InvocationRecord, facts: DraftFacts): EntryDraft {
  const { names } = facts;
  const cleaner = cleanerWithin(facts.limits);
  const { steps, omitted, isTruncated } = "after" in record ? draftPatch(record, cleaner) : UNCHANGED;
  const version = facts.versionOf(record.plugin);
  return {
    kind: "call",
    timestamp: new Date(record.startedAt).toISOString(),
    ...scopeOf(record, facts),
    plugin: names.clean(record.plugin),
    ...(version !== undefined && { version: names.clean(version) }),
    hook: names.clean(record.point),
    callback: names.clean(record.callback),
    ...callOf(record.call?.id, record.call?.toolName, names),
    durationMs: roundMs(record.durationMs),
    outcome: record.outcome,
    patch: steps,
    ...(omitted > 0 && { patchOmitted: omitted }),
    ...("error" in record && { error: errorText(record.error, cleaner) }),
    ...marksOf(cleaner, isTruncated),
  };
}

interface DraftPatch extends WrittenPatch {
  readonly isTruncated: boolean;
}

const UNCHANGED: DraftPatch = { steps: [], omitted: 0, isTruncated: false };

function draftPatch(record: InvocationRecord, cleaner: Cleaner): DraftPatch {
  const before = takeSnapshot(named(record.point, record.before));
  const after = takeSnapshot(named(record.point, record.after));
  const written = writePatch(before.value, after.value, cleaner);
  return { ...written, isTruncated: before.isTruncated || after.isTruncated || written.omitted > 0 };
}

/** Makes a host's note fit to be written. */
export function draftNote(note: LedgerNote, facts: DraftFacts): EntryDraft {
  const { names } = facts;
  const cleaner = cleanerWithin(facts.limits);
  const detail = "detail" in note ? takeSnapshot(note.detail) : undefined;
  return {
    kind: "note",
    timestamp: new Date().toISOString(),
    ...scopeOf(note, facts),
    event: names.clean(note.event),
    ...(note.plugin !== undefined && { plugin: names.clean(note.plugin) }),
    ...(note.by !== undefined && { by: names.clean(note.by) }),
    ...(note.reason !== undefined && { reason: cleaner.text(textOf(note.reason)) }),
    ...callOf(note.callId, note.toolName, names),
    ...(note.durationMs !== undefined && { durationMs: roundMs(note.durationMs) }),
    ...(detail && { detail: cleaner.value(detail.value, []) }),
    ...marksOf(cleaner, detail?.isTruncated ?? false),
  };
}

function cleanerWithin({ maxTextLength, maxEntryBytes }: LedgerLimits): Cleaner {
  return new Cleaner({ maxTextLength, maxTotalLength: maxEntryBytes });
}

function named(point: string, value: unknown): unknown {
  const name = CHAIN_VALUES[point];
  return name === undefined || value === undefined ? value : { [name]: value };
}

function scopeOf(
  { turn, sessionId = turn?.sessionId }: Pick<InvocationRecord, "turn" | "sessionId">,
  { boot, names }: DraftFacts,
): { readonly run: string; readonly sessionId?: string } {
  return {
    run: turn === undefined ? boot : names.run(turn.id),
    ...(sessionId !== undefined && { sessionId: names.clean(sessionId) }),
  };
}

function callOf(
  callId: string | undefined,
  toolName: string | undefined,
  names: Names,
): { readonly callId?: string; readonly toolName?: string } {
  return {
    ...(callId !== undefined && { callId: names.clean(callId) }),
    ...(toolName !== undefined && { toolName: names.clean(toolName) }),
  };
}

function errorText(error: unknown, cleaner: Cleaner): string {
  const { message, causes } = describeError(error);
  // A message that was cut may end in the beginning of a secret.
  const parts = [message, ...causes].map((part) => part.replace(/\S+…$/, "…"));
  return cleaner.text(parts.join(" ← "));
}

function marksOf(
  cleaner: Cleaner,
  isSnapshotTruncated: boolean,
): { readonly redacted?: number; readonly truncated?: boolean } {
  return {
    ...(cleaner.redacted > 0 && { redacted: cleaner.redacted }),
    ...((cleaner.isTruncated || isSnapshotTruncated) && { truncated: true }),
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : `[${typeof value}]`;
}

/** To microseconds; more digits would only be noise. */
function roundMs(durationMs: number): number {
  return Number.isFinite(durationMs) ? Math.round(durationMs * 1000) / 1000 : 0;
}
