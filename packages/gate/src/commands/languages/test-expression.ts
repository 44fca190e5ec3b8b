import type { ShellWord } from "../../shell/shell-script.ts";
import type { CommandPath } from "../command-verdict.ts";
import { admitWord } from "../words/admit-word.ts";
import type { CommandReading } from "../words/command-table.ts";
import { inadmissibleWord, missingWords, uncertainWord, unexpectedWord } from "../words/reasons.ts";
import { isShowable } from "../words/word-safety.ts";

const OF_FILE = /^-[abcdefghkprsuwxGLNOS]$/;
const OF_TWO_FILES = /^-(nt|ot|ef)$/;
const OF_NUMBERS = /^-(eq|ne|lt|le|gt|ge)$/;
/** They evaluate what stands in brackets behind a name, and so may run commands. */
const OF_VARIABLES = /^-[vR]$/;
const NUMBER = /^-?\d+$/;
const COUNTS: ReadonlySet<string> = new Set(["?", "#", "$", "!", "UID", "EUID", "PPID"]);

/** Reads the words of `test`; `isShellWord` for `[[`, which evaluates numbers and splits no words. */
export function readTestExpression(
  words: readonly ShellWord[],
  isShellWord: boolean,
): CommandReading | string {
  const paths: CommandPath[] = [];
  for (const [index, word] of words.entries()) {
    const { value } = word;
    const [before, after] = [words[index - 1], words[index + 1]];
    if (value === undefined) {
      const isLooked = before?.value === "-n" || before?.value === "-z";
      if (!isOperand(word, isShellWord) || !(isLooked || isShowable(word))) return uncertainWord(word);
      continue;
    }
    if (OF_VARIABLES.test(value)) return inadmissibleWord(word);
    if (OF_NUMBERS.test(value)) {
      const strange = [before, after].find((side) => side && !isNumber(side, isShellWord));
      if (strange) return uncertainWord(strange);
      continue;
    }
    const isOfTwo = OF_TWO_FILES.test(value);
    if (!isOfTwo && !OF_FILE.test(value)) continue;
    for (const file of isOfTwo ? [before, after] : [after]) {
      if (file === undefined) continue;
      const admission = admitWord("read", file, { globs: "none", isAttached: false, takesStreams: false });
      if ("problem" in admission) return admission.problem;
      paths.push(...admission.paths);
    }
  }
  return { class: "read", options: [], positionals: words, paths };
}

/** Takes the closing bracket off. */
export function readBracketed(words: readonly ShellWord[], closing: "]" | "]]"): CommandReading | string {
  const last = words.at(-1);
  if (last === undefined) return missingWords();
  return last.value === closing
    ? readTestExpression(words.slice(0, -1), closing === "]]")
    : unexpectedWord(last);
}

function isNumber({ value, pieces }: ShellWord, isShellWord: boolean): boolean {
  if (value !== undefined) return NUMBER.test(value);
  const [piece] = pieces;
  if (pieces.length !== 1 || piece?.type !== "variable" || !piece.isPlain) {
    return !isShellWord && pieces.every((each) => each.type === "substitution" && each.isQuoted);
  }
  return COUNTS.has(piece.name) || (piece.isQuoted && !isShellWord);
}

/** One word whatever it stands for. */
function isOperand({ pieces }: ShellWord, isShellWord: boolean): boolean {
  return pieces.every((piece) => {
    if (piece.type === "text") return true;
    if (piece.type === "glob" || piece.type === "tilde") return isShellWord;
    if (piece.type === "variable") {
      return piece.isPlain && (isShellWord || piece.isQuoted || COUNTS.has(piece.name));
    }
    return piece.type === "substitution" && (isShellWord || piece.isQuoted);
  });
}
