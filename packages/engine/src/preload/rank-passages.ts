import MiniSearch from "minisearch";
import type { SourceText } from "./read-sources.ts";
import { splitPassages } from "./split-passages.ts";

/** A passage that fits a question. */
export interface RankedPassage {
  readonly source: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** The passages that fit the question best, the best first, as many as fit into `maxChars`. Pure. */
export function rankPassages(
  texts: readonly SourceText[],
  question: string,
  maxChars: number,
): readonly RankedPassage[] {
  const passages = texts.flatMap(({ source, text }) =>
    splitPassages(text).map((passage): RankedPassage => ({ source, ...passage })),
  );
  const index = new MiniSearch<{ id: number; source: string; text: string }>({ fields: ["text", "source"] });
  index.addAll(passages.map(({ source, text }, id) => ({ id, source, text })));
  const found = index.search(question, { boost: { source: 0.5 }, prefix: true, fuzzy: 0.15 });
  const chosen: RankedPassage[] = [];
  let room = maxChars;
  for (const { id } of found) {
    const passage = passages[id as number];
    if (!passage || passage.text.length > room) continue;
    chosen.push(passage);
    room -= passage.text.length;
  }
  return chosen;
}
