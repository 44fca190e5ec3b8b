import { type PieceReading, type ReadExpansion, unreadable } from "./piece-reading.ts";
import type { Reading } from "./reading.ts";

const head = /\$\{([#!]?)([A-Za-z_]\w*|[0-9]+|[@*#?$!_-])(\[(?:[@*]|[0-9]+)\])?/y;
const shortHead = /\$\{(#)()()(?=\})/y;

/** `${…}`: forms without quotes inside; all others are left to a human. */
export function readParameter(
  reading: Reading,
  at: number,
  isQuoted: boolean,
  readExpansion: ReadExpansion,
): PieceReading {
  const { text } = reading;
  const node = reading.take("expansion", at);
  head.lastIndex = at;
  shortHead.lastIndex = at;
  const found = head.exec(text) ?? shortHead.exec(text);
  if (node === undefined || found === null) {
    return unreadable(reading, at, 2);
  }
  const [source, prefix = "", name = "", subscript = ""] = found;
  reading.cover(at, at + source.length);
  const bodyStart = at + source.length;
  const end = readBody(reading, bodyStart, readExpansion) + 1;
  if (end !== node.end) {
    reading.misread(at, end);
  }
  const body = text.slice(bodyStart, end - 1);
  checkForm(reading, at, end, prefix, body);
  const isPlain = prefix === "" && (subscript === "" || name === "PIPESTATUS") && body === "";
  return { piece: { type: "variable", name, isQuoted, isPlain }, end };
}

/** Up to the closing brace, which it returns. */
function readBody(reading: Reading, from: number, readExpansion: ReadExpansion): number {
  const { text } = reading;
  let at = from;
  while (at < text.length) {
    const character = text[at] ?? "";
    if (character === "}") {
      reading.cover(at, at + 1);
      return at;
    }
    const piece = readExpansion(reading, at);
    if (piece !== undefined) {
      at = piece.end;
      continue;
    }
    if (/["'\\{\n]/.test(character) || /^[<>]\(/.test(text.slice(at, at + 2))) {
      reading.misread(at, at + 1);
    }
    reading.cover(at, at + 1);
    at++;
  }
  reading.misread(from, at);
  return at - 1;
}

function checkForm(reading: Reading, from: number, to: number, prefix: string, body: string): void {
  if (prefix === "!") {
    reading.doubt(from, to, "Another variable's value says which variable this is.");
  } else if (/^:?=/.test(body)) {
    reading.doubt(from, to, "This expansion sets a variable.");
  } else if (/^@[^QULu]/.test(body)) {
    reading.doubt(from, to, "This expansion may run commands that stand in the variable's value.");
  } else if (/^:(?![-+?])/.test(body) && !/^: ?-?\d+(?:: ?-?\d+)?$/.test(body)) {
    reading.doubt(from, to, "Arithmetic with variables may run commands that stand in their values.");
  } else if (!/^(?:$|:?[-+?]|:|##?|%%?|\/|\^|,|@)/.test(body)) {
    reading.misread(from, to);
  }
}
