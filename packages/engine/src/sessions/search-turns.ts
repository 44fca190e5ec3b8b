import { type SessionHit, type StoredSession, type StoredTurn, textOf } from "@asky/sdk";
import MiniSearch from "minisearch";

const EXCERPT_CHARS = 200;

/** Turns in which the words stand, the best first. Pure. */
export function searchTurns(
  sessions: readonly StoredSession[],
  words: string,
  limit: number,
): readonly SessionHit[] {
  const turns = sessions.flatMap(({ info, turns }) => turns.map((turn) => ({ info, turn })));
  const index = new MiniSearch<{ id: number; name: string; text: string }>({ fields: ["name", "text"] });
  index.addAll(turns.map(({ info, turn }, id) => ({ id, name: info.name, text: saidIn(turn) })));
  const found = index.search(words, { prefix: true, fuzzy: 0.1, combineWith: "AND" }).slice(0, limit);
  return found.flatMap(({ id, score, terms }) => {
    const hit = turns[id as number];
    if (!hit) return [];
    return [{ session: hit.info, turnId: hit.turn.id, excerpt: excerptOf(saidIn(hit.turn), terms), score }];
  });
}

function saidIn({ messages }: StoredTurn): string {
  return messages
    .filter(({ role }) => role === "user" || role === "assistant")
    .map(({ parts }) => textOf(parts))
    .join("\n");
}

/** What stands around the first of the words. Cut between characters, never within one. */
function excerptOf(text: string, terms: readonly string[]): string {
  const flat = text.replace(/\s+/g, " ").trim();
  const lower = flat.toLowerCase();
  const positions = terms.map((term) => lower.indexOf(term.toLowerCase())).filter((at) => at !== -1);
  const first = positions.reduce((a, b) => Math.min(a, b), flat.length);
  const start = positions.length > 0 ? Math.max(0, first - EXCERPT_CHARS / 4) : 0;
  const isWithin = (at: number): boolean => /[\uDC00-\uDFFF]/.test(flat.charAt(at));
  const from = isWithin(start) ? start + 1 : start;
  const to = from + EXCERPT_CHARS;
  return flat.slice(from, isWithin(to) ? to - 1 : to);
}
