import { isBlank } from "./reading.ts";
import type { ShellCommand, ShellWord, WordPiece } from "./shell-script.ts";
import { reservedWords } from "./shell-words.ts";

/**
 * Commands of a text that could not be read in full: it is cut wherever a command could begin, so that rules which deny
 * see what may be in there. A quote may be none, so each line is also read on its own, and all of it once without quotes and
 * comments. Such a text has a doubt in any case.
 */
export function salvageCommands(text: string): ShellCommand[] {
  const found = new Map<string, ShellCommand>();
  const add = (command: ShellCommand): void => {
    found.set(`${command.offset} ${command.source}`, command);
  };
  readLoosely(text, true).forEach(add);
  readLoosely(text, false).forEach(add);
  let offset = 0;
  for (const line of text.split("\n")) {
    const start = offset;
    readLoosely(line, true).forEach((command) => {
      add({ ...command, offset: start + command.offset });
    });
    offset += line.length + 1;
  }
  return [...found.values()];
}

function readLoosely(text: string, hasQuotes: boolean): ShellCommand[] {
  const commands: ShellCommand[] = [];
  let words: ShellWord[] = [];
  let start = 0;
  let isRedirected = false;
  const closeCommand = (end: number): void => {
    const [name, ...args] = words;
    if (name !== undefined) {
      commands.push({
        source: text.slice(start, end).trimEnd(),
        offset: start,
        name,
        args,
        assignments: [],
        redirects: [],
        context: [],
      });
    }
    words = [];
    isRedirected = false;
  };
  for (let at = 0; at < text.length; ) {
    const character = text[at] ?? "";
    if (isBlank(character) || text.startsWith("\\\n", at)) {
      at += character === "\\" ? 2 : 1;
    } else if (character === "<" || character === ">") {
      isRedirected = true;
      at++;
    } else if (character === "#" && hasQuotes) {
      const newline = text.indexOf("\n", at);
      at = newline < 0 ? text.length : newline;
    } else if ("\n\r;&|()`".includes(character)) {
      closeCommand(at);
      at++;
    } else {
      const { word, end, isCut } = readLooseWord(text, at, hasQuotes);
      const isPrefix = words.length === 0 && isNoName(word, hasQuotes);
      if (words.length === 0) {
        start = at;
      }
      if (!isRedirected && !isPrefix && word.source !== "") {
        words.push(word);
      }
      isRedirected = false;
      at = end;
      if (isCut) {
        closeCommand(at);
      }
    }
  }
  closeCommand(text.length);
  return commands;
}

/** `time` and `coproc` are unwrapped like any wrapper. */
function isNoName({ source, value }: ShellWord, hasQuotes: boolean): boolean {
  if (source === "time" || source === "coproc") {
    return false;
  }
  const isOnlyQuotes = value === "" && !hasQuotes;
  return isOnlyQuotes || reservedWords.has(source) || /^[A-Za-z_]\w*\+?=/.test(source);
}

/** A word without its quotes; it is cut where a substitution begins, also inside of double quotes. */
function readLooseWord(
  text: string,
  start: number,
  hasQuotes: boolean,
): { readonly word: ShellWord; readonly end: number; readonly isCut: boolean } {
  let value = "";
  let isKnown = true;
  let at = start;
  let isCut = false;
  let isInside = false;
  while (at < text.length && !isCut) {
    const character = text[at] ?? "";
    if (!hasQuotes && (character === "'" || character === '"')) {
      at++;
      continue;
    }
    const closing = character === "'" && !isInside ? text.indexOf("'", at + 1) : -1;
    if (closing > 0) {
      value += text.slice(at + 1, closing);
      at = closing + 1;
    } else if (character === '"') {
      isInside = !isInside && text.indexOf('"', at + 1) > 0;
      at++;
    } else if (character === "\\") {
      value += text[at + 1] === "\n" ? "" : (text[at + 1] ?? "");
      at += 2;
    } else if (character === "`" || text.startsWith("$(", at)) {
      isCut = true;
      at += character === "`" ? 1 : 2;
    } else if (!isInside && " \t\n\r;&|<>()".includes(character)) {
      break;
    } else {
      isKnown &&= !"$*?[{~".includes(character);
      value += character;
      at++;
    }
  }
  const end = Math.min(at, text.length);
  const source = text.slice(start, end);
  isKnown ||= source === "[";
  const piece: WordPiece = isKnown
    ? { type: "text", text: value, isQuoted: false }
    : { type: "unknown", source, what: "an expansion" };
  const word = { source, value: isKnown && !isCut ? value : undefined, pieces: [piece] };
  return { word, end, isCut };
}
