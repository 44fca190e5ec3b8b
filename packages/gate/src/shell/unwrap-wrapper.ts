import {
  innerCommand,
  innerText,
  nothingInside,
  plainWord,
  type Unwrapped,
  unknownInside,
} from "./inner-command.ts";
import type { ShellAssignment, ShellCommand, ShellWord } from "./shell-script.ts";
import { reservedWords } from "./shell-words.ts";
import type { Wrapper } from "./wrappers.ts";

/** Lists of the table. */
const isListed = (list: string | undefined, word: string): boolean =>
  list?.split(" ").includes(word) ?? false;

/** `nice -n 5 COMMAND`: past options and operands as the table says. */
export function unwrapWrapper(command: ShellCommand, name: string, wrapper: Wrapper): Unwrapped {
  const { args } = command;
  const doubts: string[] = [];
  const assignments: ShellAssignment[] = [];
  const wrapping = { name, takesMore: wrapper.takesMore === true, assignments };
  const unsure: ShellCommand[] = [];
  const finish = (inner: Unwrapped): Unwrapped => ({
    commands: [...unsure, ...inner.commands],
    texts: inner.texts,
    doubts: [...doubts, ...inner.doubts],
  });
  if (wrapper.isUnsure === true) {
    doubts.push(unknownInside(name));
  }
  let isText = wrapper.readsText === true;
  let operands = wrapper.operands ?? 0;
  let at = 0;
  for (; at < args.length; at++) {
    const word = args[at];
    const value = word?.value;
    if (value === undefined) {
      doubts.push(unknownInside(name));
      unsure.push(innerCommand(command, wrapping, args.slice(at)));
      operands = Math.max(0, operands - 1);
      continue;
    }
    if (value === "--") {
      if (operands === 0) {
        at++;
        break;
      }
      continue;
    }
    if (isListed(wrapper.runsNothing, value)) {
      return finish(nothingInside);
    }
    const text = textOption(wrapper, value);
    if (text !== undefined) {
      const words = text === "" ? args.slice(at + 1, at + 2) : [plainWord(text)];
      if (name === "env") {
        doubts.push(`"env" reads the text of "${value}" in a way of its own.`);
      }
      return finish(innerText(command, wrapping, words));
    }
    if (value.startsWith("-") && (value !== "-" || isListed(wrapper.flags, "-"))) {
      const option = readOption(wrapper, value, args[at + 1]);
      doubts.push(...option.doubts.map((reason) => `"${name} ${value}" ${reason}`));
      isText &&= !(name === "watch" && /^-\w*x|^--exec$/.test(value));
      at += option.takesNext ? 1 : 0;
      continue;
    }
    const assignment = wrapper.takesAssignments === true ? asAssignment(word) : undefined;
    if (assignment !== undefined) {
      assignments.push(assignment);
    } else if (operands > 0) {
      operands--;
    } else {
      break;
    }
  }
  const words = wrapper.isKeyword === true ? past(args.slice(at), name, doubts) : args.slice(at);
  if (words.length === 0) {
    return finish(nothingInside);
  }
  return finish(
    isText
      ? innerText(command, wrapping, words)
      : { ...nothingInside, commands: [innerCommand(command, wrapping, words)] },
  );
}

/** `-cTEXT`, `-qc TEXT`, `--command=TEXT`: the text, or nothing when it is the next word. */
function textOption({ textOptions, flags }: Wrapper, value: string): string | undefined {
  if (value.startsWith("--")) {
    const [long = "", text = ""] = value.split(/=(.*)/s);
    return isListed(textOptions, long) ? text : undefined;
  }
  for (let index = 1; value.startsWith("-") && index < value.length; index++) {
    const option = `-${value[index]}`;
    if (isListed(textOptions, option)) {
      return value.slice(index + 1);
    }
    if (!isListed(flags, option)) {
      return undefined;
    }
  }
  return undefined;
}

function readOption(
  wrapper: Wrapper,
  value: string,
  next: ShellWord | undefined,
): { readonly takesNext: boolean; readonly doubts: readonly string[] } {
  const doubts: string[] = [];
  const check = (option: string): void => {
    if (isListed(wrapper.doubtful, option)) {
      doubts.push("changes how the command runs.");
    }
  };
  const checkValue = (option: string, text: string | undefined): void => {
    if (isListed(wrapper.replacing, option) && text !== "{}") {
      doubts.push("puts other words into the command.");
    }
  };
  const [, long, longValue] = /^(--[^=]+)(?:=(.*))?$/s.exec(value) ?? [];
  const whole = long ?? value;
  if (long !== undefined || isListed(wrapper.flags, whole)) {
    check(whole);
    if (isListed(wrapper.valued, whole)) {
      checkValue(whole, longValue ?? next?.value);
      return { takesNext: longValue === undefined, doubts };
    }
    return {
      takesNext: false,
      doubts: isListed(wrapper.flags, whole) ? doubts : ["is not known here."],
    };
  }
  for (let index = 1; index < value.length; index++) {
    const option = `-${value[index]}`;
    const rest = value.slice(index + 1);
    check(option);
    if (isListed(wrapper.valued, option)) {
      checkValue(option, rest === "" ? next?.value : rest);
      return { takesNext: rest === "", doubts };
    }
    if (!isListed(wrapper.flags, option)) {
      return { takesNext: false, doubts: [...doubts, "is not known here."] };
    }
  }
  return { takesNext: false, doubts };
}

/** Keywords may stand before compound commands, of which the words here are only the beginning. */
function past(words: readonly ShellWord[], name: string, doubts: string[]): readonly ShellWord[] {
  const isKeyword = (word: ShellWord | undefined): boolean => reservedWords.has(word?.source ?? "");
  const isNamed = name === "coproc" && !isKeyword(words[0]) && isKeyword(words[1]);
  const rest = isNamed ? words.slice(1) : words;
  if (!isKeyword(rest[0])) {
    return rest;
  }
  doubts.push(`"${name}" stands before more than a plain command.`);
  const first = rest.findIndex((word) => !isKeyword(word));
  return first < 0 ? [] : rest.slice(first);
}

/** `NAME=value` as `env` reads it: from a word like any other. */
function asAssignment(word: ShellWord | undefined): ShellAssignment | undefined {
  const name = /^([^=\s]+)=/.exec(word?.value ?? "")?.[1];
  if (word?.value === undefined || name === undefined) {
    return undefined;
  }
  return { source: word.source, name, value: plainWord(word.value.slice(name.length + 1)) };
}
