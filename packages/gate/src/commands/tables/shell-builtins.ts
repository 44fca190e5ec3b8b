import type { ShellWord } from "../../shell/shell-script.ts";
import type { CommandPath } from "../command-verdict.ts";
import { readBracketed, readTestExpression } from "../languages/test-expression.ts";
import { admitWord } from "../words/admit-word.ts";
import type { CommandReading, CommandTable } from "../words/command-table.ts";
import { inadmissibleWord } from "../words/reasons.ts";
import { isHarmlessSetting } from "../words/word-safety.ts";

// What the shell does by itself. Left out: what changes how later commands run (`alias`, `set -a`), shows the
// environment, or assigns to a name that may hold a command (`printf -v`, `test -v`, the conversion `%n`).

const SHOWN = { globs: "any", isAttached: false, takesStreams: false } as const;

/** `%n` assigns, and evaluates what stands in brackets behind a name. */
const FORMAT = /^(?:[^%]|%%|%[-+ 0#']*(?:\d+|\*)?(?:\.(?:\d+|\*)?)?[diouxXeEfFgGaAcsbqQ]|%\([^()]*\)T)*$/;
const OWN_NAME = /^(?!.*(?:pass|token|secret|proxy|npm_))[a-z][a-z0-9_]*$/;
const LONG_OPTION_NAME = /^(?:errexit|nounset|pipefail|xtrace|noglob|noclobber)$/;
const OPTION_NAME = /^[+-](?:[euxfCE]+|[eux]*o)$/;

/** Any word may be shown, whatever it looks like. */
function readShown(args: readonly ShellWord[]): CommandReading | string {
  const paths: CommandPath[] = [];
  for (const word of args) {
    const admission = admitWord("text", word, SHOWN);
    if ("problem" in admission) return admission.problem;
    paths.push(...admission.paths);
  }
  return { class: "read", options: [], positionals: args, paths };
}

/** `export CI=1`: settings as before a command. */
function readSettings(args: readonly ShellWord[]): CommandReading | string {
  const strange = args.find(({ value = "" }) => {
    const [, name = "", set] = /^([A-Z_]+)=([\s\S]*)$/.exec(value) ?? [];
    return !isHarmlessSetting(name, set);
  });
  if (args.length === 0) return "Without a name it shows the environment.";
  return strange ? inadmissibleWord(strange) : { class: "read", options: [], positionals: args, paths: [] };
}

/** `set -euo pipefail`. */
function readOptionNames(args: readonly ShellWord[]): CommandReading | string {
  if (args.length === 0) return "Without an option it shows all variables.";
  let takesName = false;
  for (const word of args) {
    const text = word.value ?? "";
    if (!(takesName ? LONG_OPTION_NAME : OPTION_NAME).test(text)) return inadmissibleWord(word);
    takesName = !takesName && text.endsWith("o");
  }
  return { class: "read", options: [], positionals: args, paths: [] };
}

const counted: CommandTable = { class: "read", positionals: { rest: /^(\d{1,3}|-1)$/, max: 1 } };

export const shellBuiltins: Readonly<Record<string, CommandTable>> = {
  echo: { class: "read", read: readShown, takesMore: "anything" },
  "true false :": { class: "read", read: readShown, takesMore: "anything" },
  printf: {
    class: "read",
    stopsAtPositional: true,
    positionals: { leading: [FORMAT], rest: "text", min: 1 },
    takesMore: "anything",
  },
  pwd: { class: "read", flags: "-L -P --logical --physical" },
  cd: {
    class: "read",
    flags: "-L -P",
    positionals: { leading: [{ path: "read", matches: /^(?!-$)[\s\S]*$/ }], min: 1 },
  },
  test: { class: "read", read: (args) => readTestExpression(args, false) },
  "[": { class: "read", read: (args) => readBracketed(args, "]") },
  "[[": { class: "read", read: (args) => readBracketed(args, "]]") },
  "exit return": { class: "read", positionals: { rest: "text", max: 1 } },
  "break continue shift": counted,
  unset: { class: "read", flags: "-v", positionals: { rest: OWN_NAME, min: 1 } },
  wait: { class: "read" },
  type: { class: "read", flags: "-a -f -p -P -t", positionals: { rest: "word" } },
  set: { class: "read", read: readOptionNames },
  export: { class: "read", read: readSettings },
  read: {
    class: "read",
    flags: "-r -s",
    options: { "-d -p": "word", "-n -N -t": "number" },
    positionals: { rest: OWN_NAME, min: 1 },
  },
};
