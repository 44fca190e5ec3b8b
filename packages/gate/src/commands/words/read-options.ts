import type { ShellWord } from "../../shell/shell-script.ts";
import type { CommandPath } from "../command-verdict.ts";
import { type Admission, admitWord, type WordPosition } from "./admit-word.ts";
import type { CommandTable, OptionReading, OptionValue, ValueKind } from "./command-table.ts";
import { missingValue, uncertainWord, unexpectedValue, unknownOption } from "./reasons.ts";
import { cutHead, headOf } from "./word-safety.ts";

/** A command's words, sorted. */
export interface WordsReading {
  readonly options: readonly OptionReading[];
  /** Words that are no options, up to `--` and, when the table says so, with all behind the first one. */
  readonly positionals: readonly ShellWord[];
  /** The words behind `--`; left out when there is none. */
  readonly behindDashes?: readonly ShellWord[];
  readonly paths: readonly CommandPath[];
}

export interface WordsProblem {
  readonly problem: string;
  readonly positionals?: readonly ShellWord[];
  /** The files that were named up to there. */
  readonly paths: readonly CommandPath[];
}

interface OptionEntry {
  readonly name: string;
  readonly value?: OptionValue;
}

const entriesOf = new WeakMap<CommandTable, ReadonlyMap<string, OptionEntry>>();

/** All options that a table knows, by each of their names. */
function optionEntries(table: CommandTable): ReadonlyMap<string, OptionEntry> {
  const known = entriesOf.get(table);
  if (known) return known;
  const entries = new Map<string, OptionEntry>();
  for (const name of splitNames(table.flags)) entries.set(name, { name });
  for (const [key, value] of Object.entries(table.options ?? {})) {
    const names = splitNames(key);
    for (const name of names) entries.set(name, { name, value });
  }
  entriesOf.set(table, entries);
  return entries;
}

export function splitNames(names: string | undefined): readonly string[] {
  return names === undefined ? [] : names.split(/\s+/).filter((name) => name !== "");
}

/**
 * Sorts a command's words into options with their values and the rest, or says which of them is not admitted. When it
 * `stops`, everything behind the first word that is no option belongs to the rest.
 */
export function readWords(
  args: readonly ShellWord[],
  table: CommandTable,
  stops: boolean,
): WordsReading | WordsProblem {
  return new WordReader(args, table, stops).read();
}

class WordReader {
  readonly #args: readonly ShellWord[];
  readonly #table: CommandTable;
  readonly #entries: ReadonlyMap<string, OptionEntry>;
  readonly #options: OptionReading[] = [];
  readonly #positionals: ShellWord[] = [];
  readonly #paths: CommandPath[] = [];
  readonly #stops: boolean;
  #at = 0;

  constructor(args: readonly ShellWord[], table: CommandTable, stops: boolean) {
    this.#stops = stops;
    this.#args = args;
    this.#table = table;
    this.#entries = optionEntries(table);
  }

  read(): WordsReading | WordsProblem {
    for (let word = this.#next(); word !== undefined; word = this.#next()) {
      if (word.value === "--") return { ...this.#sorted(), behindDashes: this.#args.slice(this.#at) };
      if (!this.#isOption(word)) {
        this.#positionals.push(word);
        if (!this.#stops) continue;
        this.#positionals.push(...this.#args.slice(this.#at));
        break;
      }
      const problem = this.#readOption(word);
      if (problem !== undefined) return { problem, paths: this.#paths };
    }
    return this.#sorted();
  }

  #sorted(): WordsReading {
    return { options: this.#options, positionals: this.#positionals, paths: this.#paths };
  }

  #next(): ShellWord | undefined {
    const word = this.#args[this.#at];
    this.#at += 1;
    return word;
  }

  #isOption(word: ShellWord): boolean {
    const head = headOf(word);
    return (head.startsWith("-") && word.value !== "-") || this.#hasForm(word);
  }

  #hasForm({ value }: ShellWord): boolean {
    return value !== undefined && (this.#table.forms ?? []).some((form) => form.test(value));
  }

  #readOption(word: ShellWord): string | undefined {
    if (this.#hasForm(word)) {
      this.#options.push({ name: word.value ?? "" });
      return undefined;
    }
    const head = headOf(word);
    const isLong = this.#table.syntax === "single" || head.startsWith("--");
    return isLong ? this.#readLong(word, head) : this.#readCluster(word, head);
  }

  #readLong(word: ShellWord, head: string): string | undefined {
    const equals = head.indexOf("=");
    if (equals < 0 && word.value === undefined) return uncertainWord(word);
    const name = equals < 0 ? head : head.slice(0, equals);
    const entry = this.#entries.get(name);
    if (entry === undefined) return unknownOption(name);
    if (equals >= 0) return this.#takeAttached(entry, name, cutHead(word, equals + 1));
    return this.#takeNext(entry, name);
  }

  /** `-abc`, of which the last may have a value: `-abcVALUE`. */
  #readCluster(word: ShellWord, head: string): string | undefined {
    for (let at = 1; at < head.length; at += 1) {
      const name = `-${head[at]}`;
      const entry = this.#entries.get(name);
      if (entry === undefined) return unknownOption(name);
      const isLast = at === head.length - 1 && word.value !== undefined;
      if (entry.value === undefined) {
        this.#options.push({ name: entry.name });
        continue;
      }
      return isLast ? this.#takeNext(entry, name) : this.#takeAttached(entry, name, cutHead(word, at + 1));
    }
    return word.value === undefined ? uncertainWord(word) : undefined;
  }

  #takeAttached({ name, value }: OptionEntry, written: string, word: ShellWord): string | undefined {
    if (value === undefined || isSeveral(value)) return unexpectedValue(written);
    return this.#take(name, kindOf(value), word, true);
  }

  #takeNext({ name, value }: OptionEntry, written: string): string | undefined {
    if (
      value === undefined ||
      isOptional(value) ||
      (isLastOptional(value) && this.#at >= this.#args.length)
    ) {
      this.#options.push({ name });
      return undefined;
    }
    const kinds = isSeveral(value) ? value.values : [kindOf(value)];
    for (const kind of kinds) {
      const word = this.#next();
      if (word === undefined) return missingValue(written);
      const problem = this.#take(name, kind, word, false);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  #take(name: string, kind: ValueKind, word: ShellWord, isAttached: boolean): string | undefined {
    // A file name that the shell fills in may be several words, so it is none for a value of its own.
    const globs = isAttached ? (this.#table.globs ?? "none") : "none";
    const position: WordPosition = { globs, isAttached, takesStreams: false };
    // An expansion that is not quoted may be no word or many, and what follows is then something else.
    const admission: Admission =
      word.value === undefined && !isAttached && !isOneWord(word)
        ? { problem: uncertainWord(word) }
        : admitWord(kind, word, position);
    if ("problem" in admission) return admission.problem;
    this.#paths.push(...admission.paths);
    this.#options.push({ name, value: word });
    return undefined;
  }
}

function isOneWord({ pieces }: ShellWord): boolean {
  return pieces.every(
    (piece) => piece.type === "text" || piece.type === "tilde" || ("isQuoted" in piece && piece.isQuoted),
  );
}

function isOptional(value: OptionValue): value is { readonly optional: ValueKind } {
  return typeof value === "object" && "optional" in value;
}

function isLastOptional(value: OptionValue): value is { readonly lastOptional: ValueKind } {
  return typeof value === "object" && "lastOptional" in value;
}

function isSeveral(value: OptionValue): value is { readonly values: readonly ValueKind[] } {
  return typeof value === "object" && "values" in value;
}

function kindOf(value: Exclude<OptionValue, { readonly values: readonly ValueKind[] }>): ValueKind {
  if (isOptional(value)) return value.optional;
  return isLastOptional(value) ? value.lastOptional : value;
}
