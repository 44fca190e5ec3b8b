import type { ExitCode } from "@asky/sdk";
import { escapeJson } from "../views/escape-text.ts";
import { Statistics } from "../views/statistics.ts";
import type { CommandInput } from "./command-input.ts";
import { filterOf, readRecords } from "./read-records.ts";

/** `asky audit stats`: how many records of which kind, as a chart. */
export async function stats({ directory, options, print }: CommandInput): Promise<ExitCode> {
  const isWanted = filterOf(options);
  const statistics = new Statistics();
  for await (const record of readRecords(directory)) if (isWanted(record)) statistics.add(record);
  print(
    options.json === true
      ? escapeJson(JSON.stringify({ schemaVersion: 1, ...statistics.toJson() }))
      : statistics.toChart(),
  );
  return 0;
}
