import type { JsonObject, ToolFunctionSchema } from "@asky/sdk";
import { fillArguments } from "./fill-arguments.ts";
import { type RankedTool, rankTools } from "./rank-tools.ts";
import { findSearchTerms, type SearchTerm } from "./search-terms.ts";
import { findValues } from "./text-values.ts";
import { propertiesOf } from "./tool-properties.ts";
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

const MAX_CANDIDATES = 4;

/** Chooses the tool for one sentence and fills its arguments. */
export function chooseCalls(tools: readonly ToolFunctionSchema[], sentence: string): Choice {
  const search = findSearchTool(tools);
  let lacking: Choice["lacking"];
  const candidates = rankTools(tools, wishOf(sentence))
    .map((ranked) => ({ ranked, score: ranked.score * suitability(ranked.tool, sentence) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, MAX_CANDIDATES);
  for (const { ranked } of candidates) {
    const { tool } = ranked;
    if (search && tool === search.tool) {
      const calls = searchCalls(search, sentence);
      if (calls.length > 0) return { calls };
      continue;
    }
    const { args, missing, isSpecific } = fillArguments(tool.function, sentence);
    if (!isConvincing(ranked, isSpecific)) continue;
    if (missing.length === 0) return { calls: [{ tool: tool.function.name, args }] };
    if (ranked.isNamed || ranked.nameShare === 1) lacking ??= { tool: tool.function.name, missing };
    if (lacking?.tool === tool.function.name) break;
  }
  if (lacking) return { calls: [], lacking };
  return { calls: search ? searchCalls(search, sentence) : [] };
}

/**
 * One search for what the sentence spells out, else one for each of its telling words; for a question about how and why
 * also in the prose of the folder, which many lines of code would crowd out.
 */
export function searchCalls(
  { tool, text, ignoreCase, glob }: SearchTool,
  sentence: string,
): readonly PlannedCall[] {
  const { terms, isLiteral } = findSearchTerms(sentence);
  const { args } = fillArguments(tool.function, sentence);
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
function wishOf(sentence: string): string {
  const { unquoted, paths } = findValues(sentence);
  const wish = paths.reduce((text, path) => text.replaceAll(path, " "), unquoted);
  // A tool's name in backticks is a wish all the same.
  const ticked = [...sentence.matchAll(/`([\w-]+)`/g)].map((match) => `\`${match[1]}\``);
  return [wish, ...ticked].join(" ");
}

/** How well the values in a sentence go with what a tool needs: a factor. */
function suitability({ function: tool }: ToolFunctionSchema, sentence: string): number {
  const { paths, quoted, identifiers } = findValues(sentence);
  const required = propertiesOf(tool).filter(({ isRequired }) => isRequired);
  let factor = 1;
  for (const { kind } of required) {
    if (kind === "path") factor *= paths.length > 0 ? 1.5 : 0.4;
    if (kind === "text") factor *= quoted.length + identifiers.length > 0 ? 1.2 : 1;
  }
  return factor;
}

/** Whether a tool shares enough with a sentence not to be a coincidence. */
function isConvincing({ isNamed, nameShare, sharedWords, score }: RankedTool, isSpecific: boolean): boolean {
  if (isNamed || nameShare === 1) return true;
  if (nameShare >= 0.5) return sharedWords >= 2 || isSpecific;
  if (sharedWords >= 2) return score > 4 || isSpecific;
  return sharedWords === 1 && (score > 6 || isSpecific);
}
