import { expandBraces } from "../commands/words/expand-braces.ts";
import type {
  ShellCommand,
  ShellRedirect,
  ShellScript,
  ShellWord,
  WordPiece,
} from "../shell/shell-script.ts";

/** More ways to fill a command in than this are as good as none known; so are more in a whole script. */
const MAX_VARIANTS = 64;
const MAX_VARIANTS_OF_SCRIPT = 1000;

/** Programs that run a command as it stands, with the words that the shell has worked out. */
const PLAIN_WRAPPERS: ReadonlySet<string> = new Set([
  "time",
  "timeout",
  "nice",
  "nohup",
  "stdbuf",
  "command",
]);

/** Without quotes, the shell cuts a value at blanks and fills file names in. */
const WHOLE_UNQUOTED = /^[\w@%+=:,./-]+$/;

type Values = ReadonlyMap<string, readonly ShellWord[]>;

/** A command once for each way to fill it in; as it is where that is not known. */
export type LoopValues = (command: ShellCommand) => readonly [ShellCommand, ...ShellCommand[]];

/**
 * For the commands of one script: those in a `for` loop over words that are known come once for each of them. Names of
 * files that the shell fills in for a word stay globs.
 */
export function createLoopValues({ commands }: ShellScript): LoopValues {
  const set = new Set(commands.flatMap(variablesSetBy));
  const evaluates = commands.some(({ name }) => name?.value === "eval");
  let left = MAX_VARIANTS_OF_SCRIPT;
  return (command) => {
    const values: Values = evaluates ? new Map() : valuesAround(command, set);
    const used = [...values].filter(([name]) => mentions(command, name));
    const count = used.reduce((product, [, words]) => product * words.length, 1);
    if (used.length === 0 || count > Math.min(left, MAX_VARIANTS)) return [command];
    left -= count;
    let variants: readonly ShellCommand[] = [command];
    for (const [name, words] of used) {
      variants = variants.flatMap((each) => words.map((value) => fillIn(each, name, value)));
    }
    const [first = command, ...others] = variants;
    return [first, ...others];
  };
}

const SETTERS: ReadonlySet<string> = new Set(
  "read unset export declare typeset local readonly mapfile readarray getopts printf let wait".split(" "),
);

/** However their names are written: in `read $'\x66'`, the text does not show it. */
function variablesSetBy({ name, args, assignments }: ShellCommand): readonly string[] {
  const own = assignments.map((assignment) => assignment.name);
  if (!SETTERS.has(name?.value ?? "")) return own;
  return [...own, ...args.map(({ value = "" }) => value.replace(/\W.*$/s, ""))];
}

/** The innermost loop counts; nothing is known where another shell reads the command, or sets the variable. */
function valuesAround({ context }: ShellCommand, set: ReadonlySet<string>): Values {
  const values = new Map<string, readonly ShellWord[]>();
  for (const around of context) {
    if (around.type === "wrapper" && !PLAIN_WRAPPERS.has(around.name)) values.clear();
    if (around.type !== "loop" || around.variable === undefined) continue;
    const words = knownWords(around.words ?? []);
    if (words && !set.has(around.variable)) values.set(around.variable, words);
    else values.delete(around.variable);
  }
  return values;
}

function knownWords(words: readonly ShellWord[]): readonly ShellWord[] | undefined {
  if (words.length > MAX_VARIANTS) return undefined;
  const all = words.flatMap(expandBraces);
  const isKnown = all.every(({ pieces }) => pieces.every(({ type }) => type === "text" || type === "glob"));
  return isKnown ? all : undefined;
}

function mentions({ name, args, redirects }: ShellCommand, variable: string): boolean {
  const words = [name, ...args, ...redirects.flatMap(({ target, body }) => [target, body])];
  return words.some((word) => word?.pieces.some((piece) => isPlainVariable(piece, variable)));
}

function fillIn(command: ShellCommand, variable: string, value: ShellWord): ShellCommand {
  const fill = (word: ShellWord): ShellWord => fillWord(word, variable, value);
  const { name } = command;
  return {
    ...command,
    ...(name && { name: fill(name) }),
    args: command.args.map(fill),
    redirects: command.redirects.map(
      (redirect): ShellRedirect => ({
        ...redirect,
        ...(redirect.target && { target: fill(redirect.target) }),
        ...(redirect.body && { body: fill(redirect.body) }),
      }),
    ),
  };
}

function fillWord(word: ShellWord, variable: string, value: ShellWord): ShellWord {
  if (!word.pieces.some((piece) => isPlainVariable(piece, variable))) return word;
  const pieces = word.pieces.flatMap((piece): readonly WordPiece[] => {
    if (!isPlainVariable(piece, variable)) return [piece];
    if (piece.isQuoted && value.value === undefined) return value.pieces;
    const isWhole = piece.isQuoted || WHOLE_UNQUOTED.test(value.value ?? "");
    return isWhole ? [{ type: "text", text: value.value ?? "", isQuoted: true }] : [piece];
  });
  const isLiteral = pieces.every(({ type }) => type === "text");
  const text = pieces.map((piece) => (piece.type === "text" ? piece.text : "")).join("");
  return { source: word.source, value: isLiteral ? text : undefined, pieces };
}

function isPlainVariable(
  piece: WordPiece,
  variable: string,
): piece is Extract<WordPiece, { readonly type: "variable" }> {
  return piece.type === "variable" && piece.name === variable && piece.isPlain;
}
