import { SECRET_FORMATS } from "./secret-formats.ts";
import { isCount, isSecretName } from "./secret-names.ts";

/** A part of a text, in UTF-16 units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the secrets of a text: those known by their looks, and those behind a name that says so, as in `password=…`,
 * `"api_key": "…"`, `Authorization: …` or `--token …`. In order, without overlaps. Pure.
 */
export function findSecrets(text: string): readonly TextRange[] {
  const found = [...SECRET_FORMATS.flatMap((format) => matchesOf(format, text)), ...findNamed(text)];
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of found.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

function matchesOf(format: RegExp, text: string): readonly TextRange[] {
  return Array.from(text.matchAll(format), ({ indices }) => {
    const [start, end] = indices?.groups?.secret ?? indices?.[0] ?? [0, 0];
    return { start, end };
  });
}

/** The end of a name, and what may stand between it and its value; JSON within JSON escapes its quotes. */
const ASSIGNMENT =
  /((?:(?:api|access|private|secret|signing) key|pass(?:word|wd|phrase|code)|pwd|secret|token|key|credential|auth|cookie|jwt|otp|bearer|sessionid)[\w-]{0,40})(?:\\{0,8}["'`])?(\s{0,4}(?:=>|[:=])\s{0,4}|\s{1,4})/gi;

/** A name continues to the left through these, and so far. */
const NAME_PART = /[\w-]/;
const MAX_NAME = 60;

function findNamed(text: string): readonly TextRange[] {
  const found: TextRange[] = [];
  for (const match of text.matchAll(ASSIGNMENT)) {
    const [all, nameEnd = "", separator = ""] = match;
    const name = nameUpTo(text, match.index) + nameEnd;
    const isOption = name.startsWith("-");
    if (!isSecretName(name) || (separator.trim() === "" && !isOption)) continue;
    const range = valueAt(text, match.index + all.length, name);
    if (!isHarmless(name, text.slice(range.start, range.end))) found.push(range);
  }
  return found;
}

function nameUpTo(text: string, end: number): string {
  let start = end;
  while (start > 0 && end - start < MAX_NAME && NAME_PART.test(text[start - 1] as string)) start -= 1;
  return text.slice(start, end);
}

/** Where the value is, without its quotes. A header's goes to the end of the line. */
function valueAt(text: string, from: number, name: string): TextRange {
  const quote = /^\\{0,8}["'`]/.exec(text.slice(from, from + 9))?.[0];
  if (quote !== undefined) {
    const start = from + quote.length;
    const end = text.indexOf(quote, start);
    return { start, end: end === -1 ? text.length : end };
  }
  const isHeader = /^(?!-).*(?:authorization|cookie)/i.test(name);
  const stop = isHeader ? /[\r\n"'`]/g : /[\s"'`,;&<>()[\]{}]/g;
  stop.lastIndex = from;
  return { start: from, end: stop.exec(text)?.index ?? text.length };
}

function isHarmless(name: string, value: string): boolean {
  return /^(?:true|false|null|undefined|none)?$/i.test(value) || (isCount(name) && /^\d+$/.test(value));
}
