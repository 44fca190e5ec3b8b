import { isTable, type JsonTable } from "./json-table.ts";
import type { LedgerEntry } from "./ledger-entry.ts";
import { toSnakeCase } from "./snake-case.ts";

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string";
const isNumber: Check = (value) => typeof value === "number" && Number.isFinite(value);
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;

/** The members of each kind of line, by their name in code. Those that end in `?` may be missing. */
const COMMON = {
  seq: isCount,
  timestamp: isText,
  run: isText,
  "sessionId?": isText,
  "redacted?": isCount,
  "truncated?": isFlag,
};
const GAP = { count: isCount };
const KINDS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  call: {
    ...{ plugin: isText, "version?": isText, hook: isText, callback: isText, "callId?": isText },
    ...{ "toolName?": isText, durationMs: isNumber, outcome: isOutcome, patch: isPatch },
    ...{ "patchOmitted?": isCount, "error?": isText },
  },
  note: {
    ...{ event: isText, "plugin?": isText, "by?": isText, "reason?": isText, "callId?": isText },
    ...{ "toolName?": isText, "durationMs?": isNumber, "detail?": () => true },
  },
  capped: GAP,
  left_out: GAP,
  dropped: GAP,
};

/** Reads one line; `undefined` when it is no entry. Members that this version does not know are passed over. Pure. */
export function decodeEntry(text: string): LedgerEntry | undefined {
  const line = parse(text);
  const kind = typeof line?.kind === "string" && Object.hasOwn(KINDS, line.kind) ? line.kind : undefined;
  if (line === undefined || kind === undefined) return undefined;
  const entry: Record<string, unknown> = { kind };
  for (const [name, check] of Object.entries({ ...COMMON, ...KINDS[kind] })) {
    const key = name.replace("?", "");
    const value = line[toSnakeCase(key)];
    if (value === undefined && name !== key) continue;
    if (!check(value)) return undefined;
    entry[key] = value;
  }
  return entry as unknown as LedgerEntry;
}

function parse(text: string): JsonTable | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isTable(value) ? value : undefined;
  } catch {
    // A torn or foreign line: whoever asked counts and reports it.
    return undefined;
  }
}

function isFlag(value: unknown): boolean {
  return typeof value === "boolean";
}

function isOutcome(value: unknown): boolean {
  return value === "ok" || value === "failed" || value === "timed_out" || value === "skipped";
}

function isPatch(value: unknown): boolean {
  return Array.isArray(value) && value.every(isOperation);
}

function isOperation(value: unknown): boolean {
  if (!isTable(value)) return false;
  const { op, path, pos, str } = value;
  return (
    typeof op === "string" &&
    typeof path === "string" &&
    (pos === undefined || isCount(pos)) &&
    (str === undefined || isText(str))
  );
}
