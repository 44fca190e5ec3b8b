import type { ShellWord } from "../../shell/shell-script.ts";
import type { CommandPath } from "../command-verdict.ts";

/**
 * What a word may be where a table admits one.
 *
 * - `text`: anything that is only shown; expansions that give away no secret included.
 * - `word`: any text that the shell does not change.
 * - `number`: digits, with a sign, a fraction and a unit at most.
 * - `read`, `write`: a file or folder; it comes out in the verdict's `paths`.
 * - `revision`: what git takes for a revision, a path, or both as in `main:src/a.ts`; comes out as paths to read.
 * - a pattern: a text that matches it from the first to the last character.
 * - with `path`: a file or folder whose text matches the pattern.
 */
export type ValueKind =
  | "text"
  | "word"
  | "number"
  | "read"
  | "write"
  | "revision"
  | RegExp
  | { readonly path: "read" | "write"; readonly matches: RegExp };

/**
 * What stands behind an option.
 *
 * - a kind: a value, in the same word or in the next one.
 * - `optional`: a value in the same word, or none.
 * - `lastOptional`: as a kind, but none when the option is the last word.
 * - `values`: so many words behind it.
 */
export type OptionValue =
  | ValueKind
  | { readonly optional: ValueKind }
  | { readonly lastOptional: ValueKind }
  | { readonly values: readonly ValueKind[] };

/** What stands outside the options. */
export interface Positionals {
  /** The first words, one by one. */
  readonly leading?: readonly ValueKind[];
  /** Options that take the place of the leading words, as `-e` does for grep's pattern. */
  readonly unless?: string;
  /** Each word behind the leading ones; none may stand there when it is left out. */
  readonly rest?: ValueKind;
  readonly min?: number;
  readonly max?: number;
  /** Reads all words behind the leading ones, options among them, which are no longer this table's. */
  readonly tail?: CommandTable;
  /** The words behind the leading ones are a command that stands in the script on its own as well. */
  readonly wraps?: true;
}

/**
 * What is admitted of one command. Options are only known by their exact names: what a program takes for an
 * abbreviation is unknown here.
 */
export interface CommandTable {
  readonly class: "read" | "project";
  /**
   * How options are written; `gnu` unless told.
   *
   * - `gnu`: `-abc`, `-nVALUE`, `-n VALUE`, `--name=VALUE`, `--name VALUE`.
   * - `single`: a word is one option: `-name`, `-name VALUE`, `-name=VALUE`, `--name=VALUE`.
   */
  readonly syntax?: "gnu" | "single";
  /** Options without value, separated by spaces. */
  readonly flags?: string;
  /** Options with a value; keys are their names, separated by spaces. */
  readonly options?: Readonly<Record<string, OptionValue>>;
  /** Whole words that are options of their own form, as `-DskipTests` or `-20`. */
  readonly forms?: readonly RegExp[];
  /** Whether no option is read behind the first word that is none. */
  readonly stopsAtPositional?: true;
  /** None unless told. */
  readonly positionals?: Positionals;
  /** By names, separated by spaces; the first word that is no option chooses. */
  readonly subcommands?: Readonly<Record<string, CommandTable>>;
  /** Whether it may stand without any of its subcommands. */
  readonly bare?: true;
  /** Reads the words behind `--`; they are positionals unless told. */
  readonly afterDashes?: CommandTable;
  /** Options that make it run in another folder, names separated by spaces; `..` in its other paths is refused then. */
  readonly folder?: string;
  /** One of these must stand among the options; names separated by spaces. */
  readonly needs?: string;
  /**
   * Whether file names may be filled in by the shell.
   *
   * - `rooted`: behind a text that is no option, as in `src/*.ts`.
   * - `any`: anywhere, since even a file that is named like one of its options does no harm.
   */
  readonly globs?: "rooted" | "any";
  /**
   * Which words of others' choice may be added: results of `find`, or anything that `xargs` reads. None unless told.
   */
  readonly takesMore?: "found" | "anything";
  /** Looks at what was read as a whole; returns why it is not admitted. */
  readonly check?: (reading: CommandReading, place: CommandPlace) => string | undefined;
  /** Reads all words by itself. */
  readonly read?: (args: readonly ShellWord[], place: CommandPlace) => CommandReading | string;
}

/** Where a command runs. */
export interface CommandPlace {
  /** Absolute, if it is known. */
  readonly directory: string | undefined;
}

/** An option as it was found. */
export interface OptionReading {
  /** As written, without its value. */
  readonly name: string;
  readonly value?: ShellWord;
}

/** A command's words, understood. */
export interface CommandReading {
  readonly class: "read" | "project";
  readonly options: readonly OptionReading[];
  readonly positionals: readonly ShellWord[];
  readonly paths: readonly CommandPath[];
}
