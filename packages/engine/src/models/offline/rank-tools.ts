import type { ToolFunctionSchema } from "@asky/sdk";
import { type Action, accord, actionOfTool, actionOfWish } from "./actions.ts";
import { conceptsOf, isDeed } from "./concepts.ts";
import { intentsOf } from "./intents.ts";
import { findValues } from "./text-values.ts";
import { propertiesOf } from "./tool-properties.ts";
import { isSameFamily, toTerms } from "./words.ts";

/** How well a tool fits a wish. */
export interface RankedTool {
  readonly tool: ToolFunctionSchema;
  readonly score: number;
  /** The wish spells out the tool's name. */
  readonly isNamed: boolean;
  /** The share of the words of the tool's name that the wish contains, from 0 to 1. */
  readonly nameShare: number;
  /** How many words of the wish stand in the tool's name or description. */
  readonly sharedWords: number;
  /** The same without the words that only say what to do. */
  readonly sharedSubject: number;
  /** The share of the wish's subject that the tool's words cover, in other words counting less, from 0 to 1. */
  readonly understood: number;
}

/** Ranks tools by what their names, descriptions and parameters share with a wish; only those that share anything. */
export function rankTools(tools: readonly ToolFunctionSchema[], wish: string): readonly RankedTool[] {
  const profiles = tools.map(profileOf);
  const intents = intentsOf(wish);
  const said = toTerms(wish.replace(/\b(?:right|just) now\b/gi, " "));
  const meant = toTerms(intents.join(" ")).filter((term) => !said.includes(term));
  const names = new Set(toTerms(findValues(wish).names.join(" ")));
  const action = actionOfWish(wish);
  const rarity = new Map([...said, ...meant].map((term) => [term, rarityOf(term, profiles)]));
  return profiles
    .map((profile) => rate(profile, { wish, said, names, meant, intents, action, rarity }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
}

interface Wish {
  readonly wish: string;
  readonly said: readonly string[];
  /** Words with a capital, which are mostly values. */
  readonly names: ReadonlySet<string>;
  readonly meant: readonly string[];
  readonly intents: readonly string[];
  readonly action: Action | undefined;
  /** How telling a word is among these tools. */
  readonly rarity: ReadonlyMap<string, number>;
}

/** The words of a tool, each with the weight of the place where it stands. */
interface Profile {
  readonly tool: ToolFunctionSchema;
  readonly weights: ReadonlyMap<string, number>;
  readonly concepts: ReadonlyMap<string, number>;
  readonly nameTerms: readonly string[];
  readonly action: Action | undefined;
}

function profileOf(tool: ToolFunctionSchema): Profile {
  const { name, description } = tool.function;
  const [first = "", ...more] = description.split(/(?<=[.!?])\s+/);
  const properties = propertiesOf(tool.function);
  const choices = properties.flatMap(({ schema }) =>
    Array.isArray(schema.enum) ? schema.enum.filter((choice) => typeof choice === "string") : [],
  );
  const places: readonly (readonly [string, number])[] = [
    [name, 3],
    [first, 1.6],
    [more.join(" "), 0.8],
    [properties.map(({ key }) => key).join(" "), 0.9],
    [
      properties
        .map(({ schema }) => (typeof schema.description === "string" ? schema.description : ""))
        .join(" "),
      0.5,
    ],
    [choices.join(" "), 0.8],
  ];
  const weights = new Map<string, number>();
  for (const [text, weight] of places) {
    for (const term of toTerms(text)) weights.set(term, Math.max(weights.get(term) ?? 0, weight));
  }
  const concepts = new Map<string, number>();
  for (const [term, weight] of weights) {
    for (const concept of conceptsOf(term))
      concepts.set(concept, Math.max(concepts.get(concept) ?? 0, weight));
  }
  return { tool, weights, concepts, nameTerms: toTerms(name), action: actionOfTool(tool) };
}

/** How much a word of the wish finds in a tool: the word itself, a form of it, or one for the same thing. */
function findIn(
  { weights, concepts }: Profile,
  term: string,
): { readonly weight: number; readonly share: number } {
  const exact = weights.get(term);
  if (exact !== undefined) return { weight: exact, share: 1 };
  let weight = 0;
  for (const [word, own] of weights) {
    if (own * 0.8 > weight && isSameFamily(word, term)) weight = own * 0.8;
  }
  if (weight > 0) return { weight, share: 0.8 };
  for (const concept of conceptsOf(term)) weight = Math.max(weight, (concepts.get(concept) ?? 0) * 0.5);
  return { weight, share: weight > 0 ? 0.6 : 0 };
}

function rarityOf(term: string, profiles: readonly Profile[]): number {
  const holders = profiles.filter((profile) => findIn(profile, term).weight > 0).length;
  return Math.log(1 + profiles.length / (0.5 + holders)) * (isDeed(term) ? 0.45 : 1);
}

function rate(profile: Profile, { wish, said, names, meant, intents, action, rarity }: Wish): RankedTool {
  const { tool, nameTerms } = profile;
  const { name } = tool.function;
  let found = 0;
  let sharedWords = 0;
  let sharedSubject = 0;
  let covered = 0;
  let all = 0;
  for (const term of said) {
    const { weight, share } = findIn(profile, term);
    if (names.has(term) && share < 1) continue;
    const value = rarity.get(term) ?? 0;
    const part = isDeed(term) ? 0.4 : 1;
    found += weight * value;
    sharedWords += share * part;
    if (part === 1) sharedSubject += share;
    covered += share * part;
    // A word that no tool knows is mostly a value, and says little against this one.
    all += share > 0 ? part : conceptsOf(term).length > 0 ? 0.7 * part : 0.3;
  }
  // An intent lists several words for one thing: three of them in a tool are as good as all.
  const wanted = meant.map((term) => findIn(profile, term).weight * (rarity.get(term) ?? 0) * 0.45);
  for (const part of wanted.sort((a, b) => b - a).slice(0, 3)) found += part;
  for (const intent of intents) {
    const hits = toTerms(intent).filter((term) => findIn(profile, term).share === 1).length;
    if (hits === 0) continue;
    covered += 0.6;
    sharedWords += Math.min(hits, 2) * 0.4;
    all += 0.6;
  }
  const named = nameTerms.filter(
    (term) => said.some((one) => isSameFamily(one, term)) || meant.includes(term),
  );
  const isAnySaid = named.some((term) => said.some((one) => isSameFamily(one, term)));
  const nameShare = isAnySaid ? named.length / nameTerms.length : 0;
  const isNamed = isSpelledOut(name, wish);
  const understood = all === 0 ? 0 : covered / all;
  // A tool that knows nothing of half the wish is probably not the one.
  const score =
    (found * (0.45 + 0.55 * understood) + nameShare * nameTerms.length * 1.5) *
      accord(action, profile.action) +
    (isNamed ? 100 : 0);
  return { tool, score, isNamed, nameShare, sharedWords, sharedSubject, understood };
}

/** A name that is also an everyday word counts only with its capital, in backticks, or after "use". */
function isSpelledOut(name: string, wish: string): boolean {
  const escaped = name.replaceAll(/[^\w]/g, "\\$&");
  if (/[_-]|[a-z][A-Z]/.test(name)) return new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`, "i").test(wish);
  return new RegExp(`\`${escaped}\`|\\b(?:use|call|run|with|using)\\s+(?:the\\s+)?${escaped}(?![\\w-])`).test(
    wish,
  );
}
