import { resolve } from "node:path";
import { parseArgs } from "node:util";

/** What the command line asks for. */
export type Request =
  | { readonly verb: "help" | "version" | "policy" }
  | { readonly verb: "check"; readonly file: string; readonly policyDir: string | undefined }
  | {
      readonly verb: "explain";
      readonly command: string;
      readonly cwd: string;
      readonly allowedDirs: readonly string[];
      readonly policyDir: string | undefined;
      readonly asJson: boolean;
    };

/** What is wrong with a command line, and what to do about it. */
export interface Misuse {
  readonly fault: string;
  readonly hint: string;
}

export const HELP = `asky-gate: what the gate would decide, without running anything

Usage
  asky-gate check FILE [--policy DIR]
      Judges each call of a JSON file ("-" reads standard input):
      [{ "id", "tool", "input", "cwd", "allowed_dirs" }]
      One line for each, in order: { "id", "verdict": "allow" | "ask" | "deny", "rule", "reason" }
  asky-gate explain 'COMMAND' [--cwd DIR] [--allowed-dir DIR]... [--policy DIR] [--json]
      Shows a shell command as a tree, with the judgement of each part.
  asky-gate policy
      Prints the policy that ships with the gate, to begin one's own with.

Options
  --policy DIR       Rules: all *.toml of a folder, in place of the shipped policy
  --cwd DIR          Where the command would run (default: here)
  --allowed-dir DIR  A further folder that it may use; may be given several times
  --json             The judgement as JSON
  -h, --help         This text
  -v, --version      The version of @asky/gate

Exit codes
  0  Everything was judged, whatever the verdicts
  1  An entry could not be judged (it is denied), or a policy file is invalid (nothing is allowed)
  2  Wrong usage, or the file cannot be read as a list of calls
`;

const VERBS = ["check", "explain", "policy", "help"] as const;

/** Reads the words after the program's name. */
export function readCommandLine(words: readonly string[], here: string): Request | Misuse {
  const parsed = parseWords(words);
  if ("fault" in parsed) return parsed;
  const { values, positionals } = parsed;
  if (values.help === true) return { verb: "help" };
  if (values.version === true) return { verb: "version" };
  const [verb, ...rest] = positionals;
  const policyDir = values.policy === undefined ? undefined : resolve(here, values.policy);
  const [subject, ...others] = rest;
  switch (verb) {
    case undefined:
      return misuse("There is no verb.", 'Run "asky-gate --help".');
    case "help":
      return { verb };
    case "policy":
      return subject === undefined ? { verb } : misuse(`"policy" takes nothing.`, 'Run "asky-gate policy".');
    case "check":
      if (subject === undefined || others.length > 0)
        return misuse(
          '"check" takes one file.',
          'Run "asky-gate check calls.json", or "-" for standard input.',
        );
      return { verb, file: subject, policyDir };
    case "explain":
      if (subject === undefined || others.length > 0)
        return misuse(
          '"explain" takes one command.',
          "Quote it: asky-gate explain 'git status && npm test'.",
        );
      return {
        verb,
        command: subject,
        cwd: resolve(here, values.cwd ?? "."),
        allowedDirs: (values["allowed-dir"] ?? []).map((dir) => resolve(here, dir)),
        policyDir,
        asJson: values.json === true,
      };
    default:
      return misuse(`There is no verb ${JSON.stringify(verb)}.`, suggest(verb));
  }
}

const OPTIONS = {
  policy: { type: "string" },
  cwd: { type: "string" },
  "allowed-dir": { type: "string", multiple: true },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
} as const;

function parseWords(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const [summary = ""] = (error instanceof Error ? error.message : String(error)).split(/[.\n]/);
    return misuse(`${summary}.`, 'Run "asky-gate --help"; a command that begins with "-" goes behind "--".');
  }
}

function misuse(fault: string, hint: string): Misuse {
  return { fault, hint };
}

function suggest(verb: string): string {
  const near = VERBS.map((each) => ({ each, distance: distanceOf(verb.toLowerCase(), each) }))
    .sort((one, other) => one.distance - other.distance)
    .find(({ distance }) => distance <= 2);
  return near ? `Did you mean "asky-gate ${near.each}"?` : 'Run "asky-gate --help".';
}

/** How many letters have to be put in, taken out or changed; long texts are near to nothing. */
function distanceOf(text: string, wanted: string): number {
  if (text.length > 20) return text.length;
  let row = Array.from({ length: wanted.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...text].entries()) {
    const next = [index + 1];
    for (const [at, other] of [...wanted].entries()) {
      const change = (row[at] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
