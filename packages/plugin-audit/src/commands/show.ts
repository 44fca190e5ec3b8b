import type { ExitCode } from "@asky/sdk";
import { auditCommandInvalid } from "../errors.ts";
import { memberText } from "../views/audit-record.ts";
import { escapeJson } from "../views/escape-text.ts";
import { formatRecord } from "../views/format-line.ts";
import type { CommandInput } from "./command-input.ts";
import { filterOf, readRecords } from "./read-records.ts";

const NOTHING_FOUND = 3;

/** `asky audit show <call id or number>`: every record of a call, or the records of that number, with all they say. */
export async function show({ directory, options, rest, print, tell }: CommandInput): Promise<ExitCode> {
  const [wanted] = rest;
  if (wanted === undefined) {
    throw auditCommandInvalid(
      "It is not said which record to show.",
      'Write "asky audit show <call id or number>".',
    );
  }
  const isWanted = filterOf({ event: "", ...options });
  let found = 0;
  for await (const record of readRecords(directory)) {
    if (memberText(record, "call_id") !== wanted && memberText(record, "seq") !== wanted) continue;
    if (!isWanted(record)) continue;
    if (options.json === true) print(escapeJson(JSON.stringify(record)));
    else print(`${found > 0 ? "\n" : ""}${formatRecord(record)}`);
    found += 1;
  }
  if (found === 0) tell("No record has that call id or number.");
  return found === 0 ? NOTHING_FOUND : 0;
}
