import type { ShellWord, WordPiece } from "../shell/shell-script.ts";

/** Any one character, or any number of them; neither is a separator. Others stand for themselves. */
export const ONE = "one";
export const MANY = "many";

/** One component of a path as characters and wildcards. */
export type GlobStep = readonly string[];

/** What a word of a command is as a path. */
export type PathWord =
  | { readonly type: "literal"; readonly text: string }
  /** Made from `$HOME` or `$PWD`: most likely this, and nobody knows. */
  | { readonly type: "guess"; readonly text: string }
  | { readonly type: "glob"; readonly isAbsolute: boolean; readonly steps: readonly GlobStep[] }
  /** `<(…)` and the like: no file that has a name. */
  | { readonly type: "stream" }
  | { readonly type: "unknown" };

/** Reads a word as the path that a program will get. */
export function readPathWord(word: ShellWord, home: string, directory: string | undefined): PathWord {
  if (word.value !== undefined) return { type: "literal", text: word.value };
  const pieces = word.pieces.filter((piece) => piece.type !== "text" || piece.text !== "");
  if (pieces.length > 0 && pieces.every(({ type }) => type === "process")) return { type: "stream" };
  const tokens: string[] = [];
  let isGuess = false;
  for (const [index, piece] of pieces.entries()) {
    if (piece.type === "text") tokens.push(...piece.text);
    else if (piece.type === "glob") tokens.push(...wildcardsOf(piece.text));
    else {
      const known = index === 0 ? knownPlace(piece, home, directory) : undefined;
      if (known === undefined) return { type: "unknown" };
      if (piece.type === "variable") isGuess = true;
      tokens.push(...known);
    }
  }
  if (!tokens.some(isWildcard)) return { type: isGuess ? "guess" : "literal", text: tokens.join("") };
  // A variable may be anything, and globbing it doubly so.
  if (isGuess) return { type: "unknown" };
  return { type: "glob", isAbsolute: tokens[0] === "/", steps: splitSteps(tokens) };
}

/** The literal text of a step; `undefined` when it has wildcards. */
export function literalStep(step: GlobStep): string | undefined {
  return step.some(isWildcard) ? undefined : step.join("");
}

/** Whether a name fits a step, as the shell matches: no wildcard at the start of a step stands for a dot. */
export function fitsStep(step: GlobStep, name: string): boolean {
  return (!name.startsWith(".") || step[0] === ".") && fitsWildcards(step, name);
}

/** Whether a name fits a step, dots being letters like others. No step takes more than a look back from each letter. */
export function fitsWildcards(step: GlobStep, name: string): boolean {
  const letters = [...name];
  let [at, position] = [0, 0];
  let lastMany = -1;
  let retryFrom = 0;
  while (position < letters.length) {
    const token = step[at];
    if (token === MANY) {
      lastMany = at++;
      retryFrom = position;
    } else if (token !== undefined && (token === ONE || token === letters[position])) {
      at++;
      position++;
    } else if (lastMany >= 0) {
      at = lastMany + 1;
      position = ++retryFrom;
    } else return false;
  }
  while (step[at] === MANY) at++;
  return at === step.length;
}

/** Whether a token stands for more than itself. */
export function isWildcard(token: string): boolean {
  return token === ONE || token === MANY;
}

function knownPlace(piece: WordPiece, home: string, directory: string | undefined): string | undefined {
  if (piece.type === "tilde") return piece.text === "~" ? home : undefined;
  if (piece.type !== "variable" || !piece.isPlain) return undefined;
  if (piece.name === "HOME") return home;
  return piece.name === "PWD" ? directory : undefined;
}

/** Reads the wildcards of a text. A set such as `[a-c]` counts as any character: what it does not fit is only looked at for nothing. */
export function wildcardsOf(text: string): readonly string[] {
  const tokens: string[] = [];
  let at = 0;
  while (at < text.length) {
    const letter = text[at] ?? "";
    const end = letter === "[" ? text.indexOf("]", at + 2) : -1;
    if (end !== -1) {
      tokens.push(ONE);
      at = end;
    } else tokens.push(letter === "*" ? MANY : letter === "?" ? ONE : letter);
    at++;
  }
  return tokens;
}

function splitSteps(tokens: readonly string[]): readonly GlobStep[] {
  const steps: string[][] = [[]];
  for (const token of tokens) {
    if (token === "/") steps.push([]);
    else steps.at(-1)?.push(token);
  }
  return steps.filter((step) => step.length > 0);
}
