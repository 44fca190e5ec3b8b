import type { JsonValue } from "@asky/sdk";
import { findNumbers, inTimeUnit, isTimeUnit, type SaidNumber } from "./numbers.ts";
import { GAP } from "./phrases.ts";
import type { Remainder } from "./remainder.ts";
import type { ToolProperty } from "./tool-properties.ts";
import { isSameFamily, stem, toWords } from "./words.ts";

/** `offset` and `limit` are what people call lines; any other number must be called by its name or be required. */
export function findNumber(left: Remainder, { key, isRequired, schema }: ToolProperty): number | undefined {
  const range = /\blines?\s+(\d{1,9})(?:\s*(?:-|–|to|until|through|and)\s*(\d{1,9}))?/i.exec(left.sentence);
  const from = Number(range?.[1]);
  const to = Number(range?.[2] ?? range?.[1]);
  const head = /\b(?:first|top|last|latest|newest|recent)\s+(\d{1,9})\b/i.exec(left.sentence)?.[1];
  const isAmount = /^(?:limit|count|lines|max|top|n)$|^max_|_limit$|_count$/i.test(key);
  if (/^(?:offset|start|first_line)$/i.test(key) && range) return from;
  if (isAmount && range) return Math.max(to - from + 1, 1);
  if (isAmount && head !== undefined) return Number(head);
  if (/^(?:offset|start|skip|page|first_line)/i.test(key) && !isRequired) {
    const spelled = new RegExp(
      String.raw`\b${toWords(key).join("[ _-]?")}\s*(?:is|=|:)?\s*(\d{1,9})\b`,
      "i",
    ).exec(left.sentence);
    return spelled ? Number(spelled[1]) : undefined;
  }
  const labels = [...toWords(key), ...toWords(schema.description ?? "")];
  const numbers = findNumbers(left.values.unquoted).filter(({ index }) => !left.usedAt.has(index));
  const rated = numbers
    .map((number) => ({ number, fit: fitOf(number, labels, toWords(key)) }))
    .sort((a, b) => b.fit - a.fit);
  const best = rated[0];
  if (best && (best.fit > 0 || isRequired)) return useNumber(left, best.number, labels, schema.type);
  if (!isRequired) return undefined;
  // "d20", "#42": a number inside a word.
  const inside = /(?<!\w)(?:#|[a-z]{1,2}-?)(\d{1,9})(?!\w)/i.exec(left.rest);
  return inside ? Number(left.use(inside[1] ?? "", true)) : undefined;
}

function useNumber(
  left: Remainder,
  number: SaidNumber,
  labels: readonly string[],
  type: JsonValue | undefined,
): number {
  left.usedAt.add(number.index);
  left.isSpecific = true;
  const unit = number.after[0] ?? "";
  const value = inTimeUnit(number, labels);
  const counted = isTimeUnit(unit) && labels.some(isTimeUnit) ? ` ${unit}` : "";
  left.rest = left.rest.replace(`${number.said}${counted}`, GAP);
  return type === "integer" ? Math.round(value) : value;
}

/** Takes all numbers of a sentence. */
export function findAllNumbers(left: Remainder): readonly number[] | undefined {
  const found = findNumbers(left.sentence).filter(({ index }) => !left.usedAt.has(index));
  for (const { index } of found) left.usedAt.add(index);
  if (found.length > 0) left.isSpecific = true;
  return found.length > 0 ? found.map(({ value }) => value) : undefined;
}

/** How much the words around a number say that it is the one that a parameter asks for. */
function fitOf({ before, after }: SaidNumber, labels: readonly string[], own: readonly string[]): number {
  const near = after.slice(0, 2).map(stem);
  const is = (word: string, among: readonly string[]): boolean =>
    among.some((label) => isSameFamily(stem(label), word));
  if (before !== "" && is(stem(before), own)) return 4;
  if (near[0] !== undefined && is(near[0], own)) return 3;
  if (near[0] !== undefined && isTimeUnit(near[0]) && own.some(isTimeUnit)) return 3;
  if (
    near[0] !== undefined &&
    is(
      near[0],
      labels.filter((label) => label.length > 3),
    )
  )
    return 2;
  return near[1] !== undefined && is(near[1], own) ? 1 : 0;
}
