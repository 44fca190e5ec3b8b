import type { ShellCommand } from "./shell-script.ts";
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
  const evaluates =
    (name === "printf" && args.some((word) => mayBe(word.value, /^-v/))) ||
    (["test", "["].includes(name) && args.some((word) => mayBe(word.value, /^-[vR]$/, false))) ||
    (name === "wait" && args.some((word) => mayBe(word.value, /^-/)));
  return evaluates ? [`"${name}" ${readsVariable}`] : [];
}

function mayBe(value: string | undefined, pattern: RegExp, ifUnknown = false): boolean {
  return value === undefined ? ifUnknown : pattern.test(value);
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
