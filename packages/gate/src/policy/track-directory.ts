import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, resolve } from "node:path";
import type { ShellCommand, ShellContext } from "../shell/shell-script.ts";
import { readPathWord } from "./glob-word.ts";

/** More places than this are as good as none known; so are those that take longer names. */
const MAX_PLACES = 8;
const MAX_CHARS = 1000;

/** Follows a script through its `cd`s: where each of its commands may run. */
export interface DirectoryTracker {
  /** For the next command in the order of the script: absolute; `undefined` when nobody knows. */
  before(command: ShellCommand): Promise<readonly string[] | undefined>;
}

/** A `cd` with the `&&` chain behind it, in which it has succeeded for sure. */
interface Chain {
  /** Where the last command of the chain ends. */
  readonly end: number;
  readonly context: readonly ShellContext[];
  /** What counts behind the chain. */
  readonly after: readonly string[] | undefined;
  /** What counts behind the chain after `||`: a part of it has failed. */
  readonly afterFailure: readonly string[] | undefined;
}

/**
 * Makes a tracker for one script. Where it is not certain whether a `cd` took effect (it may have failed, or it stands in
 * a part of its own), all places count from then on.
 */
export function createDirectoryTracker(text: string, directory: string): DirectoryTracker {
  let places: readonly string[] | undefined = [directory];
  let chain: Chain | undefined;

  function arriveAt(command: ShellCommand): void {
    if (!chain) return;
    if (continues(text, chain, command)) {
      chain = { ...chain, end: endOf(text, command) };
      return;
    }
    const hasFailed = text.slice(Math.max(0, chain.end), command.offset).includes("||");
    places = union(places, hasFailed ? chain.afterFailure : chain.after);
    chain = undefined;
  }

  function move(command: ShellCommand, here: readonly string[] | undefined, target: Target): void {
    const either = union(here, target.places);
    const staysInForce = command.context.length === 0 && ENDS.test(textBehind(text, command));
    const after = target.isCertain && staysInForce ? target.places : either;
    if (!beginsChain(text, command)) {
      places = after;
      chain = undefined;
      return;
    }
    places = target.places;
    chain = {
      end: endOf(text, command),
      context: command.context,
      after: chain ? union(after, chain.after) : after,
      afterFailure: chain ? union(either, chain.afterFailure) : either,
    };
  }

  return {
    async before(command) {
      arriveAt(command);
      const here = places;
      const target = await targetOf(command, here);
      if (target) move(command, here, target);
      return here;
    },
  };
}

/** What moves alone, in a pipe or under another program, moves nothing else. */
function beginsChain(text: string, command: ShellCommand): boolean {
  const behind = textBehind(text, command);
  const last = command.context.at(-1)?.type;
  if (last === "pipe" || last === "wrapper" || last === "background") return false;
  return AND.test(behind) || OR.test(behind);
}

const SILENCED = String.raw`(?:\s*\d?>{1,2}\s*/dev/null|\s*\d?>&\d)*`;
const AND = new RegExp(String.raw`^${SILENCED}\s*&&`);
const OR = new RegExp(String.raw`^${SILENCED}\s*\|\|`);
/** What is not piped and not sent to the background changes the directory of the script itself. */
const ENDS = new RegExp(String.raw`^${SILENCED}[ \t]*(?:;(?!;)|\n|&&|\|\||$)`);
const AND_NEXT = new RegExp(String.raw`^${SILENCED}\s*&&\s*[({!\s]*$`);
const PIPE_NEXT = new RegExp(String.raw`^${SILENCED}\s*\|&?\s*$`);

/** Whether a command stands in the same `&&` chain as the one that ends before it, and in the same part of the script. */
function continues(text: string, { end, context }: Chain, command: ShellCommand): boolean {
  if (end < 0 || command.offset < end || endOf(text, command) < 0) return false;
  const isSamePart = context.every(
    (around, index) =>
      command.context[index] === around || JSON.stringify(command.context[index]) === JSON.stringify(around),
  );
  const between = text.slice(end, command.offset);
  return isSamePart && (AND_NEXT.test(between) || PIPE_NEXT.test(between));
}

/** What follows it; something that is no operator when that is not known. */
function textBehind(text: string, command: ShellCommand): string {
  const end = endOf(text, command);
  return end < 0 ? "?" : text.slice(end);
}

/** Where it ends in the text; -1 when it stands in a text of its own. */
function endOf(text: string, { offset, source }: ShellCommand): number {
  return text.startsWith(source, offset) ? offset + source.length : -1;
}

function union(
  one: readonly string[] | undefined,
  other: readonly string[] | undefined,
): readonly string[] | undefined {
  if (!one || !other) return undefined;
  const all = [...new Set([...one, ...other])];
  return all.length <= MAX_PLACES ? all : undefined;
}

interface Target {
  readonly places: readonly string[] | undefined;
  /** It exists just now. */
  readonly isCertain: boolean;
}

/** Where a command leads, if it is one that changes the directory of its shell. */
async function targetOf(
  { name, args }: ShellCommand,
  here: readonly string[] | undefined,
): Promise<Target | undefined> {
  const unknown: Target = { places: undefined, isCertain: true };
  const command = name?.value;
  if (command === "popd" || command === "dirs") return unknown;
  if (command !== "cd" && command !== "pushd" && command !== "chdir") return undefined;
  const words = args.filter(
    ({ value }, index) => !(index < 2 && value !== undefined && /^-[LPe@]+$|^--$/.test(value)),
  );
  const [word, ...others] = words;
  if (others.length > 0) return unknown;
  if (word === undefined) return command === "pushd" ? unknown : moveTo(homedir(), here);
  const path = readPathWord(word, homedir(), undefined);
  if (path.type !== "literal" || /^[-+]/.test(path.text)) return unknown;
  // The variable would lead to any folder of its list.
  if (process.env.CDPATH && !/^\.{0,2}\//.test(`${path.text}/`)) return unknown;
  return path.text === "" ? undefined : moveTo(path.text, here);
}

async function moveTo(path: string, here: readonly string[] | undefined): Promise<Target> {
  if (!here && !isAbsolute(path)) return { places: undefined, isCertain: true };
  const places = [...new Set((here ?? ["/"]).map((place) => resolve(place, path)))];
  if (places.some((place) => place.length > MAX_CHARS)) return { places: undefined, isCertain: true };
  const areFolders = await Promise.all(places.map(isFolder));
  return { places, isCertain: areFolders.every(Boolean) };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // Missing, or not to be looked at: a cd may well fail.
    return false;
  }
}
