import type { ShellWord, WordPiece } from "../../shell/shell-script.ts";

const MAX_WORDS = 64;
const PLAIN = /^[\w@%+=:.,/{}*?-]+$/;
const GROUP = /^([^{}]*)\{([^{}]*,[^{}]*)\}([\s\S]*)$/;

/** The words that the shell makes of `src/{a,b}`; the word as it is when its braces are not that simple. */
export function expandBraces(word: ShellWord): readonly ShellWord[] {
  const [piece, ...others] = word.pieces;
  const isBraces = others.length === 0 && piece?.type === "unknown" && piece.what === "braces";
  if (!isBraces || !PLAIN.test(word.source)) return [word];
  const texts = expandText(word.source);
  return texts === undefined ? [word] : texts.map(plainWord);
}

function expandText(text: string): readonly string[] | undefined {
  if (!/[{}]/.test(text)) return [text];
  const [, head = "", inner = "", tail = ""] = GROUP.exec(text) ?? [];
  if (inner === "" || inner.includes("..")) return undefined;
  const tails = expandText(tail);
  const words = tails && inner.split(",").flatMap((choice) => tails.map((end) => head + choice + end));
  return words && words.length <= MAX_WORDS ? words : undefined;
}

function plainWord(source: string): ShellWord {
  const parts = source.split(/([*?])/).filter((part) => part !== "");
  const pieces = parts.map(
    (text): WordPiece =>
      text === "*" || text === "?" ? { type: "glob", text } : { type: "text", text, isQuoted: false },
  );
  return { source, value: pieces.length <= 1 && !/[*?]/.test(source) ? source : undefined, pieces };
}
