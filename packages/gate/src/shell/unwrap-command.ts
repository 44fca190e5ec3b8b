import type { InnerText } from "./reading.ts";
import type { ShellAssignment, ShellCommand, ShellWord } from "./shell-script.ts";
import { unwrapFinder } from "./unwrap-finder.ts";
import { unwrapShell } from "./unwrap-shell.ts";
import { finders, shells, type Wrapper, wrappers } from "./wrappers.ts";

/** What a command runs in turn. */
export interface Unwrapped {
  readonly commands: readonly ShellCommand[];
  readonly texts: readonly InnerText[];
  /** Why it is not sure that this is all. */
  readonly doubts: readonly string[];
}

export const nothingInside: Unwrapped = { commands: [], texts: [], doubts: [] };

/** The command that this one runs, if it is a wrapper; one level only. */
export function unwrapCommand(command: ShellCommand): Unwrapped {
  const name = baseName(command);
  const optionsOfFinder = finders.get(name);
  if (optionsOfFinder !== undefined) {
    return unwrapFinder(command, name, optionsOfFinder);
  }
  const shell = shells.get(name);
  if (shell !== undefined) {
    return unwrapShell(command, name, shell);
  }
  if (name === "eval") {
    return unwrapEval(command);
  }
  const wrapper = wrappers.get(name);
  return wrapper === undefined ? nothingInside : unwrapPlain(command, name, wrapper);
}

/** `/usr/bin/env` is `env`. */
export function baseName({ name }: ShellCommand): string {
  return name?.value?.replace(/^.*\//, "") ?? "";
}

function unwrapEval(command: ShellCommand): Unwrapped {
  const args = command.args[0]?.value === "--" ? command.args.slice(1) : command.args;
  return unwrapText(command, "eval", args, false);
}

/** Text that a shell reads: all words must be known. */
export function unwrapText(
  command: ShellCommand,
  name: string,
  words: readonly ShellWord[],
  takesMore: boolean,
): Unwrapped {
  const values = words.map((word) => word.value);
  const context = [...command.context, { type: "wrapper", name, takesMore } as const];
  const known = values.map((value) => value ?? "");
  const text = { text: known.join(" "), offset: command.offset, context, redirects: command.redirects };
  return {
    commands: [],
    texts: words.length === 0 ? [] : [text],
    doubts: values.includes(undefined) ? [`What "${name}" runs is not known beforehand.`] : [],
  };
}

function unwrapPlain(command: ShellCommand, name: string, wrapper: Wrapper): Unwrapped {
  const { args } = command;
  const doubts: string[] = [];
  const assignments: ShellAssignment[] = [];
  const listed = (list: string | undefined): readonly string[] => list?.split(" ") ?? [];
  const flags = listed(wrapper.flags);
  const valued = listed(wrapper.valued);
  const nothing = listed(wrapper.runsNothing);
  const textual = listed(wrapper.textOptions);
  const doubtful = listed(wrapper.doubtful);
  const takesMore = wrapper.takesMore === true;
  let isText = wrapper.readsText === true;
  let operands = wrapper.operands ?? 0;
  let at = 0;
  const findOption = (word: string): void => {
    const long = /^(--[^=]+)(=.*)?$/s.exec(word);
    if (long !== null) {
      readOption(long[1] ?? "", long[2] !== undefined);
      return;
    }
    if (flags.includes(word)) {
      readOption(word, false);
      return;
    }
    for (let index = 1; index < word.length; index++) {
      const option = `-${word[index]}`;
      readOption(option, index < word.length - 1);
      if (valued.includes(option) || !flags.includes(option)) {
        return;
      }
    }
  };
  const readOption = (option: string, hasRest: boolean): void => {
    if (doubtful.includes(option)) {
      doubts.push(`"${name} ${option}" changes how the command runs.`);
    }
    if (name === "watch" && (option === "-x" || option === "--exec")) {
      isText = false;
    }
    if (valued.includes(option)) {
      at += hasRest ? 0 : 1;
    } else if (!flags.includes(option)) {
      doubts.push(`The option "${option}" of "${name}" is not known.`);
    }
  };
  for (; at < args.length; at++) {
    const word = args[at];
    const value = word?.value;
    if (value === undefined) {
      doubts.push(`What "${name}" runs is not known beforehand.`);
      if (operands > 0) {
        operands--;
      }
      continue;
    }
    if (value === "--") {
      if (operands === 0) {
        at++;
        break;
      }
      continue;
    }
    if (nothing.includes(value)) {
      return { ...nothingInside, doubts };
    }
    if (textual.includes(value)) {
      const text = unwrapText(command, name, args.slice(at + 1, at + 2), takesMore);
      return { ...text, doubts: [...doubts, ...text.doubts] };
    }
    if (value.startsWith("-") && (value !== "-" || flags.includes("-"))) {
      findOption(value);
      continue;
    }
    const assignment = wrapper.takesAssignments === true ? asAssignment(word) : undefined;
    if (assignment !== undefined) {
      assignments.push(assignment);
      continue;
    }
    if (operands === 0) {
      break;
    }
    operands--;
    if (name === "flock" && textual.includes(args[at + 1]?.value ?? "")) {
    }
  }
  const inner = args.slice(at);
  if (inner.length === 0) {
    return { ...nothingInside, doubts };
  }
  if (isText) {
    const text = unwrapText(command, name, inner, takesMore);
    return { ...text, doubts: [...doubts, ...text.doubts] };
  }
  const found = innerCommand(command, name, inner, { takesMore, assignments });
  return { commands: [found], texts: [], doubts };
}

/** `NAME=value` as `env` reads it: from a word like any other. */
function asAssignment(word: ShellWord | undefined): ShellAssignment | undefined {
  const name = /^([^=\s]+)=/.exec(word?.value ?? "")?.[1];
  if (word?.value === undefined || name === undefined) {
    return undefined;
  }
  const value = word.value.slice(name.length + 1);
  const pieces = [{ type: "text", text: value, isQuoted: true }] as const;
  return { source: word.source, name, value: { source: word.source, value, pieces } };
}

/** The words from a wrapper's command line as a command of their own. */
export function innerCommand(
  outer: ShellCommand,
  wrapper: string,
  words: readonly ShellWord[],
  { takesMore, assignments = [] }: { takesMore: boolean; assignments?: readonly ShellAssignment[] },
): ShellCommand {
  const [name, ...args] = words;
  return {
    source: words.map((word) => word.source).join(" "),
    offset: outer.offset,
    ...(name !== undefined && { name }),
    args,
    assignments: [...outer.assignments, ...assignments],
    redirects: outer.redirects,
    context: [...outer.context, { type: "wrapper", name: wrapper, takesMore }],
  };
}
