import { type Choice, chooseCalls, type PlannedCall } from "./choose-calls.ts";
import { coverage, rankHits, readHits } from "./hits.ts";
import type { Situation } from "./read-request.ts";
import { recover } from "./recover.ts";
import { findSearchTerms } from "./search-terms.ts";
import { findValues } from "./text-values.ts";
import { findReadTool, findSearchTool } from "./tool-roles.ts";

const MAX_ROUNDS = 4;
const MAX_CALLS = 6;
const PASSAGE_LINES = 12;

/** What to do next: calls to make, or nothing more, which means to answer. */
export function nextCalls(situation: Situation, now: Date): Choice {
  const { rounds, tools } = situation;
  if (tools.length === 0 || rounds.length >= MAX_ROUNDS) return { calls: [] };
  if (rounds.length === 0) return firstCalls(situation, now);
  const made = new Set(rounds.flat().map((step) => `${step.tool} ${step.arguments}`));
  const planned = recover(situation) ?? readPassage(situation) ?? [];
  return { calls: planned.filter(({ tool, args }) => !made.has(`${tool} ${JSON.stringify(args)}`)) };
}

/** A message may hold several wishes: "create …, then load it". */
function firstCalls({ question, tools }: Situation, now: Date): Choice {
  const whole = chooseCalls(tools, question, now);
  const parts = splitWishes(question);
  if (parts.length < 2) return whole;
  const { names } = findValues(question);
  const choices = parts.map((part) =>
    chooseCalls(tools, part.replace(/\b(?:it|them)\b/, names[0] ?? "it"), now),
  );
  const chosen = new Set(choices.flatMap(({ calls }) => calls.map(({ tool }) => tool)));
  // Several sentences about one thing are one wish.
  if (chosen.size < 2 || choices.some(({ calls }) => calls.length !== 1)) return whole;
  return { calls: choices.flatMap(({ calls }) => calls).slice(0, MAX_CALLS) };
}

/** Splits at "then", semicolons and ends of sentences, but not inside quotation marks. */
function splitWishes(question: string): readonly string[] {
  const parts = [""];
  for (const piece of question.match(/"[^"]*"|“[^”]*”|`[^`]*`|[^"“`]+|./gsu) ?? []) {
    const isQuoted = /^["“`]./.test(piece);
    const [head = "", ...more] = isQuoted
      ? [piece]
      : piece.split(/,?\s+(?:and\s+)?then\s+|;\s+|(?<=[.?!])\s+(?=\p{Lu})/u);
    parts[parts.length - 1] += head;
    parts.push(...more);
  }
  return parts.filter((part) => /\p{L}/u.test(part));
}

/** Where a search has found something, the passage around the best line says more than the line. */
function readPassage({ question, tools, rounds }: Situation): readonly PlannedCall[] | undefined {
  const reader = findReadTool(tools);
  const search = findSearchTool(tools)?.tool.function.name;
  const last = rounds.at(-1) ?? [];
  if (!reader?.offset || !reader.limit || !last.every(({ tool }) => tool === search)) return undefined;
  if (!/\b(?:what|how|why|explain|describe|who|when)\b/i.test(question)) return undefined;
  const wanted = findSearchTerms(question);
  const [best] = rankHits(readHits(last), wanted);
  if (!best || coverage(best, wanted) <= 0.5) return undefined;
  // What is defined is often explained in the lines above.
  const first = best.line - (wanted.isDefinition ? 5 : 1);
  const args = {
    [reader.path]: best.file,
    [reader.offset]: Math.max(first, 1),
    [reader.limit]: PASSAGE_LINES,
  };
  return [{ tool: reader.tool.function.name, args }];
}
