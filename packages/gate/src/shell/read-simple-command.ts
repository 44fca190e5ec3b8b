import { readRedirect } from "./read-redirect.ts";
import { readWord } from "./read-word.ts";
import { isMeta, type Reading, skipBlanks } from "./reading.ts";
import type {
  ShellAssignment,
  ShellCommand,
  ShellContext,
  ShellRedirect,
  ShellWord,
} from "./shell-script.ts";
import { declarationCommands, reservedWords } from "./shell-words.ts";

const assignmentHead = /([A-Za-z_]\w*)(?:\[([^\]\n]*)\])?\+?=/y;

/**
 * The simple command that starts here, up to where the shell ends it. The tree only says where it starts: of a word behind
 * a redirection, for one, it thinks that it belongs to the redirection.
 */
export function readSimpleCommand(
  reading: Reading,
  start: number,
  context: readonly ShellContext[],
  redirects: readonly ShellRedirect[],
): void {
  reading.context = context;
  const { text } = reading;
  const words: ShellWord[] = [];
  const assignments: ShellAssignment[] = [];
  const own: ShellRedirect[] = [];
  let at = start;
  let end = start;
  for (;;) {
    at = skipBlanks(text, at);
    const redirect = readRedirect(reading, at);
    if (redirect !== undefined) {
      own.push(redirect.redirect);
      at = redirect.end;
      end = at;
      continue;
    }
    const isProcess = /^[<>]\(/.test(text.slice(at, at + 2));
    if ((isMeta(text[at]) && !isProcess) || text[at] === "#") {
      break;
    }
    const isDeclaration = declarationCommands.has(words[0]?.value ?? "");
    const assignment = words.length === 0 || isDeclaration ? readAssignment(reading, at) : undefined;
    if (assignment === undefined) {
      const { word, end: wordEnd } = readWord(reading, at, "argument");
      if (wordEnd === at) {
        break;
      }
      if (words.length === 0 && at === start) {
        checkKeyword(reading, at, wordEnd, word);
      }
      words.push(word);
      at = wordEnd;
    } else {
      at = assignment.end;
      if (words.length === 0) {
        assignments.push(assignment.assignment);
      } else {
        words.push(asArgument(assignment.assignment));
      }
    }
    end = at;
  }
  const [name, ...args] = words;
  const command: ShellCommand = {
    source: text.slice(start, end),
    offset: start,
    ...(name !== undefined && { name }),
    args,
    assignments,
    redirects: [...own, ...redirects],
    context,
  };
  if (end === start) {
    reading.misread(start, start + 1);
    return;
  }
  reading.commands.push(command);
}

/** `time` and `coproc` are for the one who unwraps commands; others never begin a simple command. */
function checkKeyword(reading: Reading, from: number, to: number, word: ShellWord): void {
  if (reservedWords.has(word.source) && word.source !== "time" && word.source !== "coproc") {
    reading.misread(from, to);
  }
}

function readAssignment(
  reading: Reading,
  at: number,
): { readonly assignment: ShellAssignment; readonly end: number } | undefined {
  const { text } = reading;
  assignmentHead.lastIndex = at;
  const found = assignmentHead.exec(text);
  if (found === null) {
    if (/^[A-Za-z_]\w*\[/.test(text.slice(at, at + 256))) {
      reading.misread(at, at + 1);
    }
    return undefined;
  }
  const [head, name = "", subscript] = found;
  if (subscript !== undefined && !/^\d+$/.test(subscript)) {
    reading.misread(at, at + head.length);
    return undefined;
  }
  const valueStart = at + head.length;
  reading.cover(at, valueStart);
  const { word, end } =
    text[valueStart] === "(" ? readArray(reading, valueStart) : readWord(reading, valueStart, "assignment");
  return { assignment: { source: text.slice(at, end), name, value: word }, end };
}

/** `(…)` behind an assignment's sign. */
function readArray(reading: Reading, start: number): { readonly word: ShellWord; readonly end: number } {
  const { text } = reading;
  reading.cover(start, start + 1);
  let at = start + 1;
  for (;;) {
    at = skipBlanks(text, at);
    if (text[at] === "\n") {
      at++;
    } else if (text[at] === "#") {
      const newline = text.indexOf("\n", at);
      at = newline < 0 ? text.length : newline;
    } else if (text[at] === ")") {
      reading.cover(at, at + 1);
      at++;
      break;
    } else {
      const { end, word } = readWord(reading, at, "argument");
      if (end === at) {
        reading.misread(start, at);
        break;
      }
      if (word.source.startsWith("[")) {
        reading.misread(at, end);
      }
      at = end;
    }
  }
  const source = text.slice(start, at);
  const pieces = [{ type: "unknown", source, what: "an array" }] as const;
  return { word: { source, value: undefined, pieces }, end: at };
}

function asArgument({ source, value }: ShellAssignment): ShellWord {
  const head = source.slice(0, source.length - value.source.length);
  return {
    source,
    value: value.value === undefined ? undefined : head + value.value,
    pieces: [{ type: "text", text: head, isQuoted: false }, ...value.pieces],
  };
}
