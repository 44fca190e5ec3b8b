import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "@asky/sdk";
import { readLineBatches } from "../disk/read-lines.ts";
import { auditLogUnreadable } from "../errors.ts";
import { parseSegmentName } from "../manifest/manifest-line.ts";
import { type AuditRecord, memberText } from "../views/audit-record.ts";
import { optionText } from "./command-input.ts";

/** How far a log was read: bytes of each file. */
export type ReadingPlace = Map<string, number>;

/** The records of a log from a place on, in the order of their files; the place moves along. Lines that are none are passed over. */
export async function* readRecords(
  directory: string,
  place: ReadingPlace = new Map(),
): AsyncGenerator<AuditRecord> {
  for (const name of await segmentNames(directory)) {
    for await (const lines of readLineBatches(join(directory, name), place.get(name) ?? 0)) {
      for (const { bytes, offset, isWhole } of lines) {
        if (!isWhole) continue;
        place.set(name, offset + bytes.length + 1);
        const record = parseRecord(bytes.toString());
        if (record) yield record;
      }
    }
  }
}

async function segmentNames(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).filter((name) => parseSegmentName(name)).sort();
  } catch (cause) {
    throw auditLogUnreadable(directory, cause);
  }
}

function parseRecord(line: string): AuditRecord | undefined {
  try {
    const record: unknown = JSON.parse(line);
    return typeof record === "object" && record !== null ? (record as AuditRecord) : undefined;
  } catch {
    return undefined;
  }
}

/** Option → the member that must be equal. */
const FILTERS = [
  ["event", "event"],
  ["session", "session_id"],
  ["turn", "turn_id"],
  ["call", "call_id"],
  ["tool", "tool_name"],
  ["plugin", "plugin"],
  ["decision", "decision"],
  ["boot", "boot"],
] as const;

/** What the options let through. Checkpoints only when they are asked for. */
export function filterOf(options: JsonObject): (record: AuditRecord) => boolean {
  const wanted = FILTERS.flatMap(([option, member]) => {
    const value = optionText(options, option);
    return value === undefined ? [] : [[member, value] as const];
  });
  const [since, until] = [optionText(options, "since"), optionText(options, "until")];
  const showsCheckpoints = optionText(options, "event") !== undefined;
  return (record) => {
    if (!showsCheckpoints && record.event === "checkpoint") return false;
    const time = memberText(record, "timestamp");
    if ((since !== undefined && time < since) || (until !== undefined && time > until)) return false;
    return wanted.every(([member, value]) => memberText(record, member) === value);
  };
}
