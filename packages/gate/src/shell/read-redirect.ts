import { readHereDocument } from "./read-here-document.ts";
import { readWord } from "./read-word.ts";
import { isMeta, type Reading, skipBlanks } from "./reading.ts";
import type { ShellRedirect } from "./shell-script.ts";

const redirectHead = /(\d{1,3}|\{[A-Za-z_]\w*\})?(&>>|&>|<<<|<<-|<<(?!\()|<>|<&|>>|>\||>&|<(?!\()|>(?!\())/y;

/** A redirection that starts here, and where it ends. */
export function readRedirect(
  reading: Reading,
  start: number,
): { readonly redirect: ShellRedirect; readonly end: number } | undefined {
  const { text } = reading;
  redirectHead.lastIndex = start;
  const found = redirectHead.exec(text);
  const [head, descriptor, operator] = found ?? [];
  if (head === undefined || operator === undefined) {
    return undefined;
  }
  if (operator.startsWith("&") && descriptor !== undefined) {
    return undefined;
  }
  if (descriptor?.startsWith("{") === true) {
    reading.doubt(start, start + head.length, "This redirection sets a variable.");
  }
  const headEnd = start + head.length;
  reading.cover(start, headEnd);
  if (operator === "<<" || operator === "<<-") {
    const { end, body } = readHereDocument(reading, headEnd, start, operator === "<<-");
    return { redirect: { source: text.slice(start, end), operator, ...(body && { body }) }, end };
  }
  const targetStart = skipBlanks(text, headEnd);
  if (isMeta(text[targetStart]) && !/^[<>]\(/.test(text.slice(targetStart, targetStart + 2))) {
    reading.misread(start, targetStart);
  }
  const { word, end } = readWord(reading, targetStart, "argument");
  return { redirect: { source: text.slice(start, end), operator, target: word }, end };
}

/** All redirections behind a compound command. */
export function readRedirects(reading: Reading, from: number): ShellRedirect[] {
  const redirects: ShellRedirect[] = [];
  for (let at = skipBlanks(reading.text, from); ; ) {
    const found = readRedirect(reading, at);
    if (found === undefined) {
      return redirects;
    }
    redirects.push(found.redirect);
    at = skipBlanks(reading.text, found.end);
  }
}
