import type { Step } from "./read-request.ts";
import type { SearchTerm, SearchTerms } from "./search-terms.ts";

/** A line that a search has found. */
export interface Hit {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

const HIT = /^(.+?):(\d+):(.*)$/;
const DEFINITION =
  /^\s*(?:export\s+)?(?:default\s+)?(?:abstract\s+|async\s+|public\s+|static\s+)*(?:function|class|interface|type|const|let|var|enum|def|fn|struct|trait|module|func)\b/;
const SECONDARY =
  /(?:^|\/)(?:tests?|__tests__|fixtures?|dist|build|vendor|\.turbo)(?:\/|$)|\.(?:lock|map|snap|min\.js)$|(?:^|[-.])lock\.(?:json|yaml)$|\.test\.|CHANGELOG/i;

/** The hits in the results of searches, each line once. */
export function readHits(steps: readonly Step[]): readonly Hit[] {
  const hits = new Map<string, Hit>();
  for (const { result, isError } of steps) {
    if (isError) continue;
    for (const row of result.split("\n")) {
      const [, file, line, text] = HIT.exec(row) ?? [];
      if (file !== undefined) hits.set(`${file}:${line}`, { file, line: Number(line), text: text ?? "" });
    }
  }
  return [...hits.values()];
}

/** Hits in the order of how much they say about what was asked. */
export function rankHits(hits: readonly Hit[], { terms, isDefinition }: SearchTerms): readonly Hit[] {
  const weighted = weighTerms(hits, terms);
  const rate = ({ file, line, text }: Hit): number => {
    const where = `${file} ${text}`.toLowerCase();
    const shared = weighted.reduce(
      (sum, { pattern, weight }) => sum + (where.includes(pattern) ? weight : 0),
      0,
    );
    let score = shared * 10 - file.split("/").length * 0.2;
    if (isDefinition && weighted.some(({ defines }) => defines.test(text))) score += 12;
    if (!isDefinition && /\.(?:md|txt|rst)$/i.test(file)) score += 3;
    if (!isDefinition && /^\s*#{1,6}\s/.test(text)) score += 2;
    if (SECONDARY.test(file)) score -= 4;
    if (text.length > 250) score -= 2;
    // Of two lines alike, the earlier one introduces the thing.
    return score - Math.min(line, 10_000) / 100_000;
  };
  return hits
    .map((hit) => ({ hit, score: rate(hit) }))
    .sort((a, b) => b.score - a.score)
    .map(({ hit }) => hit);
}

/** The share of what was asked for that stands in a line or in its file's name, from 0 to 1. */
export function coverage({ file, text }: Hit, { terms }: SearchTerms): number {
  const where = `${file} ${text}`.toLowerCase();
  return (
    terms.filter(({ pattern }) => where.includes(pattern.toLowerCase())).length / Math.max(terms.length, 1)
  );
}

interface WeightedTerm {
  readonly pattern: string;
  readonly weight: number;
  /** Whether a line introduces exactly this name. */
  readonly defines: RegExp;
}

/** A word that stands in every line tells little about any of them. */
function weighTerms(hits: readonly Hit[], terms: readonly SearchTerm[]): readonly WeightedTerm[] {
  return terms.map((term) => {
    const pattern = term.pattern.toLowerCase();
    const frequency = hits.filter(({ text }) => text.toLowerCase().includes(pattern)).length;
    const name = pattern.replaceAll(/[^\w]/g, "\\$&");
    return {
      pattern,
      weight: 1 / Math.log2(2 + frequency),
      defines: new RegExp(`${DEFINITION.source}\\s+${name}(?![\\w$])`, "i"),
    };
  });
}
