import type { ExitCode } from "@asky/sdk";
import type { AuditRecord } from "../views/audit-record.ts";
import { escapeJson } from "../views/escape-text.ts";
import { formatLine } from "../views/format-line.ts";
import { type CommandInput, optionCount } from "./command-input.ts";
import { filterOf, type ReadingPlace, readRecords } from "./read-records.ts";

const POLL_MS = 250;

/** `asky audit tail`: the last records, and those that come until it is interrupted. */
export async function tail({ directory, options, print, signal }: CommandInput): Promise<ExitCode> {
  const limit = optionCount(options, "limit", 10);
  const isWanted = filterOf(options);
  const show = (record: AuditRecord): void =>
    print(options.json === true ? escapeJson(JSON.stringify(record)) : formatLine(record));
  const place: ReadingPlace = new Map();
  const last: AuditRecord[] = [];
  for await (const record of readRecords(directory, place)) {
    if (!isWanted(record)) continue;
    last.push(record);
    if (last.length > limit) last.shift();
  }
  for (const record of last) show(record);
  while (options.once !== true && !signal.aborted) {
    await pause(signal);
    for await (const record of readRecords(directory, place)) if (isWanted(record)) show(record);
  }
  return 0;
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, POLL_MS);
    signal.addEventListener("abort", done);
  });
}
