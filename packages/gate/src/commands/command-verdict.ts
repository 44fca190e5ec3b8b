import type { ShellWord } from "../shell/shell-script.ts";

/**
 * What a shipped table says of one simple command.
 *
 * - `read`: it only reads, and only files that are named in `paths`.
 * - `project`: it builds, tests or checks the project it runs in, by the project's own settings.
 * - `destructive`: it destroys what nobody can bring back, or runs code from the network.
 * - `unknown`: no table knows it, or not with these words.
 */
export type CommandClass = "read" | "project" | "destructive" | "unknown";

/** A word that names a file or folder, and what is done with it. */
export interface CommandPath {
  readonly word: ShellWord;
  readonly access: "read" | "write";
}

/** The tables' judgement of one simple command. */
export interface CommandVerdict {
  readonly class: CommandClass;
  /** Why it is of that class, in full sentences; empty for `read` and `project`. */
  readonly reason: string;
  /** All words that are files or folders, those inside options (`--file=x`) included; each must lie in the sandbox. */
  readonly paths: readonly CommandPath[];
}
