import type { ExitCode } from "@asky/sdk";
import { EXIT_CODE_MEANINGS, EXIT_CODES, type ExitCodes } from "../exit-codes.ts";
import type { Run } from "../io/run.ts";
import { formatColumns } from "../text/columns.ts";

/** The table of exit codes. */
export function showExitCodes({ output }: Run): ExitCode {
  const rows = (Object.keys(EXIT_CODES) as (keyof ExitCodes)[]).map((name) => ({
    code: EXIT_CODES[name],
    name,
    meaning: EXIT_CODE_MEANINGS[name],
  }));
  if (output.asJson) output.document({ exitCodes: rows });
  else output.data(formatColumns(rows.map(({ code, name, meaning }) => [`${code}`, name, meaning])));
  return EXIT_CODES.ok;
}
