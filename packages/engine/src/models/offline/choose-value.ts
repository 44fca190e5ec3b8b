import type { JsonValue } from "@asky/sdk";
import { conceptsOf } from "./concepts.ts";
import { findCurrencies, findLanguages, namesOfUnit } from "./known-names.ts";
import { isSameFamily, stem, toTerms, toWords } from "./words.ts";

/** What people say for values that programs abbreviate or name in their own way. */
const SAID_FOR: readonly (readonly [RegExp, RegExp])[] = [
  [/^(?:on|true|enabled?|active)$/i, /\bon\b|\benabled?\b|\bactivate\b/i],
  [/^(?:off|false|disabled?|inactive)$/i, /\boff\b|\bdisabled?\b|\bdeactivate\b/i],
  [/^(?:high|urgent|critical|highest)$/i, /\b(?:urgent\w*|important|critical|asap|immediately|high)\b/i],
  [/^(?:low|minor|lowest)$/i, /\b(?:low|minor|unimportant|whenever)\b/i],
  [/^(?:asc|ascending)$/i, /\b(?:ascending|smallest first|oldest first|a to z)\b/i],
  [/^(?:desc|descending)$/i, /\b(?:descending|largest first|biggest first|newest first)\b/i],
  [/^(?:driving|car|drive)$/i, /\b(?:by car|driv\w+)\b/i],
  [/^(?:walking|walk|foot)$/i, /\b(?:on foot|walk\w*)\b/i],
  [/^(?:cycling|bike|bicycle)$/i, /\b(?:bike|bicycle|cycling|cycle)\b/i],
  [/^(?:transit|public_transport|bus|train)$/i, /\b(?:bus|train|tram|subway|metro|public transport)\b/i],
  [/^(?:prod|production)$/i, /\b(?:prod|production|live)\b/i],
  [/^(?:uppercase|upper)$/i, /\b(?:upper ?case|capitals?|caps)\b/i],
  [/^(?:lowercase|lower)$/i, /\b(?:lower ?case|small letters)\b/i],
  [/^(?:temperature|temp)$/i, /\b(?:cold|warm|hot|chilly|degrees|cool)(?:er)?\b/i],
  [/^(?:wind|wind_?speed)$/i, /\b(?:windy?|gusts?|blow\w*|breez\w*)\b/i],
  [/^humidity$/i, /\b(?:humid|damp|muggy)\b/i],
  [/^(?:weight|mass)$/i, /\b(?:heavy|weigh\w*)\b/i],
  [/^(?:height|altitude)$/i, /\b(?:tall|high)\b/i],
  [/^(?:vegetarian|veggie)$/i, /\b(?:vegetarian|veggie|meatless|without meat)\b/i],
  [/^(?:child|children|kids?)$/i, /\b(?:child\w*|kids?)\b/i],
  [/^(?:return|round_?trip)$/i, /\b(?:return|round trip|there and back|and back)\b/i],
  [/^(?:beginner|beginners|novice|easy)$/i, /\b(?:beginners?|novices?|easy|start(?:ing)? out)\b/i],
  [/^(?:metric)$/i, /\b(?:celsius|metric|kilomet\w+)\b/i],
  [/^(?:imperial)$/i, /\b(?:fahrenheit|imperial|miles?)\b/i],
];

/** Chooses the one of a parameter's values that a sentence means: said exactly, else in other words. */
export function chooseValue(
  choices: JsonValue | undefined,
  sentence: string,
  key: string,
  isRequired: boolean,
): JsonValue | undefined {
  const options = Array.isArray(choices) ? choices : [];
  const words = new Set(toWords(sentence));
  const exact = options
    .filter((choice): choice is string => typeof choice === "string" && toWords(choice).length > 0)
    .filter((choice) =>
      choice.length <= 2 ? hasToken(sentence, choice) : toWords(choice).every((word) => words.has(word)),
    )
    // Of "sha1" and "sha1 short" the longer one is meant when all of it is there.
    .sort((a, b) => b.length - a.length)[0];
  if (exact !== undefined) return exact;
  const numbers = options.filter((choice) => typeof choice === "number");
  const number = numbers.find((choice) =>
    new RegExp(String.raw`(?<![\d.])${choice}(?![\d.])`).test(sentence),
  );
  if (number !== undefined) return number;
  for (const choice of options) {
    if (typeof choice === "string" && means(choice, sentence, words, key)) return choice;
  }
  if (!isRequired) return undefined;
  const terms = toTerms(sentence);
  return options.find(
    (choice) =>
      typeof choice === "string" &&
      toTerms(choice).some((wanted) =>
        terms.some(
          (term) =>
            isSameFamily(wanted, term) || conceptsOf(wanted).some((one) => conceptsOf(term).includes(one)),
        ),
      ),
  );
}

function means(choice: string, sentence: string, words: ReadonlySet<string>, key: string): boolean {
  if (SAID_FOR.some(([value, said]) => value.test(choice) && said.test(sentence))) return true;
  if (
    /lang|locale/i.test(key) &&
    findLanguages(sentence).some(({ code }) => code === choice.slice(0, 2).toLowerCase())
  )
    return true;
  if (/^[A-Z]{3}$/.test(choice) && findCurrencies(sentence).some(({ code }) => code === choice)) return true;
  if (namesOfUnit(choice).some((name) => name.length > 2 && words.has(name))) return true;
  const [first] = toWords(choice);
  return (
    first !== undefined &&
    first.length > 3 &&
    toWords(choice).length === 1 &&
    [...words].some((word) => isSameFamily(stem(first), stem(word)))
  );
}

function hasToken(sentence: string, token: string): boolean {
  return new RegExp(
    String.raw`(?<![\p{L}\p{N}])${token.replaceAll(/\W/g, "\\$&")}(?![\p{L}\p{N}])`,
    "u",
  ).test(sentence);
}
