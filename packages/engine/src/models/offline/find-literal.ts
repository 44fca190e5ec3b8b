import type { JsonValue } from "@asky/sdk";
import { shapeOf } from "./code-shapes.ts";
import { GAP } from "./phrases.ts";
import type { Remainder } from "./remainder.ts";
import type { ToolProperty } from "./tool-properties.ts";
import { toWords } from "./words.ts";

/** Finds a calculation: "17 * 23", "15% of 80". */
export function findFormula(left: Remainder): string | undefined {
  left.rest = left.rest.replaceAll(/\d{4}-\d\d-\d\d/g, GAP);
  const [quoted] = left.values.quoted;
  if (quoted !== undefined && /\d/.test(quoted)) return left.use(quoted, true);
  const found =
    /(?:\b(?:sqrt|sin|cos|tan|log|ln|abs|min|max|square root of)\s*)?[(-]*\d[\d.,]*\)*(?:\s*(?:\*\*|[-+*/x×÷^%]|plus|minus|times|divided by|to the power of|modulo|mod|of|squared|cubed)\s*[(-]*(?:\d[\d.,]*\)*)?)+|\b(?:sqrt|square root of)\s*\(?\d[\d.]*\)?/i.exec(
      left.rest,
    )?.[0];
  return found === undefined ? undefined : left.use(found.trim(), true);
}

/** Finds JSON, as a value or as the text that a parameter wants. */
export function findJson(left: Remainder, type: JsonValue | undefined): JsonValue | undefined {
  const text = /[{[].*[}\]]/s.exec(left.sentence)?.[0];
  if (text === undefined) return undefined;
  if (type === "string") return left.use(text, true);
  try {
    const value = JSON.parse(text) as JsonValue;
    left.use(text, true);
    return value;
  } catch {
    // It only looks like JSON; then the parameter has no value.
    return undefined;
  }
}

/** Finds a statement of SQL that is not quoted. */
export function findSql(left: Remainder): string | undefined {
  const sql = /\b(?:select|insert into|update|delete from|with)\b.+\b(?:from|set|values|where)\b.*$/is.exec(
    left.rest,
  )?.[0];
  return sql === undefined ? undefined : left.use(sql.replace(/[\s.?!]+$/, ""), true);
}

/** Finds a code that somebody has given to something, of the shape that a parameter wants. */
export function findCode(left: Remainder, property: ToolProperty): string | undefined {
  const { key, schema, isRequired } = property;
  if (!isRequired) return undefined;
  const label = toWords(key)[0] ?? "";
  const { codes, quoted } = left.values;
  const shape = typeof schema.pattern === "string" ? schema.pattern : undefined;
  const given = shapeOf(property);
  const alike = given === undefined ? [] : codes.filter((code) => given.test(code));
  if (alike.length > 0) return left.take(alike, true);
  const fitting =
    shape === undefined
      ? codes.filter((code) => given === undefined || code.length > 2)
      : codes.filter((code) => matches(shape, code));
  const atLabel = fitting.find((code) =>
    left.sentence.toLowerCase().includes(`${label} ${code.toLowerCase()}`),
  );
  const found = left.take(atLabel === undefined ? fitting : [atLabel], true);
  if (found !== undefined) return found;
  const capitals =
    left.values.unquoted.match(/(?<![\p{L}\p{N}])[A-Z]{2,6}(?:\.[A-Z])?(?![\p{L}\p{N}])/gu) ?? [];
  return left.take(quoted, true) ?? left.take(capitals, true);
}

/** "in docs", "the docs folder": a folder that is one bare word. */
export function findFolder(left: Remainder): string | undefined {
  const text = left.values.unquoted;
  const [, before, after] =
    /\b([\w.-]+)\s+(?:folder|directory)\b|\b(?:folder|directory|in|inside|under|within|of)\s+(?:the\s+)?([\w.-]+)/i.exec(
      text,
    ) ?? [];
  const named =
    /\b(?:folder|directory)\s+(?:called\s+|named\s+)?([a-z][\w.-]*)(?=\W*$|\s+(?:and|please|for)\b)/i.exec(
      text,
    )?.[1];
  const word = named ?? before ?? after;
  const isNoFolder =
    /^(?:the|this|that|a|an|my|your|our|each|which|every|current|project|repository|repo|it|here|there|folder|directory|root|files?)$/i;
  return word === undefined || isNoFolder.test(word) ? undefined : word.replace(/\.$/, "");
}

/** "in the src folder", "in lib": the folder where to look, when the sentence is about something else in it. */
export function findNamedFolder(text: string): string | undefined {
  const [, called] = /\b([\w.-]+) (?:folder|directory)\b/i.exec(text) ?? [];
  const [, plain] =
    /\b(?:in|under|inside|within|below) ([a-z][\w.-]*)(?=[\s?!.,;]*$| (?:mention|contain|use|refer|have|has|say|that|which|with|for)\w*\b)/.exec(
      text,
    ) ?? [];
  const word = called ?? plain;
  const isNone =
    /^(?:the|this|that|a|an|my|your|our|each|which|what|every|current|project|repository|repo|code|codebase|it|here|there|root|same|whole|any|all|files?|folders?|total|general|use|one|them|lowercase|uppercase)$/i;
  return word === undefined || isNone.test(word) ? undefined : word;
}

function matches(pattern: string, value: string): boolean {
  // A pattern of a plugin may be slow on purpose; only plain ones are tried, and only on short words.
  if (pattern.length > 60 || /[+*}]\)?[+*{]/.test(pattern) || value.length > 40) return true;
  try {
    return new RegExp(pattern, "u").test(value);
  } catch {
    // No pattern at all: then it says nothing.
    return true;
  }
}
