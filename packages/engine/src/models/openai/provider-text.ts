const MAX_CHARS = 300;

/** Finds the message in the body of a refusal: of JSON its message, of a page its title, else the beginning. */
export function readProviderMessage(body: string): string {
  return messageOf(body) ?? titleOf(body) ?? body;
}

/** What a provider said, as it can stand in a report: one line, cut, escaped, and without the key. */
export function quoteProvider(text: string, key: string | undefined): string {
  const safe = withoutKey(text, key)
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[\p{C}\u2028\u2029]/gu, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replaceAll('"', "'")
    .trim();
  return safe.length > MAX_CHARS ? `${safe.slice(0, MAX_CHARS)}…` : safe;
}

/** A text in which a key no longer stands, whole or in its telling half. */
export function withoutKey(text: string, key: string | undefined): string {
  if (key === undefined || key.length < 4) return text;
  const masked = text.replaceAll(key, "[key]");
  if (key.length < 16) return masked;
  const beginning = key.slice(0, Math.ceil(key.length / 2)).replaceAll(/[^\w]/g, "\\$&");
  return masked.replaceAll(new RegExp(`${beginning}[\\w-]*`, "g"), "[key]");
}

function messageOf(body: string): string | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return errorText(value);
  } catch {
    // No JSON; the caller looks for something else.
    return undefined;
  }
}

/** The message of `{ error: { message } }` and its kin. */
export function errorText(value: unknown, depth = 0): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null || depth > 3) return undefined;
  const members = value as Record<string, unknown>;
  for (const key of ["error", "message", "detail", "msg"]) {
    const text = Object.hasOwn(members, key) ? errorText(members[key], depth + 1) : undefined;
    if (text !== undefined) return text;
  }
  return Array.isArray(value) ? errorText(value[0], depth + 1) : undefined;
}

function titleOf(body: string): string | undefined {
  if (!/^\s*<(?:!doctype|html|head|\?xml)/i.test(body)) return undefined;
  const title = /<title[^>]{0,200}>([^<]{1,300})/i.exec(body)?.[1];
  return title === undefined ? "a web page" : `a web page, "${title.trim()}"`;
}
