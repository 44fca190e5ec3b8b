import type { ExitCode } from "@asky/sdk";
import { readAnchors } from "../verify/read-anchors.ts";
import { type AuditVerification, verifyAuditLog } from "../verify/verify-log.ts";
import { escapeJson, escapeLine } from "../views/escape-text.ts";
import { type CommandInput, optionText } from "./command-input.ts";

const EXIT_CODES = { intact: 0, tampered: 1, incomplete: 2, unreadable: 3 } as const;

/** `asky audit verify`: 0 intact, 1 tampered, 2 incomplete, 3 unreadable. */
export async function verify({ directory, keyDirectory, options, print }: CommandInput): Promise<ExitCode> {
  const source = optionText(options, "anchor");
  const anchors = source === undefined ? [] : await readAnchors(source);
  const result = await verifyAuditLog({ directory, keyDirectory, anchors });
  if (options.json === true) print(escapeJson(JSON.stringify({ schemaVersion: 1, ...result })));
  else for (const line of describe(result)) print(escapeLine(line));
  return EXIT_CODES[result.status];
}

function describe(result: AuditVerification): readonly string[] {
  const { status, records, segments, chains, faults, unsealed, anchorsCompared, keysCompared } = result;
  return [
    `${status}: ${records} records in ${segments} segments of ${chains.length} chains`,
    ...faults.map(({ kind, file, line, seq, message }) => {
      const place = `${file}${line === undefined ? "" : `:${line}`}`;
      return `${kind}: ${place}${seq === undefined ? "" : `, record ${seq}`}: ${message}`;
    }),
    ...(unsealed > 0 ? [`${unsealed} records come after the last checkpoint of their chain.`] : []),
    ...(keysCompared ? [] : ["The keys were not compared: their folder is not there."]),
    anchorsCompared > 0
      ? `${anchorsCompared} anchors were compared.`
      : "No anchor was compared: whoever holds the key could have written all of this anew. See --anchor.",
  ];
}
