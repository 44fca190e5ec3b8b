import type { ShellCommand, ShellWord } from "./shell-script.ts";
import { baseName } from "./unwrap-command.ts";
import { isHarmlessForProgram, isHarmlessForShell } from "./variables.ts";

const runsLater = "runs or changes other commands, now or later.";
const readsVariable = "sets variables, whose names may run commands.";

/** Builtins after which a script need not do what it says. */
const builtins: ReadonlyMap<string, string> = new Map([
  ...[
    ".",
    "source",
    "alias",
    "unalias",
    "trap",
    "enable",
    "bind",
    "complete",
    "compgen",
    "compopt",
    "coproc",
    "fc",
  ].map((name) => [name, runsLater] as const),
  ...["history", "hash", "shopt", "set", "exec"].map((name) => [name, runsLater] as const),
  ...["let", "read", "mapfile", "readarray", "getopts", "unset"].map(
    (name) => [name, readsVariable] as const,
  ),
]);

/** `set -e` and its kind only make a script stop earlier, or say more. */
const plainSet = /^(?:[-+][eux]+|-[eux]*o|pipefail|errexit|nounset)$/;

const declarations = new Set(["export", "declare", "typeset", "local", "readonly"]);

/** Why a command makes a human look, whatever the rules say. */
export function doubtCommand(command: ShellCommand): string[] {
  const doubts: string[] = [];
  const { name, args, assignments } = command;
  for (const { name: variable, value, source } of assignments) {
    const isHarmless =
      name === undefined ? isHarmlessForShell(variable) : isHarmlessForProgram(variable, value.value);
    if (!isHarmless) {
      doubts.push(`"${source}" may change what programs do.`);
    }
  }
  if (name === undefined) {
    return doubts;
  }
  if (name.value === undefined || name.value === "") {
    doubts.push("Which program this runs is only known when it runs.");
    return doubts;
  }
  const plainName = baseName(command);
  doubts.push(...doubtBuiltin(command, plainName));
  if (declarations.has(plainName)) {
    for (const { value, source } of args) {
      doubts.push(...doubtDeclared(plainName, value, source));
    }
  }
  return doubts;
}

function doubtBuiltin({ args }: ShellCommand, name: string): string[] {
  const reason = builtins.get(name);
  const isPlainSet =
    name === "set" && args.length > 0 && args.every(({ value }) => plainSet.test(value ?? ""));
  const isPlainUnset =
    name === "unset" &&
    args.every(({ value }) => /^[A-Za-z]\w*$/.test(value ?? "") && isHarmlessForShell(value ?? ""));
  const isPlainRead =
    name === "read" &&
    args.every(({ value }) => /^(?:-r|[A-Za-z]\w*)$/.test(value ?? "") && isHarmlessForShell(value ?? ""));
  if (reason !== undefined && !isPlainSet && !isPlainUnset && !isPlainRead) {
    return [`"${name}" ${reason}`];
  }
  return evaluatesNames(name, args) ? [`"${name}" ${readsVariable}`] : [];
}

/** `printf -v 'a[$(id)]'` and `[ -v 'a[$(id)]' ]` run what stands in the index; so they do if `-v` comes from a variable. */
function evaluatesNames(name: string, args: readonly ShellWord[]): boolean {
  const [first] = args;
  switch (name) {
    case "printf":
      return first === undefined || !isNoOption(first);
    case "wait":
      return args.some((word) => !isNoOption(word));
    case "jobs":
      return args.length > 0;
    case "test":
    case "[": {
      const operands = args.filter(({ source }) => source !== "]");
      const isOption = ({ value }: ShellWord): boolean => value === "-v" || value === "-R";
      return (
        operands.some((word) => isOption(word) || mayBecomeMore(word)) ||
        (operands.length === 2 && operands[0]?.value === undefined)
      );
    }
    default:
      return false;
  }
}

function isNoOption({ value, pieces: [piece] }: ShellWord): boolean {
  const start = value ?? (piece?.type === "text" ? piece.text : "");
  return value === "" || (start !== "" && !start.startsWith("-"));
}

/** The shell cuts the value of a variable that is not quoted into words; those of its own are numbers. */
function mayBecomeMore({ pieces }: ShellWord): boolean {
  return pieces.some(
    (piece) =>
      (piece.type === "variable" && !piece.isQuoted && !/^[?#$!]$/.test(piece.name)) ||
      (piece.type === "substitution" && !piece.isQuoted),
  );
}

function doubtDeclared(name: string, value: string | undefined, source: string): string[] {
  const text = value ?? source;
  const variable = /^([A-Za-z_]\w*)(?:\+?=|$)/.exec(text)?.[1];
  if (variable === undefined) {
    return value === "-p" ? [] : [`"${name} ${source}" may change what programs do.`];
  }
  const isHarmless =
    name === "export" && text.includes("=")
      ? isHarmlessForProgram(variable, text.slice(text.indexOf("=") + 1))
      : isHarmlessForShell(variable);
  return isHarmless ? [] : [`"${name} ${source}" may change what programs do.`];
}
