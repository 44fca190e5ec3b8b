import type { JsonValue } from "@asky/sdk";
import { chooseValue } from "./choose-value.ts";
import { findCurrencies, findLanguages, findUnits, type KnownName } from "./known-names.ts";
import { GAP } from "./phrases.ts";
import type { Remainder } from "./remainder.ts";
import type { ToolProperty } from "./tool-properties.ts";
import { toWords } from "./words.ts";

/** Finds which of a parameter's values is meant. */
export function findChoice(
  left: Remainder,
  { schema, isRequired, key }: ToolProperty,
): JsonValue | undefined {
  const unit = /unit/i.test(key) ? findUnitChoice(left, key, schema.enum) : undefined;
  const found = unit ?? chooseValue(schema.enum, left.rest, key, isRequired);
  if (found === undefined) return undefined;
  if (isRequired) left.isSpecific = true;
  for (const { code, said } of findCurrencies(left.rest)) {
    if (code === found) left.rest = left.rest.replace(said, GAP);
  }
  if (typeof found === "string")
    left.rest = left.rest.replace(new RegExp(String.raw`\b${found.replaceAll(/\W/g, "\\$&")}\b`, "i"), GAP);
  return found;
}

function findUnitChoice(left: Remainder, key: string, choices: JsonValue | undefined): string | undefined {
  const options = Array.isArray(choices) ? choices.filter((choice) => typeof choice === "string") : [];
  const codes = options.map((option) => findUnits(`1 ${option.replaceAll("_", " ")}`)[0]?.code);
  const known = findKnownName(
    left,
    { key } as ToolProperty,
    findUnits(left.sentence).filter(({ code }) => codes.includes(code)),
  );
  return known && options[codes.indexOf(known.code)];
}

/** Of two known names, the counted one is what there is, the other one what is wanted. */
export function findKnownName(
  left: Remainder,
  { key }: ToolProperty,
  names: readonly KnownName[],
): KnownName | undefined {
  const free = names.filter(({ index }) => !left.usedAt.has(index));
  const isGoal = /^(?:to|target|into|output|dest)|_to$|_target$/i.test(key);
  const isStart = /^(?:from|source|base|input|start)|_from$/i.test(key);
  const before = (name: KnownName, word: RegExp): boolean => word.test(left.sentence.slice(0, name.index));
  const pick = isGoal
    ? (free.find((name) => before(name, /\b(?:to|into|in|as)\s+$/i) && !name.isCounted) ??
      free.find((name) => !name.isCounted))
    : isStart
      ? (free.find((name) => name.isCounted) ?? free.find((name) => before(name, /\bfrom\s+$/i)) ?? free[0])
      : free[0];
  if (pick === undefined) return undefined;
  left.usedAt.add(pick.index);
  left.isSpecific = true;
  left.rest = left.rest.replace(pick.said, GAP);
  return pick;
}

/** Finds a language, as its name or its code. */
export function findLanguage(left: Remainder, property: ToolProperty): string | undefined {
  const known = findKnownName(left, property, findLanguages(left.sentence));
  if (!known) return undefined;
  const about = `${property.schema.description ?? ""} ${String(property.schema.pattern ?? "")}`;
  return /\b(?:code|iso)\b|\[a-z\]/i.test(about) ? known.code : known.said;
}

/** Finds whether something is to be on. */
export function findSwitch(left: Remainder, { key, isRequired }: ToolProperty): boolean | undefined {
  const label = toWords(key).filter(
    (word) => !/^(?:include|is|with|use|has|allow|enable|enabled)$/.test(word),
  );
  const said = new RegExp(String.raw`\b(no |not |without )?${label.join("[ _-]?")}\b`, "iu");
  const found = label.length > 0 ? said.exec(left.values.unquoted) : null;
  if (found && !isRequired) return found[1] === undefined;
  if (!isRequired) return undefined;
  if (/\b(?:off|disable|disabled|no|not|deactivate|stop|without|close|unlock)\b/i.test(left.sentence))
    return false;
  if (/\b(?:on|enable|enabled|yes|activate|start|with|open|lock)\b/i.test(left.sentence)) return true;
  return found ? true : undefined;
}
