import { readWord } from "./read-word.ts";
import { type Reading, skipBlanks } from "./reading.ts";
import type { SyntaxNode } from "./syntax-tree.ts";

const arithmeticTests = new Set(["-eq", "-ne", "-lt", "-le", "-gt", "-ge"]);

/** `[[ … ]]`: runs nothing itself, but for what it expands; it ends at the first word `]]`. */
export function readTest(reading: Reading, node: SyntaxNode): void {
  const { text } = reading;
  reading.cover(node.start, node.start + 2);
  const words: { readonly source: string; readonly value: string | undefined }[] = [];
  let at = node.start + 2;
  for (;;) {
    at = skipBlanks(text, at);
    const character = text[at];
    if (character === undefined || character === "\n" || character === ";") {
      reading.misread(node.start, at);
      break;
    }
    if ("()<>|&".includes(character) && !/^[<>]\(/.test(text.slice(at, at + 2))) {
      reading.cover(at, at + 1);
      at++;
      continue;
    }
    const { word, end } = readWord(reading, at, "argument");
    if (end === at) {
      reading.misread(node.start, at);
      break;
    }
    at = end;
    if (word.source === "]]") {
      break;
    }
    words.push(word);
  }
  if (at !== node.end) {
    reading.misread(node.start, node.end);
  }
  for (const [index, word] of words.entries()) {
    const isNumber = (other: { readonly value: string | undefined } | undefined): boolean =>
      /^-?\d+$/.test(other?.value ?? "");
    const isArithmetic =
      arithmeticTests.has(word.source) && !(isNumber(words[index - 1]) && isNumber(words[index + 1]));
    if (isArithmetic || word.source === "-v" || word.source === "-R") {
      reading.doubt(
        node.start,
        node.end,
        "Arithmetic with variables may run commands that stand in their values.",
      );
      return;
    }
  }
}
