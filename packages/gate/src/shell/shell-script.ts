/**
 * What is known about a piece of a word before a shell runs it.
 *
 * - `text`: exactly this text, quotes and escapes taken off.
 * - `glob`: an unquoted `*`, `?` or `[…]`, as written.
 * - `variable`: `$NAME`, `${NAME}`, or a form that changes the value, for which `isPlain` is false. The statuses of a pipe
 *   that `${PIPESTATUS[0]}` chooses from are as plain as `$?`.
 * - `tilde`: an unquoted `~`, `~user`, `~+` at the start of a word or after `:` or `=` where the shell expands it.
 * - `substitution`: `$(…)` or backquotes, with the text between them as the shell reads it; the commands inside stand in the
 *   script on their own.
 * - `process`: `<(…)` or `>(…)`; likewise.
 * - `unknown`: anything else that the shell works out: arithmetic, braces, `$'…'` that cannot be decoded, and so on.
 */
export type WordPiece =
  | { readonly type: "text"; readonly text: string; readonly isQuoted: boolean }
  | { readonly type: "glob"; readonly text: string }
  | {
      readonly type: "variable";
      readonly name: string;
      readonly isQuoted: boolean;
      readonly isPlain: boolean;
    }
  | { readonly type: "tilde"; readonly text: string }
  | { readonly type: "substitution"; readonly isQuoted: boolean; readonly text: string }
  | { readonly type: "process"; readonly direction: "in" | "out" }
  | { readonly type: "unknown"; readonly source: string; readonly what: string };

/** A word of a command. */
export interface ShellWord {
  /** As written. */
  readonly source: string;
  /** The very text that the program will get; `undefined` when the shell works out any part of it. */
  readonly value: string | undefined;
  readonly pieces: readonly WordPiece[];
}

/** `NAME=value` before a command or on its own; also `NAME+=`, `NAME[1]=`. */
export interface ShellAssignment {
  readonly source: string;
  readonly name: string;
  readonly value: ShellWord;
}

/** A redirection of a command or of a group around it. */
export interface ShellRedirect {
  readonly source: string;
  /** `<`, `>`, `>>`, `>|`, `&>`, `&>>`, `<>`, `<&`, `>&`, `<<`, `<<-`, `<<<`. */
  readonly operator: string;
  /** The file, descriptor or here-string; left out for a here-document. */
  readonly target?: ShellWord;
  /** The text of a here-document in which the shell works something out. */
  readonly body?: ShellWord;
}

/**
 * Around a command, from the outside in.
 *
 * - `pipe`: its input comes from another command.
 * - `substitution`, `process`: its output becomes a word or a file of another command.
 * - `subshell`, `group`, `conditional`, `loop`, `case`: the compound command it stands in; of a `for` loop with the words
 *   that it goes through, and with its variable where nothing in the text of its body seems to set it.
 * - `function`: it stands in the body of a function and runs when that is called.
 * - `background`: nobody waits for it.
 * - `wrapper`: another program runs it, `name` says which; `takesMore` when that one adds words of its own choice
 *   (`xargs`, `find -exec`).
 */
export type ShellContext =
  | {
      readonly type:
        | "pipe"
        | "substitution"
        | "process"
        | "subshell"
        | "group"
        | "conditional"
        | "case"
        | "background";
    }
  | { readonly type: "loop"; readonly variable?: string; readonly words?: readonly ShellWord[] }
  | { readonly type: "function"; readonly name: string }
  | { readonly type: "wrapper"; readonly name: string; readonly takesMore: boolean };

/** One simple command, at whatever depth it stands. */
export interface ShellCommand {
  /** As written. */
  readonly source: string;
  /** Of the first character in the whole text, in UTF-16 units from 0; that of its wrapper's text when it was found in one. */
  readonly offset: number;
  /** The command's name; left out when there are assignments or redirections only. */
  readonly name?: ShellWord;
  readonly args: readonly ShellWord[];
  readonly assignments: readonly ShellAssignment[];
  /** Its own, then those of the groups around it. */
  readonly redirects: readonly ShellRedirect[];
  readonly context: readonly ShellContext[];
}

/** Something about a script that makes a human look at it, whatever its commands are. */
export interface ShellDoubt {
  readonly offset: number;
  readonly source: string;
  /** In full sentences, for humans and models. */
  readonly reason: string;
}

/** A script as far as it is understood. */
export interface ShellScript {
  readonly text: string;
  /**
   * Every simple command at any depth in the order of the text, those in substitutions, functions and here-documents
   * included; a wrapper stands before the command that it runs.
   */
  readonly commands: readonly ShellCommand[];
  /** Empty when all was understood. A script with doubts is never allowed without a human. */
  readonly doubts: readonly ShellDoubt[];
}
