import type { ShellWord } from "../../shell/shell-script.ts";
import type { CommandPlace, CommandReading, CommandTable } from "../words/command-table.ts";
import { readCommand } from "../words/read-command.ts";
import { inadmissibleWord, missingWords, uncertainWord } from "../words/reasons.ts";
import { headOf, isHarmlessSetting } from "../words/word-safety.ts";

// Programs that run another one, which stands in the script on its own and is judged there. Here only their own words
// are looked at.

const anyCommand: CommandTable = {
  class: "read",
  stopsAtPositional: true,
  positionals: { wraps: true, min: 1 },
};
const DURATION = /^\d{1,6}(\.\d+)?[smh]?$/;

/** `env CI=1 command`; without a command it would show the environment. */
function readEnv(args: readonly ShellWord[]): CommandReading | string {
  for (const word of args) {
    if (word.value === undefined) return uncertainWord(word);
    const [, name = "", value] = /^(\w+)=([\s\S]*)$/.exec(word.value) ?? [];
    if (value !== undefined && isHarmlessSetting(name, value)) continue;
    const isCommand = value === undefined && !word.value.startsWith("-");
    return isCommand ? { class: "read", options: [], positionals: [], paths: [] } : inadmissibleWord(word);
  }
  return missingWords();
}

/** `command -v name`, or a command that is run as it is. */
function readLookup(args: readonly ShellWord[]): CommandReading | string {
  const [first, ...names] = args;
  if (first === undefined) return missingWords();
  const looks = first.value === "-v" || first.value === "-V";
  const strange = looks
    ? names.find(({ value }) => value === undefined || value.startsWith("-"))
    : [first].find(({ value }) => value === undefined || value.startsWith("-"));
  return strange ? inadmissibleWord(strange) : { class: "read", options: [], positionals: names, paths: [] };
}

/** `sh -c 'text'` and nothing else. */
const shell: CommandTable = {
  class: "read",
  syntax: "single",
  stopsAtPositional: true,
  options: { "-c": "word" },
  needs: "-c",
};

/** `bash -n file` checks a script without running it. */
function readShell(args: readonly ShellWord[], place: CommandPlace): CommandReading | string {
  const [first, file, ...others] = args;
  const reading =
    first?.value === "-n" && file && others.length === 0 && /^[^-+]/.test(headOf(file))
      ? readCommand([file], { class: "read", positionals: { leading: ["read"] } }, place)
      : readCommand(args, shell, place);
  return "problem" in reading ? reading.problem : reading;
}

export const wrappers: Readonly<Record<string, CommandTable>> = {
  env: { class: "read", read: readEnv },
  command: { class: "read", read: readLookup },
  "nohup builtin": anyCommand,
  time: { ...anyCommand, flags: "-p" },
  nice: { ...anyCommand, options: { "-n --adjustment": "number" } },
  ionice: { ...anyCommand, options: { "-c --class -n --classdata": "number" }, flags: "-t --ignore" },
  stdbuf: { ...anyCommand, options: { "-i --input -o --output -e --error": /^(L|0|\d+[KMG]?)$/ } },
  timeout: {
    class: "read",
    stopsAtPositional: true,
    flags: "--foreground --preserve-status -v --verbose",
    options: { "-k --kill-after": DURATION, "-s --signal": /^[A-Z0-9]+$/ },
    positionals: { leading: [DURATION], wraps: true, min: 1 },
  },
  xargs: {
    class: "read",
    stopsAtPositional: true,
    flags: "-0 --null -r --no-run-if-empty -t --verbose -x --exit",
    options: {
      "-n --max-args -P --max-procs -L --max-lines -s --max-chars": "number",
      "-I": /^[\w{}%@+]+$/,
      "-d --delimiter": "word",
    },
    positionals: { wraps: true },
  },
  "sh bash dash": { class: "read", read: readShell },
  eval: { class: "read", stopsAtPositional: true, positionals: { leading: ["word"], min: 1 } },
};
