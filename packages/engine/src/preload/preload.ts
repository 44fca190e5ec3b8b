import type { SandboxArea } from "@asky/gate";
import type { PreloadResult } from "@asky/sdk";
import { rankPassages } from "./rank-passages.ts";
import { readSources } from "./read-sources.ts";

/** What is looked for, and where. */
export interface PreloadRequest {
  readonly queryText: string;
  /** Files and folders; relative ones start at the turn's directory. */
  readonly sources: readonly string[];
  readonly area: SandboxArea;
  readonly maxChars: number;
  readonly signal: AbortSignal;
}

/** What was found, and what could not be looked at. */
export interface Preloaded {
  readonly result: PreloadResult;
  readonly faults: readonly { readonly source: string; readonly fault: string }[];
}

/** Reads local sources before a turn and picks what fits the question. Never rejects. */
export async function preload({
  queryText,
  sources,
  area,
  maxChars,
  signal,
}: PreloadRequest): Promise<Preloaded> {
  if (sources.length === 0) return { result: { queryText, excerpts: [] }, faults: [] };
  const { texts, faults } = await readSources(sources, area, signal);
  const excerpts = rankPassages(texts, queryText, maxChars).map(({ source, line, text }) => ({
    source: `${source}:${line}`,
    text,
  }));
  return { result: { queryText, excerpts }, faults };
}
