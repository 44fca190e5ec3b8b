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

/** The first line with one of the words, cut around it. */
function excerptOf(text: string, terms: readonly string[]): string {
  const flat = text.replace(/\s+/g, " ").trim();
  const lower = flat.toLowerCase();
  const positions = terms.map((term) => lower.indexOf(term.toLowerCase())).filter((at) => at !== -1);
  const start = Math.max(0, Math.min(...positions, flat.length) - EXCERPT_CHARS / 4);
  const shown = flat.slice(positions.length > 0 ? start : 0).slice(0, EXCERPT_CHARS);
  return shown;
}
