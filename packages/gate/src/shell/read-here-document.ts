import { readQuotedText } from "./read-word.ts";
import { isMeta, type Reading, skipBlanks } from "./reading.ts";
import type { ShellWord, WordPiece } from "./shell-script.ts";

const plainDelimiter = /([\w.@%+-]+)|'([\w.@%+ -]*)'|"([\w.@%+ -]*)"|\\([\w.@%+-]+)/y;

/** Where the delimiter ends, and the document's text when the shell works something out in it. */
export interface HereDocument {
  readonly end: number;
  readonly body?: ShellWord;
}

/** From behind the operator. The document's text is accounted for as well. */
export function readHereDocument(
  reading: Reading,
  from: number,
  redirectStart: number,
  stripsTabs: boolean,
): HereDocument {
  const { text } = reading;
  const start = skipBlanks(text, from);
  plainDelimiter.lastIndex = start;
  const found = plainDelimiter.exec(text);
  const end = start + (found?.[0].length ?? 0);
  const node = reading.take("heredoc_redirect", redirectStart);
  if (found === null || node === undefined || !isMeta(text[end])) {
    reading.misread(redirectStart, end);
    return { end };
  }
  reading.cover(start, end);
  const [, bare, single, double, escaped] = found;
  const delimiter = bare ?? single ?? double ?? escaped ?? "";
  const bodyStart = text.indexOf("\n", end) + 1;
  const documentEnd = bodyStart === 0 ? undefined : findEnd(text, bodyStart, delimiter, stripsTabs);
  const treeEnd = node.children.findLast((child) => child.type === "heredoc_end");
  if (documentEnd === undefined || treeEnd === undefined || documentEnd.to !== treeEnd.end) {
    reading.misread(redirectStart, end);
    return { end };
  }
  const { at, to } = documentEnd;
  reading.cover(at, to);
  if (bare === undefined) {
    reading.cover(bodyStart, at);
    return { end };
  }
  if (/\\\n/.test(text.slice(bodyStart, at))) {
    reading.misread(redirectStart, end);
  }
  const pieces: WordPiece[] = [];
  readQuotedText(reading, bodyStart, at, undefined, pieces);
  if (pieces.every(({ type }) => type === "text")) return { end };
  return { end, body: { source: text.slice(bodyStart, at), value: undefined, pieces } };
}

/** Where the line that ends the document starts and ends. */
function findEnd(
  text: string,
  bodyStart: number,
  delimiter: string,
  stripsTabs: boolean,
): { readonly at: number; readonly to: number } | undefined {
  for (let at = bodyStart; at < text.length; ) {
    const newline = text.indexOf("\n", at);
    const to = newline < 0 ? text.length : newline;
    const line = text.slice(at, to);
    if ((stripsTabs ? line.replace(/^\t+/, "") : line) === delimiter) {
      return { at, to };
    }
    at = to + 1;
  }
  return undefined;
}
