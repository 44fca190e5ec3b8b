import type { ShellWord } from "../../shell/shell-script.ts";
import type { CommandPath } from "../command-verdict.ts";
import { type Admission, admitWord, type WordPosition } from "./admit-word.ts";
import type {
  CommandPlace,
  CommandReading,
  CommandTable,
  OptionReading,
  Positionals,
  ValueKind,
} from "./command-table.ts";
import { readWords, splitNames, type WordsProblem, type WordsReading } from "./read-options.ts";
import {
  ambiguousPath,
  inadmissibleWord,
  missingOption,
  missingSubcommand,
  missingWords,
  unexpectedWord,
  unknownSubcommand,
} from "./reasons.ts";
import { headOf } from "./word-safety.ts";

/** Reads a command's words by its table, or says which of them is not admitted. */
export function readCommand(
  args: readonly ShellWord[],
  table: CommandTable,
  place: CommandPlace,
): CommandReading | WordsProblem {
  if (table.read) {
    const reading = table.read(args, place);
    return typeof reading === "string" ? { problem: reading, paths: [] } : reading;
  }
  const chosen = table.subcommands && chooseSubcommand(args, table);
  const words = readWords(args, table, chosen !== undefined || table.stopsAtPositional === true);
  if ("problem" in words) return words;
  const reading = chosen ? readSubcommand(words, chosen, table, place) : readRest(words, table, place);
  if ("problem" in reading) return { ...reading, paths: [...words.paths, ...reading.paths] };
  const whole = { ...reading, options: words.options, paths: [...words.paths, ...reading.paths] };
  const problem =
    missingNeeds(words.options, table) ?? climbingPath(whole, table) ?? table.check?.(whole, place);
  return problem === undefined ? whole : { problem, paths: whole.paths };
}

function missingNeeds(options: readonly OptionReading[], { needs }: CommandTable): string | undefined {
  if (needs === undefined) return undefined;
  const names = splitNames(needs);
  return options.some(({ name }) => names.includes(name)) ? undefined : missingOption(needs);
}

/** Paths are relative to a folder that the caller does not know, once an option changes it. */
function climbingPath({ options, paths }: CommandReading, { folder }: CommandTable): string | undefined {
  const names = splitNames(folder);
  const folders = options.filter(({ name }) => names.includes(name)).map(({ value }) => value);
  if (folders.length === 0) return undefined;
  const others = paths.filter(({ word }) => !folders.includes(word));
  const climbing = others.find(({ word }) => /(^|[/:=])\.\.(\/|$)/.test(word.value ?? ".."));
  return climbing && ambiguousPath(climbing.word);
}

/** The subcommand that is named; `none` when only the table's own words can follow. */
function chooseSubcommand(
  args: readonly ShellWord[],
  table: CommandTable,
): CommandTable | "none" | undefined {
  const words = readWords(args, table, true);
  const [first] = words.positionals ?? [];
  const found = first?.value === undefined ? undefined : findSubcommand(table, first.value);
  return found ?? (table.positionals ? undefined : "none");
}

function readSubcommand(
  { options, positionals, behindDashes = [] }: WordsReading,
  chosen: CommandTable | "none",
  table: CommandTable,
  place: CommandPlace,
): CommandReading | WordsProblem {
  const [first, ...rest] = positionals;
  if (chosen !== "none") return readCommand([...rest, ...behindDashes], chosen, place);
  const strange = first ?? behindDashes[0];
  if (strange) return { problem: unknownSubcommand(strange), paths: [] };
  if (!table.bare) return { problem: missingSubcommand(), paths: [] };
  return { class: table.class, options, positionals, paths: [] };
}

const subcommandsOf = new WeakMap<CommandTable, ReadonlyMap<string, CommandTable>>();

function findSubcommand(table: CommandTable, name: string): CommandTable | undefined {
  const known = subcommandsOf.get(table);
  if (known) return known.get(name);
  const named = Object.entries(table.subcommands ?? {}).flatMap(([names, entry]) =>
    splitNames(names).map((each) => [each, entry] as const),
  );
  const map = new Map(named);
  subcommandsOf.set(table, map);
  return map.get(name);
}

function readRest(
  words: WordsReading,
  table: CommandTable,
  place: CommandPlace,
): CommandReading | WordsProblem {
  const rules = table.positionals ?? {};
  const { afterDashes } = table;
  const behind = words.behindDashes ?? [];
  const positionals = afterDashes ? words.positionals : [...words.positionals, ...behind];
  const leading = isReplaced(rules, words.options) ? [] : (rules.leading ?? []);
  const handsOn = rules.tail !== undefined || rules.wraps === true;
  const own = handsOn ? positionals.slice(0, leading.length) : positionals;
  if (positionals.length < Math.max(rules.min ?? 0, handsOn ? leading.length : 0)) {
    return { problem: missingWords(), paths: [] };
  }
  const paths: CommandPath[] = [];
  for (const [index, word] of own.entries()) {
    const isRest = index >= leading.length;
    const kind = leading[index] ?? rules.rest;
    if (kind === undefined || index >= (rules.max ?? Number.POSITIVE_INFINITY)) {
      return { problem: unexpectedWord(word), paths };
    }
    const mayBeMany = isRest && rules.max === undefined;
    const admission = admitPositional(kind, word, table, mayBeMany ? (table.globs ?? "none") : "none");
    if ("problem" in admission) return { problem: admission.problem, paths };
    paths.push(...admission.paths);
  }
  const parts: (CommandReading | WordsProblem)[] = [];
  if (rules.tail) parts.push(readCommand(positionals.slice(leading.length), rules.tail, place));
  if (afterDashes) parts.push(readCommand(behind, afterDashes, place));
  for (const part of parts) {
    paths.push(...part.paths);
    if ("problem" in part) return { problem: part.problem, paths };
  }
  return { class: table.class, options: words.options, positionals, paths };
}

function admitPositional(
  kind: ValueKind,
  word: ShellWord,
  table: CommandTable,
  globs: WordPosition["globs"],
): Admission {
  const isPath = kind === "read" || kind === "write" || (typeof kind === "object" && "path" in kind);
  // Compilers and test runners take `@file` for a file with more options.
  if (isPath && table.class === "project" && headOf(word).startsWith("@")) {
    return { problem: inadmissibleWord(word) };
  }
  return admitWord(kind, word, { globs, isAttached: false, takesStreams: table.class === "read" });
}

function isReplaced({ unless }: Positionals, options: readonly OptionReading[]): boolean {
  const names = splitNames(unless);
  return options.some(({ name }) => names.includes(name));
}
