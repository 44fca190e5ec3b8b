import { decodeAnsiC } from "./decode-ansi-c.ts";
import { readBackquotes, readDollar, readExpansion, readProcess } from "./read-dollar.ts";
import { isBlank, isMeta, type Reading } from "./reading.ts";
import type { ShellWord, WordPiece } from "./shell-script.ts";

/**
 * - `argument`: everything is expanded.
 * - `assignment`: the value of an assignment: no braces, no files; a tilde may also follow a colon.
 */
export type WordStyle = "argument" | "assignment";

export interface WordReading {
  readonly word: ShellWord;
  readonly start: number;
  readonly end: number;
}

const assignmentHead = /[A-Za-z_]\w*\+?=/y;
const tildePrefix = /~(?:[A-Za-z_][\w.-]*|[+-]?\d*)/y;
const plainText = /[^\s;&|<>()"'\\$`*?[\]{}~,:=]+/y;

/** The word that starts here, by the shell's own rules; its end is the first character that the shell ends it at. */
export function readWord(reading: Reading, start: number, style: WordStyle): WordReading {
  const { text } = reading;
  const pieces: WordPiece[] = [];
  const addText = (added: string, isQuoted: boolean): void => addTextTo(pieces, added, isQuoted);
  let at = start;
  let tildeAt = start;
  assignmentHead.lastIndex = start;
  const headLength = style === "argument" ? (assignmentHead.exec(text)?.[0].length ?? 0) : 0;
  const takesColons = style === "assignment" || headLength > 0;
  if (headLength > 0) {
    tildeAt = start + headLength;
  }
  const braces: string[] = [];
  while (at < text.length) {
    const character = text[at] ?? "";
    if ((character === "<" || character === ">") && text[at + 1] === "(") {
      const { piece, end } = readProcess(reading, at);
      pieces.push(piece);
      at = end;
      continue;
    }
    if (isMeta(character) || isEnd(reading, at)) {
      break;
    }
    if (character === '"') {
      at = readDoubleQuotes(reading, at, pieces);
      continue;
    }
    if (character === "$" && text[at + 1] === '"') {
      reading.cover(at, at + 1);
      at = readDoubleQuotes(reading, at + 1, pieces);
      continue;
    }
    if (character === "$" && text[at + 1] === "'") {
      at = readAnsiC(reading, at, pieces);
      continue;
    }
    if (character === "`") {
      const { piece, end } = readBackquotes(reading, at, false);
      pieces.push(piece);
      at = end;
      continue;
    }
    if (character === "$") {
      const dollar = readDollar(reading, at, false);
      if (dollar !== undefined) {
        pieces.push(dollar.piece);
        at = dollar.end;
        continue;
      }
    }
    const from = at;
    if (character === "'") {
      const end = text.indexOf("'", at + 1);
      if (end < 0) {
        reading.misread(at, text.length);
      }
      at = end < 0 ? text.length : end + 1;
      addText(text.slice(from + 1, end < 0 ? undefined : end), true);
    } else if (character === "\\") {
      at += readEscape(reading, at, addText);
    } else if (character === "~" && at === tildeAt && isTilde(reading, at, takesColons)) {
      tildePrefix.lastIndex = at;
      const source = tildePrefix.exec(text)?.[0] ?? "~";
      pieces.push({ type: "tilde", text: source });
      at += source.length;
    } else if (style === "argument" && isGlob(text, at)) {
      const source = character === "[" ? (/^\[[^\s"'\\$`\]]*\]/.exec(text.slice(at))?.[0] ?? "[") : character;
      pieces.push({ type: "glob", text: source });
      at += source.length;
    } else {
      plainText.lastIndex = at;
      const source = plainText.exec(text)?.[0] ?? character;
      braces.push(source === "{" || source === "}" || source === "," ? source : "");
      if (source.includes("..")) {
        braces.push(",");
      }
      addText(source, false);
      at += source.length;
      if (takesColons && source === ":") {
        tildeAt = at;
      }
    }
    reading.cover(from, at);
  }
  const source = text.slice(start, at);
  if (style === "argument" && /\{.*,.*\}/s.test(braces.join(""))) {
    const word: ShellWord = {
      source,
      value: undefined,
      pieces: [...pieces.filter(isOfOwnAccount), { type: "unknown", source, what: "braces" }],
    };
    return { word, start, end: at };
  }
  return { word: { source, value: joinTexts(pieces), pieces }, start, end: at };
}

/** From the opening quote; returns the place behind the closing one. */
function readDoubleQuotes(reading: Reading, start: number, pieces: WordPiece[]): number {
  const { text } = reading;
  reading.cover(start, start + 1);
  addTextTo(pieces, "", true);
  const { end } = readQuotedText(reading, start + 1, text.length, '"', pieces);
  if (text[end] !== '"') {
    reading.misread(start, text.length);
    return end;
  }
  reading.cover(end, end + 1);
  return end + 1;
}

/** Text in which only `$`, backquotes and a few escapes mean something, up to `stop` or `to`. */
export function readQuotedText(
  reading: Reading,
  from: number,
  to: number,
  stop: string | undefined,
  pieces: WordPiece[],
): { readonly end: number } {
  const { text } = reading;
  let at = from;
  while (at < to && text[at] !== stop) {
    const character = text[at] ?? "";
    const expansion = readExpansion(reading, at);
    if (expansion !== undefined) {
      pieces.push(expansion.piece);
      at = expansion.end;
      continue;
    }
    const next = text[at + 1];
    const isEscape = character === "\\" && next !== undefined && (next === stop || "$`\\\n".includes(next));
    addTextTo(pieces, isEscape ? (next === "\n" ? "" : next) : character, true);
    reading.cover(at, at + (isEscape ? 2 : 1));
    at += isEscape ? 2 : 1;
  }
  return { end: at };
}

function readAnsiC(reading: Reading, start: number, pieces: WordPiece[]): number {
  const { text } = reading;
  const pattern = /\$'((?:[^'\\]|\\[\s\S])*)'/y;
  pattern.lastIndex = start;
  const found = pattern.exec(text);
  if (found === null) {
    reading.misread(start, text.length);
    reading.cover(start, text.length);
    return text.length;
  }
  const [source, inner = ""] = found;
  const decoded = decodeAnsiC(inner);
  if (decoded === undefined) {
    pieces.push({ type: "unknown", source, what: "an escape" });
  } else {
    addTextTo(pieces, decoded, true);
  }
  reading.cover(start, start + source.length);
  return start + source.length;
}

/** The end of the backquotes around the word, or a line continuation behind which there is a blank. */
function isEnd({ text, backquoteEnds }: Reading, at: number): boolean {
  if (text[at] === "`") {
    return backquoteEnds.has(at);
  }
  return text.startsWith("\\\n", at) && (isBlank(text[at + 2]) || text[at + 2] === "\n");
}

/** How many characters the escape takes. */
function readEscape(
  reading: Reading,
  at: number,
  addText: (added: string, isQuoted: boolean) => void,
): number {
  const next = reading.text[at + 1];
  if (next === undefined) {
    reading.misread(at, at + 1);
    addText("\\", true);
    return 1;
  }
  if (next === "\n") {
    // Words that are cut look like two, and what is behind the cut may be a keyword's or a variable's other half.
    reading.misread(at, at + 2);
    return 2;
  }
  addText(next, true);
  return 2;
}

function isTilde(reading: Reading, at: number, takesColons: boolean): boolean {
  const { text } = reading;
  const prefix = /^[^\s;&|<>()"'\\$`/]*/.exec(text.slice(at))?.[0] ?? "~";
  const end = takesColons && prefix.includes(":") ? at + prefix.indexOf(":") : at + prefix.length;
  return text[end] === "/" || text[end] === ":" || isMeta(text[end]) || isEnd(reading, end);
}

function isGlob(text: string, at: number): boolean {
  const character = text[at];
  if (character === "[") {
    return /^[^\s;&|<>()]*\]/.test(text.slice(at + 1));
  }
  return character === "*" || character === "?";
}

/** Neighbouring texts that are equally quoted are one. */
function addTextTo(pieces: WordPiece[], text: string, isQuoted: boolean): void {
  const last = pieces.at(-1);
  if (last?.type === "text" && last.isQuoted === isQuoted) {
    pieces[pieces.length - 1] = { type: "text", text: last.text + text, isQuoted };
  } else if (text !== "" || isQuoted) {
    pieces.push({ type: "text", text, isQuoted });
  }
}

function isOfOwnAccount(piece: WordPiece): boolean {
  return piece.type === "substitution" || piece.type === "process" || piece.type === "variable";
}

function joinTexts(pieces: readonly WordPiece[]): string | undefined {
  let value = "";
  for (const piece of pieces) {
    if (piece.type !== "text") {
      return undefined;
    }
    value += piece.text;
  }
  return value;
}
