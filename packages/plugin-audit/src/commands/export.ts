import type { ExitCode } from "@asky/sdk";
import { auditCommandInvalid } from "../errors.ts";
import { escapeJson } from "../views/escape-text.ts";
import { CSV_HEADER, toCsv } from "../views/to-csv.ts";
import { type CommandInput, optionText } from "./command-input.ts";
import { filterOf, readRecords } from "./read-records.ts";

/** `asky audit export`: the records as CSV or JSON lines, on standard output. */
export async function exportRecords({ directory, options, print }: CommandInput): Promise<ExitCode> {
  const format = optionText(options, "format") ?? "jsonl";
  if (format !== "csv" && format !== "jsonl") {
    throw auditCommandInvalid(`There is no format "${format}".`, "Write --format csv or --format jsonl.");
  }
  const isWanted = filterOf(options);
  if (format === "csv") print(CSV_HEADER);
  for await (const record of readRecords(directory)) {
    if (isWanted(record)) print(format === "csv" ? toCsv(record) : escapeJson(JSON.stringify(record)));
  }
  return 0;
}
