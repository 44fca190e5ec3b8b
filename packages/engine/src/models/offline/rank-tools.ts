import type { ToolFunctionSchema } from "@asky/sdk";
import MiniSearch from "minisearch";
import { propertiesOf } from "./tool-properties.ts";
import { isTelling, stem, toTerms, toWords } from "./words.ts";

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
}

/** What people say, and the words that tools describe it with. */
const INTENTS: readonly { readonly said: RegExp; readonly meant: string }[] = [
  {
    said: /\b(?:time|date|day)\b.{0,12}\b(?:is it|now|today)\b|\b(?:current|local|what|today's) (?:time|date|day)\b|\bwhat(?:'s| is) the (?:time|date|day)\b|\bo'?clock\b/i,
    meant: "current date time now",
  },
  {
    said: /\b(?:where|find|search|grep|look(?:ing)? for|mention\w*|contain\w*|refer\w*|occur\w*|appears?|defin\w*|declar\w*|implement\w*|configured|occurrences?|is used|are used|uses)\b/i,
    meant: "search find lines contain",
  },
  {
    said: /\b(?:list|ls|which (?:files|folders)|what files|what(?:'s| is| are)(?: there)? in (?:the |this )?[\w./-]*\s*(?:folder|director))/i,
    meant: "list files folders entries folder",
  },
  {
    said: /\b(?:read|open|show|print|cat|display|view|first \d+ lines|lines? \d+)\b/i,
    meant: "read file lines show",
  },
  { said: /\b(?:are there|do (?:i|we|you) have|exists?)\b/i, meant: "list" },
  { said: /\b(?:active|currently|in use)\b/i, meant: "current active" },
  { said: /\b(?:make|add|new)\b/i, meant: "create add" },
  { said: /\b(?:remove|delete)\b/i, meant: "delete remove" },
];

/** Ranks tools by what their names, descriptions and parameters share with a wish; only those that share anything. */
export function rankTools(tools: readonly ToolFunctionSchema[], wish: string): readonly RankedTool[] {
  const index = new MiniSearch<{ id: number; name: string; description: string; parameters: string }>({
    fields: ["name", "description", "parameters"],
    tokenize: (text) => [...toWords(text)],
    processTerm: (word) => (isTelling(word) ? stem(word) : null),
  });
  index.addAll(tools.map((tool, id) => ({ id, ...describe(tool.function) })));

  const said = new Set(toTerms(wish));
  const intents = INTENTS.filter((intent) => intent.said.test(wish)).map((intent) => intent.meant);
  const meant = new Set(toTerms(intents.join(" ")));
  const found = index.search([...said, ...meant].join(" "), {
    boost: { name: 3, description: 1.5, parameters: 0.5 },
    // What was said counts more than what it is usually called.
    boostTerm: (term) => (said.has(term) ? 1 : 0.4),
    // Two words that only begin alike are often one word in another form.
    prefix: (term) => term.length > 4,
  });
  const scores = new Map(found.map(({ id, score }) => [id as number, score]));
  return tools
    .map((tool, id) => rate(tool, scores.get(id) ?? 0, { wish, said, meant }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
}

interface Wish {
  readonly wish: string;
  readonly said: ReadonlySet<string>;
  readonly meant: ReadonlySet<string>;
}

function describe(tool: ToolFunctionSchema["function"]): {
  name: string;
  description: string;
  parameters: string;
} {
  const parameters = propertiesOf(tool).map(({ key, schema }) => `${key} ${schema.description ?? ""}`);
  const choices = choicesOf(tool);
  return {
    name: tool.name,
    description: tool.description,
    parameters: [...parameters, ...choices].join(" "),
  };
}

/** The values that a tool's parameters are limited to say what it is about. */
function choicesOf(tool: ToolFunctionSchema["function"]): readonly string[] {
  return propertiesOf(tool).flatMap(({ schema }) =>
    Array.isArray(schema.enum) ? schema.enum.filter((choice) => typeof choice === "string") : [],
  );
}

function rate(tool: ToolFunctionSchema, found: number, { wish, said, meant }: Wish): RankedTool {
  const { name, description } = tool.function;
  const nameTerms = toTerms(name);
  const named = nameTerms.filter((term) => said.has(term) || meant.has(term));
  const nameShare = named.some((term) => said.has(term)) ? named.length / nameTerms.length : 0;
  const isNamed = isSpelledOut(name, wish);
  const words = new Set(toTerms([name, description, ...choicesOf(tool.function)].join(" ")));
  const sharedWords = [...said].filter((term) => words.has(term)).length;
  // A tool that knows nothing of half the wish is probably not the one.
  const understood = 0.4 + (0.6 * sharedWords) / Math.max(said.size, 1);
  const score = found * understood + nameShare * nameTerms.length * 3 + (isNamed ? 100 : 0);
  return { tool, score, isNamed, nameShare, sharedWords };
}

/** A name that is also an everyday word counts only with its capital, in backticks, or after "use". */
function isSpelledOut(name: string, wish: string): boolean {
  const escaped = name.replaceAll(/[^\w]/g, "\\$&");
  if (/[_-]|[a-z][A-Z]/.test(name)) return new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`, "i").test(wish);
  return new RegExp(`\`${escaped}\`|\\b(?:use|call|run|with|using)\\s+(?:the\\s+)?${escaped}(?![\\w-])`).test(
    wish,
  );
}
