import { posix } from "node:path";
import type { CommandClass } from "../commands/command-verdict.ts";
import type { ShellCommand, ShellWord } from "../shell/shell-script.ts";

const MAX_CHARS = 200;
const MAX_WORDS = 30;
const CLASSES: ReadonlySet<string> = new Set(["@read", "@project", "@destructive"]);

/**
 * How a pattern fits a command.
 *
 * - `yes`: whatever the shell works out, it fits.
 * - `maybe`: it depends on words that only the shell knows.
 * - `no`: it cannot fit.
 */
export type Fit = "yes" | "maybe" | "no";

/**
 * Why a text of a rule is no command pattern, as the rest of a sentence that begins with its place; `undefined` when it is
 * one.
 */
export function commandPatternFault(text: string): string | undefined {
  if (text.length > MAX_CHARS) return `must have at most ${MAX_CHARS} characters`;
  if (/[\p{Cc}\p{Cf}]/u.test(text)) return "must be one line without control characters";
  const words = wordsOf(text);
  const [first] = words;
  if (first === undefined) return "must not be empty";
  if (words.length > MAX_WORDS) return `must have at most ${MAX_WORDS} words`;
  if (first.startsWith("@")) {
    if (!CLASSES.has(first)) return 'must be "@read", "@project" or "@destructive" when it begins with "@"';
    return words.length === 1 ? undefined : "must stand alone when it is a class";
  }
  if (first.includes("*")) return "must begin with the name of a program";
  if (/["'\\`$;&|<>(){}!#?[\]]/.test(text))
    return "must be plain words: quotes, escapes and operators of the shell have no meaning in it";
  if (words.some((word, index) => word === "**" && index < words.length - 1))
    return 'must have "**" as its last word only';
  if (words.some((word) => word.includes("*") && word !== "*" && word !== "**"))
    return 'must have "*" and "**" as words of their own';
  return undefined;
}

/** Whether a pattern surely fits a command and every word of it is known: what an allowing rule needs. */
export function allowsCommand(pattern: string, command: ShellCommand, commandClass: CommandClass): boolean {
  if (pattern.startsWith("@")) return pattern === `@${commandClass}`;
  const words = wordsOf(pattern);
  const { name, args } = command;
  if (name?.value === undefined || name.value !== words[0]) return false;
  if (takesMore(command)) return false;
  const rest = words.slice(1);
  const fixed = rest.at(-1) === "**" ? rest.slice(0, -1) : rest;
  if (rest.length === fixed.length ? args.length !== fixed.length : args.length < fixed.length) return false;
  return args.every((word, index) => {
    const wanted = fixed[index];
    if (wanted === undefined) return isSettled(word);
    return word.value !== undefined && (wanted === "*" || wanted === word.value);
  });
}

/** Whether a pattern may fit a command: what asking and denying rules look at. Programs go by their name in any folder. */
export function fitsCommand(pattern: string, command: ShellCommand, commandClass: CommandClass): Fit {
  if (pattern.startsWith("@")) return pattern === `@${commandClass}` ? "yes" : "no";
  const words = wordsOf(pattern);
  const { name, args } = command;
  if (name === undefined) return "no";
  if (name.value === undefined) return "maybe";
  const [wanted = ""] = words;
  const isNamed = [name.value, posix.basename(name.value)].some((each) => isSameName(each, wanted));
  return isNamed ? fitWords(words.slice(1), args, takesMore(command)) : "no";
}

/** Whether another program adds words of its own choice to the command. */
export function takesMore({ context }: ShellCommand): boolean {
  return context.some((around) => around.type === "wrapper" && around.takesMore);
}

function fitWords(patterns: readonly string[], args: readonly ShellWord[], isOpen: boolean): Fit {
  for (const [index, pattern] of patterns.entries()) {
    if (pattern === "**") return "yes";
    const word = args[index];
    if (word === undefined) return isOpen ? "maybe" : "no";
    // An unknown word may be none, one or many.
    if (word.value === undefined) return "maybe";
    if (pattern !== "*" && pattern !== word.value) return "no";
  }
  if (args.length === patterns.length) return isOpen ? "maybe" : "yes";
  const extra = args.slice(patterns.length);
  return extra.every(({ value }) => value === undefined) ? "maybe" : "no";
}

/** A word that is known, or one that can only become names of files which are no options. */
function isSettled({ value, pieces }: ShellWord): boolean {
  if (value !== undefined) return true;
  const [first] = pieces.filter((piece) => piece.type !== "text" || piece.text !== "");
  if (first?.type !== "text" || first.text.startsWith("-")) return false;
  return pieces.every(({ type }) => type === "text" || type === "glob");
}

function isSameName(name: string, wanted: string): boolean {
  return name.toLowerCase() === wanted.toLowerCase();
}

function wordsOf(pattern: string): readonly string[] {
  return pattern.split(/\s+/).filter((word) => word !== "");
}
