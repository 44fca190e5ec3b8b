import type { Fault } from "../errors/cli-error.ts";
import { createStyle, hasColor, type Style } from "../text/style.ts";
import { visibleLine } from "../text/visible.ts";

/** Where a command writes: data on standard output, everything else on standard error. */
export interface Output {
  readonly asJson: boolean;
  readonly isVerbose: boolean;
  /** Whether standard output is a terminal, which wants text styled and made visible. */
  readonly isTerminal: boolean;
  readonly columns: number;
  /** For standard output. */
  readonly style: Style;
  /** For standard error. */
  readonly noteStyle: Style;
  /** Writes data as it is. */
  data(text: string): void;
  /** Writes the one document of `--json`. */
  document(members: object): void;
  /** Writes a line about what goes on, for people. */
  note(line: string): void;
  /** Writes what went wrong. */
  fault(fault: Fault, stack?: string): void;
}

/** The version of every JSON document that the command prints. */
const SCHEMA_VERSION = 1;

/** Creates the output of this process. Keeps what standard output writes with, see {@link claimStdout}. */
export function createOutput(options: { readonly asJson: boolean; readonly isVerbose: boolean }): Output {
  const { stdout, stderr, env } = process;
  const writeData = stdout.write.bind(stdout);
  const writeNote = stderr.write.bind(stderr);
  const noteStyle = createStyle(hasColor(stderr, env));
  const output: Output = {
    ...options,
    isTerminal: stdout.isTTY === true && !options.asJson,
    columns: stdout.columns || 80,
    style: createStyle(hasColor(stdout, env)),
    noteStyle,
    data: (text) => void writeData(text),
    document: (members) =>
      void writeData(`${JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...members }, undefined, 2)}\n`),
    note: (line) => void writeNote(`${line}\n`),
    fault({ code, message, hint }, stack) {
      if (options.asJson) output.document({ error: { code, message, hint } });
      else {
        writeNote(
          `${noteStyle("red", "asky:")} ${visibleLine(message)} ${noteStyle("dim", `(${visibleLine(code)})`)}\n`,
        );
        writeNote(`      ${visibleLine(hint)}\n`);
      }
      if (options.isVerbose && stack !== undefined) writeNote(`${stack}\n`);
    },
  };
  return Object.freeze(output);
}

/**
 * Sends what anybody but the command's own {@link Output} writes to standard output to standard error: a plugin's
 * `console.log` must not end up in an answer or a JSON document.
 */
export function claimStdout(): void {
  process.stdout.write = process.stderr.write.bind(process.stderr);
}
