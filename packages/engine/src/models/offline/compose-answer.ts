import type { ToolFunctionSchema } from "@asky/sdk";
import type { Choice } from "./choose-calls.ts";
import { coverage, type Hit, rankHits, readHits } from "./hits.ts";
import type { Situation, Step } from "./read-request.ts";
import { isDenied, readArguments } from "./recover.ts";
import { findSearchTerms } from "./search-terms.ts";
import { findReadTool, findSearchTool, type PathTool } from "./tool-roles.ts";

const MAX_LINES = 8;
const MAX_DISTANT_LINES = 3;
const MAX_LINES_OF_FILE = 3;
const MAX_CHARS = 3000;
const INTRODUCTION =
  "offline: no language model, only tools chosen by their descriptions and what they returned.";

/** Makes the answer from what the tools returned, and from nothing else. */
export function composeAnswer(situation: Situation, { lacking }: Choice): string {
  const { rounds, persona, earlierAnswers } = situation;
  const body = rounds.length > 0 ? reportSteps(situation) : explainNothing(situation, lacking);
  const notes = [INTRODUCTION, ...(persona ? [signature(persona.name)] : [])];
  // What was said once in the session is not said again.
  const news = notes.filter((note) => !earlierAnswers.some((answer) => answer.includes(note)));
  const answer = persona ? `${persona.name}: ${body}` : body;
  return news.length === 0 ? answer : `${answer}\n\n(${news.join(" ")})`;
}

function signature(persona: string): string {
  return `The persona "${persona}" signs this answer; its instructions would need a language model.`;
}

function explainNothing({ question, tools }: Situation, lacking: Choice["lacking"]): string {
  if (lacking) {
    const missing = lacking.missing.map((key) => `\`${key}\``).join(" and ");
    return `\`${lacking.tool}\` fits, but I cannot tell ${missing} from your words. Say it like this: ${lacking.missing[0]} "…".`;
  }
  if (tools.length === 0) return "I have no tools, so I cannot answer.";
  const isAboutTools = /\b(?:what can you do|help|which tools|what tools|your tools)\b/i.test(question);
  return `${isAboutTools ? "I have these tools" : "None of my tools fits that. I have"}:\n${listTools(tools)}`;
}

function listTools(tools: readonly ToolFunctionSchema[]): string {
  return tools
    .map(({ function: { name, description } }) => `- \`${name}\`: ${firstSentence(description)}`)
    .join("\n");
}

function firstSentence(text: string): string {
  return /^[^\n]*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text.split("\n")[0] ?? "";
}

function reportSteps(situation: Situation): string {
  const { rounds, tools } = situation;
  const search = findSearchTool(tools)?.tool.function.name;
  const reader = findReadTool(tools);
  const last = rounds.at(-1) ?? [];
  const isRecovered = last.some(({ tool, isError }) => tool === reader?.tool.function.name && !isError);
  // What a later call made good, and the listing that helped to, are no part of the answer.
  const told = isRecovered ? last : rounds.flat();
  const searches = rounds.flat().filter(({ tool }) => tool === search);
  const blocks = told.filter(({ tool }) => tool !== search).map((step) => reportStep(step, reader));
  if (searches.length > 0) blocks.push(reportSearches(situation, searches));
  return blocks.join("\n\n");
}

function reportStep(step: Step, reader: PathTool | undefined): string {
  const { tool, result, isError } = step;
  const text = shorten(result.trim());
  if (isDenied([step])) return `\`${tool}\` was not allowed to run: ${text}`;
  if (isError) return `\`${tool}\` failed: ${text}`;
  if (text === "") return `\`${tool}\` returned nothing.`;
  if (tool !== reader?.tool.function.name) return text;
  const file = String(readArguments(step)[reader.path] ?? "");
  return `${file}:\n${text}`;
}

function reportSearches({ question, tools }: Situation, searches: readonly Step[]): string {
  const asked = findSearchTerms(question);
  const hits = readHits(searches);
  const failed = searches.find(({ isError }) => isError);
  if (hits.length === 0 && failed) return reportStep(failed, undefined);
  const words = asked.terms.map(({ word }) => `"${word}"`).join(", ");
  if (hits.length === 0) {
    const names = tools.map(({ function: { name } }) => `\`${name}\``).join(", ");
    return `Nothing was found for ${words}. My tools are ${names}.`;
  }
  const ranked = rankHits(hits, asked);
  const share = ranked[0] ? coverage(ranked[0], asked) : 0;
  const best = pick(ranked, share > 0.5 ? MAX_LINES : MAX_DISTANT_LINES);
  const lines = best.map((hit) => `${hit.file}:${hit.line}: ${shortenLine(hit.text)}`);
  if (share < 1) return [`No line has all of ${words}; the closest:`, ...lines].join("\n");
  const rest = hits.length > best.length ? ", the best of them" : "";
  return [`${hits.length} line${hits.length === 1 ? "" : "s"} for ${words}${rest}:`, ...lines].join("\n");
}

/** A few lines, not all of them from one file. */
function pick(hits: readonly Hit[], most: number): readonly Hit[] {
  const taken = new Map<string, number>();
  const picked = hits.filter(({ file }) => {
    const sofar = taken.get(file) ?? 0;
    taken.set(file, sofar + 1);
    return sofar < MAX_LINES_OF_FILE;
  });
  return picked.slice(0, most);
}

function shortenLine(text: string): string {
  const line = text.trim();
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}

function shorten(text: string): string {
  if (text.length <= MAX_CHARS) return text;
  const whole = text.slice(0, MAX_CHARS);
  return `${whole.slice(0, whole.lastIndexOf("\n") > 0 ? whole.lastIndexOf("\n") : MAX_CHARS)}\n…`;
}
