import type { JsonObject, ToolFunctionSchema } from "@asky/sdk";
import { chooseValue } from "./choose-value.ts";
import { shapeOf } from "./code-shapes.ts";
import { findDay } from "./dates.ts";
import { fillArguments } from "./fill-arguments.ts";
import { evidenceFor } from "./host-evidence.ts";
import { findCurrencies, findLanguages } from "./known-names.ts";
import { findNumbers } from "./numbers.ts";
import { type RankedTool, rankTools } from "./rank-tools.ts";
import { findSearchTerms, type SearchTerm } from "./search-terms.ts";
import { isGeneral, isTalk, madeUpThing } from "./talk.ts";
import { findValues } from "./text-values.ts";
import { type PropertyKind, propertiesOf, type ToolProperty } from "./tool-properties.ts";
import { findSearchTool, type SearchTool, toolRoleOf } from "./tool-roles.ts";
import { isSameFamily, toTerms } from "./words.ts";

/** A call that is to be made. */
export interface PlannedCall {
  readonly tool: string;
  readonly args: JsonObject;
}

/** What to do about a sentence: calls, or a tool that fits but lacks values. Neither when nothing fits. */
export interface Choice {
  readonly calls: readonly PlannedCall[];
  readonly lacking?: { readonly tool: string; readonly missing: readonly string[] };
}

const MAX_CANDIDATES = 5;
/** How far a tool may stand behind the best one and still be taken when that one lacks a value. */
const NEAR = 0.6;

/** What a tool of the host's is worth when the sentence leaves no doubt that it is meant. */
const PLAINLY_MEANT = 16;
/** A question of general knowledge shares words with tools by chance. */
const BY_CHANCE = 0.3;

/** Chooses the tool for one sentence and fills its arguments; none when nothing says that one is meant. */
export function chooseCalls(tools: readonly ToolFunctionSchema[], sentence: string, now: Date): Choice {
  if (isTalk(sentence)) return { calls: [] };
  const search = findSearchTool(tools);
  let lacking: Choice["lacking"];
  const toolNames = new Set(tools.map((tool) => tool.function.name.toLowerCase()));
  const candidates = rankAll(tools, sentence, toolNames);
  const best = candidates[0]?.score ?? 0;
  for (const { ranked, score, isHost } of candidates.slice(0, MAX_CANDIDATES)) {
    const { tool } = ranked;
    if (lacking && score < best * NEAR) break;
    if (search && tool === search.tool) {
      const calls = searchCalls(search, sentence, now);
      if (calls.length > 0) return { calls };
      continue;
    }
    const { args, missing, isSpecific } = fillArguments(tool.function, sentence, now);
    if (!isHost && !isConvincing(ranked, score, isSpecific)) continue;
    if (missing.length === 0) return { calls: [{ tool: tool.function.name, args }] };
    // A file that nobody names is not asked for.
    if (onlyPaths(tool.function, missing) && !ranked.isNamed) continue;
    lacking ??= { tool: tool.function.name, missing };
    if (ranked.isNamed || ranked.nameShare === 1) break;
  }
  return lacking ? { calls: [], lacking } : { calls: [] };
}

interface Candidate {
  readonly ranked: RankedTool;
  readonly score: number;
  /** Whether the shape of the sentence speaks for it: a path, an address, a command. */
  readonly isHost: boolean;
}

/** Tools of hosts by what the sentence holds, all others by what they share with its words. */
function rankAll(
  tools: readonly ToolFunctionSchema[],
  sentence: string,
  toolNames: ReadonlySet<string>,
): readonly Candidate[] {
  const wish = wishOf(sentence, toolNames);
  const chance = isGeneral(wish) ? BY_CHANCE : 1;
  const madeUp = madeUpThing(sentence);
  const ranking = new Map(rankTools(tools, wish).map((ranked) => [ranked.tool, ranked]));
  return tools
    .flatMap((tool): Candidate[] => {
      const ranked = ranking.get(tool) ?? unranked(tool);
      const role = toolRoleOf(tool);
      if (role !== undefined && !ranked.isNamed) {
        const evidence = evidenceFor(role, sentence);
        return evidence > 0 ? [{ ranked, score: evidence * PLAINLY_MEANT, isHost: true }] : [];
      }
      if (madeUp !== undefined && !isAbout(tool, madeUp)) return [];
      const factor =
        suitability(tool, sentence) *
        (/\b(?:explain|definition|meaning)/i.test(tool.function.description) ? 1 : chance);
      return ranked.score > 0 ? [{ ranked, score: ranked.score * factor, isHost: false }] : [];
    })
    .sort((a, b) => b.score - a.score);
}

function unranked(tool: ToolFunctionSchema): RankedTool {
  return { tool, score: 0, isNamed: false, nameShare: 0, sharedWords: 0, sharedSubject: 0, understood: 0 };
}

function isAbout({ function: { name, description } }: ToolFunctionSchema, thing: string): boolean {
  const words = toTerms(`${name} ${description}`);
  return toTerms(thing).some((term) => words.some((word) => isSameFamily(word, term)));
}

/**
 * One search for what the sentence spells out, else one for each of its telling words; for a question about how and why
 * also in the prose of the folder, which many lines of code would crowd out.
 */
export function searchCalls(
  { tool, text, ignoreCase, glob }: SearchTool,
  sentence: string,
  now: Date,
): readonly PlannedCall[] {
  const { terms, isLiteral } = findSearchTerms(sentence);
  const { args } = fillArguments(tool.function, sentence, now);
  const isAboutProse =
    !isLiteral &&
    glob !== undefined &&
    args[glob] === undefined &&
    /\b(?:what|how|why|explain|describe)\b/i.test(sentence);
  const plan = ({ pattern }: SearchTerm, more: JsonObject): PlannedCall => ({
    tool: tool.function.name,
    args: {
      ...args,
      [text]: pattern,
      ...(!isLiteral && ignoreCase !== undefined && { [ignoreCase]: true }),
      ...more,
    },
  });
  return [
    ...(isAboutProse ? terms.map((term) => plan(term, { [glob]: "*.md" })) : []),
    ...terms.map((term) => plan(term, {})),
  ];
}

/** What is quoted is a value, not a wish. */
function wishOf(sentence: string, toolNames: ReadonlySet<string>): string {
  const { unquoted, paths, urls, emails, identifiers } = findValues(sentence);
  const code = identifiers.filter((identifier) => /[a-z]/.test(identifier));
  const wish = [...paths, ...urls, ...emails, ...code].reduce(
    (text, path) => text.replaceAll(path, " "),
    unquoted,
  );
  // A tool's name in backticks is a wish all the same.
  const ticked = [...sentence.matchAll(/`([\w-]+)`/g)].map((match) => `\`${match[1]}\``);
  // So is the name of a tool that looks like a name of code.
  const files = paths.flatMap((path) => FILE_KINDS.find(([ending]) => ending.test(path))?.[1] ?? []);
  return [
    wish,
    ...files,
    ...ticked,
    ...code.filter((identifier) => toolNames.has(identifier.toLowerCase())),
  ].join(" ");
}

/** What a file is by its ending. */
const FILE_KINDS: readonly (readonly [RegExp, string])[] = [
  [/\.(?:png|jpe?g|gif|webp|svg|heic|bmp)$/i, "image"],
  [/\.(?:mp3|wav|ogg|m4a|flac)$/i, "audio"],
  [/\.(?:mp4|mov|mkv|webm|avi)$/i, "video"],
  [/\.(?:csv|xlsx?|ods)$/i, "spreadsheet"],
  [/\.(?:zip|tar|gz|7z)$/i, "archive"],
  [/\.pdf$/i, "pdf"],
];

/** How well the values in a sentence go with what a tool takes: a factor. */
function suitability({ function: tool }: ToolFunctionSchema, sentence: string): number {
  const { paths, quoted, identifiers, emails, urls, hosts, codes, globs, ips, phones } = findValues(sentence);
  const properties = propertiesOf(tool);
  const takes = (...kinds: PropertyKind[]): boolean => properties.some(({ kind }) => kinds.includes(kind));
  const needs = new Set(properties.filter(({ isRequired }) => isRequired).map(({ kind }) => kind));
  const plain = sentence.replaceAll(/\d{4}-\d\d-\d\d|\w+:\/\/\S+/g, " ");
  const isCalculable = /\d\s*[-+*/x×÷^]\s*\(*\d|\d\s*%\s+of|\d (?:plus|minus|times|divided)/.test(plain);
  const wanted = properties.filter(({ kind, isRequired }) => kind === "currency" && isRequired).length;
  let factor = 1;
  if (needs.has("path")) factor *= paths.length > 0 ? 1.5 : 0.4;
  if (needs.has("email")) factor *= emails.length > 0 ? 1.8 : 0.6;
  if (needs.has("url")) factor *= urls.length > 0 ? 1.8 : hosts.length > 0 ? 1.2 : 0.4;
  if (needs.has("host")) factor *= hosts.length + urls.length > 0 ? 1.6 : 0.7;
  if (needs.has("ip")) factor *= ips.length > 0 ? 2 : 0.6;
  if (needs.has("phone")) factor *= phones.length > 0 ? 1.8 : 0.7;
  if (needs.has("formula")) factor *= isCalculable ? 1.8 : 0.6;
  if (needs.has("currency")) factor *= findCurrencies(sentence).length >= wanted ? 1.4 : 0.4;
  if (needs.has("number")) factor *= findNumbers(sentence).length > 0 || codes.length > 0 ? 1.2 : 0.6;
  if (needs.has("language")) factor *= findLanguages(sentence).length > 0 ? 1.3 : 0.7;
  if (needs.has("day")) factor *= findDay(sentence, new Date(0)) ? 1.2 : 0.7;
  if (needs.has("json")) factor *= /[{[].*[}\]]/s.test(sentence) ? 1.5 : 0.7;
  if (needs.has("code") && codes.length > 0) factor *= 1.2;
  if (needs.has("text")) factor *= quoted.length + identifiers.length > 0 ? 1.2 : 1;
  if (globs.length > 0 && properties.some(isForPatterns)) factor *= 2.5;
  factor *= shapeFactor(properties, codes);
  const keys = properties.map(({ key }) => key).join(" ");
  if (
    /\bfrom\s+\p{Lu}\S*.*\bto\s+\p{Lu}/u.test(sentence) &&
    /from|origin|start|depart/i.test(keys) &&
    /to\b|to_|dest|arriv/i.test(keys)
  )
    factor *= 1.8;
  const days = new Set(sentence.match(/\d{4}-\d\d-\d\d/g)).size;
  const takenDays = properties.filter(({ kind }) => kind === "day" || kind === "moment").length;
  if (days > 1) factor *= takenDays > 1 ? 1.6 : 0.6;
  if (!needs.has("language") && takes("language") && findLanguages(sentence).length > 0) factor *= 1.5;
  if (
    /\bby\s+(?:the\s+)?\p{Lu}/u.test(sentence) &&
    /author|artist|composer|writer|band|director|query/i.test(keys)
  )
    factor *= 1.5;
  if (needs.has("texts") && /\p{L}+, \p{L}+(?:,)? and |\p{L}+ and \p{L}+/u.test(sentence)) factor *= 1.4;
  const choice = properties.filter(({ kind, isRequired }) => kind === "choice" && isRequired);
  if (choice.some(({ schema, key }) => chooseValue(schema.enum, sentence, key, true) === undefined))
    factor *= 0.6;
  if (quoted.length > 0 && !hasAny(needs, TEXTUAL)) factor *= 0.6;
  // What stands there literally wants to be somebody's argument.
  if (emails.length > 0 && !takes("email", "text", "name")) factor *= 0.5;
  if (quoted.length > 0 && !takes("text", "name", "texts", "path", "paths", "code", "choice")) factor *= 0.4;
  if (urls.length > 0 && !takes("url", "host", "text")) factor *= 0.4;
  if (paths.length > 0 && !takes("path", "paths", "text", "name", "texts", "glob")) factor *= 0.5;
  return factor;
}

/** Codes in the shape that a parameter wants speak for its tool, and their absence against it. */
function shapeFactor(properties: readonly ToolProperty[], codes: readonly string[]): number {
  let factor = 1;
  for (const property of properties) {
    const shape = shapeOf(property);
    if (shape === undefined) continue;
    if (codes.some((code) => shape.test(code))) factor *= 2.2;
    else if (property.isRequired) factor *= 0.5;
  }
  return factor;
}

const TEXTUAL: readonly PropertyKind[] = [
  "text",
  "name",
  "texts",
  "path",
  "paths",
  "code",
  "json",
  "formula",
];

function hasAny<Value>(values: ReadonlySet<Value>, wanted: readonly Value[]): boolean {
  return wanted.some((value) => values.has(value));
}

function onlyPaths(tool: ToolFunctionSchema["function"], keys: readonly string[]): boolean {
  const missing = propertiesOf(tool).filter(({ key }) => keys.includes(key));
  return missing.every(({ kind }) => kind === "path");
}

function isForPatterns({ key, schema, isRequired }: ToolProperty): boolean {
  const about = typeof schema.description === "string" ? schema.description : "";
  return isRequired && /glob|pattern/i.test(key) && /\*|glob|names?\b/i.test(`${key} ${about}`);
}

/** Whether a tool shares enough with a sentence not to be a coincidence. */
function isConvincing(
  { isNamed, nameShare, sharedWords, sharedSubject, understood }: RankedTool,
  score: number,
  isSpecific: boolean,
): boolean {
  if (isNamed || nameShare === 1) return true;
  if (understood < 0.28) return false;
  if (sharedSubject >= 0.8 && understood >= 0.42) return true;
  if (nameShare >= 0.5) return sharedWords >= 1.4 || isSpecific || (understood > 0.5 && score > 3);
  if (sharedWords >= 1.1) return score > 3.5 || isSpecific;
  return sharedWords >= 0.4 && (score > 3.5 || (isSpecific && score > 1.5));
}
