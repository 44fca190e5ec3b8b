/** Beyond this no entry is sensible; a cycle ends here as well. */
const MAX_DEPTH = 100;

const LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * The text of a JSON value by RFC 8785: one value, one text. Members that are `undefined` are left out, holes are `null`,
 * and half a surrogate pair, which that text cannot hold, becomes U+FFFD.
 *
 * @throws TypeError when a part is no JSON value or lies too deep.
 */
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > MAX_DEPTH) throw new TypeError(`A value is nested deeper than ${MAX_DEPTH} levels.`);
  if (typeof value === "string") return canonicalString(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) {
    let text = "[";
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      if (index > 0) text += ",";
      text += item === undefined ? "null" : canonicalJson(item, depth + 1);
    }
    return `${text}]`;
  }
  if (typeof value === "object") return canonicalObject(value as Record<string, unknown>, depth);
  throw new TypeError(`A ${typeof value} is no JSON value.`);
}

function canonicalObject(value: Record<string, unknown>, depth: number): string {
  let text = "";
  // The order of UTF-16 code units, which is what `sort` compares by itself.
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member === undefined) continue;
    text += `${text === "" ? "" : ","}${canonicalString(key)}:${canonicalJson(member, depth + 1)}`;
  }
  return `{${text}}`;
}

function canonicalString(text: string): string {
  const json = JSON.stringify(text);
  // Well-formed JSON.stringify escapes half a pair; nothing else of it begins with "\ud".
  return json.includes("\\ud") ? JSON.stringify(text.replace(LONE_SURROGATE, "\ufffd")) : json;
}
