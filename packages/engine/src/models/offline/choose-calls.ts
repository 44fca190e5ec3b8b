import type { JsonObject, ToolFunctionSchema } from "@asky/sdk";
import { chooseValue } from "./choose-value.ts";
import { findDay } from "./dates.ts";
import { fillArguments } from "./fill-arguments.ts";
import { findCurrencies, findLanguages } from "./known-names.ts";
import { findNumbers } from "./numbers.ts";
import { type RankedTool, rankTools } from "./rank-tools.ts";
import { findSearchTerms, type SearchTerm } from "./search-terms.ts";
import { findValues } from "./text-values.ts";
import { type PropertyKind, propertiesOf, type ToolProperty } from "./tool-properties.ts";
import { findSearchTool, type SearchTool } from "./tool-roles.ts";

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
const SEARCH =
  /\b(?:search|grep|find|lines? (?:with|that|which|of code)|occurrences?|mention\w*|contain\w*|refer\w*|files?|code|source|project|repo\w*|defined|declared|implemented|used|where)\b/i;
/** How far a tool may stand behind the best one and still be taken when that one lacks a value. */
const NEAR = 0.6;

/** Chooses the tool for one sentence and fills its arguments. */
export function chooseCalls(tools: readonly ToolFunctionSchema[], sentence: string, now: Date): Choice {
  const search = findSearchTool(tools);
  // Who names a piece of code mostly wants to see where it stands.
  const hasCode = findValues(sentence).identifiers.some((identifier) => /[a-z][A-Z]|_/.test(identifier));
  let lacking: Choice["lacking"];
  const toolNames = new Set(tools.map((tool) => tool.function.name.toLowerCase()));
  const candidates = rankTools(tools, wishOf(sentence, toolNames))
    .map((ranked) => ({
      ranked,
      score:
        ranked.score *
        suitability(ranked.tool, sentence) *
        (ranked.tool === search?.tool && hasCode ? 1.8 : 1),
    }))
    .sort((a, b) => b.score - a.score)
    .slice(0, MAX_CANDIDATES);
  const best = candidates[0]?.score ?? 0;
  for (const { ranked, score } of candidates) {
    const { tool } = ranked;
    if (lacking && score < best * NEAR) break;
    if (search && tool === search.tool) {
      // Lines of files are for whoever asks for them, and for when nothing else fits.
      if (!hasCode && !ranked.isNamed && !SEARCH.test(sentence)) continue;
      const calls = searchCalls(search, sentence, now);
      if (calls.length > 0) return { calls };
      continue;
    }
    const { args, missing, isSpecific } = fillArguments(tool.function, sentence, now);
    if (!isConvincing(ranked, score, isSpecific)) continue;
    if (missing.length === 0) return { calls: [{ tool: tool.function.name, args }] };
    // A file that nobody names is looked for, not asked for.
    if (search && onlyPaths(tool.function, missing)) continue;
    lacking ??= { tool: tool.function.name, missing };
    if (ranked.isNamed || ranked.nameShare === 1) break;
  }
  if (lacking) return { calls: [], lacking };
  return { calls: search ? searchCalls(search, sentence, now) : [] };
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
