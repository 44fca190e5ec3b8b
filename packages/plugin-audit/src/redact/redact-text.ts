import { findHighEntropy } from "./high-entropy.ts";
import { isCountName, isSecretName } from "./secret-names.ts";
import { TOKEN_FORMATS } from "./token-formats.ts";

interface Finding {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
}

/** The end of a name, and what may stand between it and its value; JSON within JSON escapes its quotes. */
const ASSIGNMENT =
  /((?:(?:api|access|private|secret|signing) key|pass(?:word|wd|phrase|code)|pwd|secret|token|key|credential|auth|cookie|jwt|otp|pin|pat|dsn|bearer|sessionid)[\w-]{0,40})(?:\\{0,8}["'`])?(\s{0,4}(?:=>|[:=])\s{0,4}|\s{1,4})/gi;

const NAME_PART = /[\w-]/;
const MAX_NAME = 60;

/** What is looked at of a text. What comes later is cut anyway. */
const WINDOW = 8192;
/** What is kept of that at most, so that no secret at the window's edge is taken for something shorter. */
const KEPT = 4096;

/**
 * A text with `[redacted: kind]` for each secret in it, known by its form, by the name before it, or by chance. Only the
 * beginning of a very long text is returned. Pure.
 */
export function redactText(text: string, { byChance = true }: { readonly byChance?: boolean } = {}): string {
  const known = byChance ? harmless : formless;
  if (text.length < 5 || known.has(text)) return text;
  const redacted = redactUnknown(text, byChance);
  if (redacted === text) remember(known, text);
  return redacted;
}

// Entries repeat each other: names of tools, of sessions, of rules. What held a secret is not kept.
const MAX_REMEMBERED = 4096;
const MAX_REMEMBERED_CHARACTERS = 100;
/** Texts without any secret, and texts in which only chance was not looked for. */
const harmless = new Set<string>();
const formless = new Set<string>();

function remember(known: Set<string>, text: string): void {
  if (text.length > MAX_REMEMBERED_CHARACTERS) return;
  if (known.size >= MAX_REMEMBERED) known.clear();
  known.add(text);
}

function redactUnknown(text: string, byChance: boolean): string {
  const window = text.slice(0, WINDOW);
  const limit = Math.min(window.length, text.length > KEPT ? KEPT : window.length);
  let redacted = "";
  let position = 0;
  for (const { start, end, kind } of findSecrets(window, byChance)) {
    if (start >= limit) break;
    if (end <= position) continue;
    if (start < position) {
      position = end;
      continue;
    }
    redacted += `${window.slice(position, start)}[redacted: ${kind}]`;
    position = end;
  }
  return redacted + window.slice(position, limit);
}

function findSecrets(text: string, byChance: boolean): readonly Finding[] {
  const found = [
    ...TOKEN_FORMATS.flatMap(({ kind, pattern }) => matchesOf(kind, pattern, text)),
    ...findNamed(text),
  ];
  if (byChance) found.push(...findHighEntropy(text).map((range) => ({ ...range, kind: "high entropy" })));
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

function matchesOf(kind: string, pattern: RegExp, text: string): readonly Finding[] {
  return Array.from(text.matchAll(pattern), ({ indices }) => {
    const [start, end] = indices?.groups?.secret ?? indices?.[0] ?? [0, 0];
    return { start, end, kind };
  });
}

function findNamed(text: string): readonly Finding[] {
  const found: Finding[] = [];
  for (const match of text.matchAll(ASSIGNMENT)) {
    const [all, nameEnd = "", separator = ""] = match;
    const name = nameUpTo(text, match.index) + nameEnd;
    if (!isSecretName(name) || (separator.trim() === "" && !name.startsWith("-"))) continue;
    const { start, end } = valueAt(text, match.index + all.length, name);
    if (!isHarmless(name, text.slice(start, end))) found.push({ start, end, kind: "named secret" });
  }
  return found;
}

function nameUpTo(text: string, end: number): string {
  let start = end;
  while (start > 0 && end - start < MAX_NAME && NAME_PART.test(text[start - 1] as string)) start -= 1;
  return text.slice(start, end);
}

/** Where the value is, without its quotes. A header's goes to the end of the line. */
function valueAt(text: string, from: number, name: string): { readonly start: number; readonly end: number } {
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
  return /^(?:true|false|null|undefined|none)?$/i.test(value) || (isCountName(name) && /^\d+$/.test(value));
}
