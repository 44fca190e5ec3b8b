import { freezeJson, type SessionInfo, type StoredSession, type StoredTurn } from "@asky/sdk";
import { sessionTaken } from "../errors/session.ts";
import { fitsFilter, newestFirst } from "./list-sessions.ts";
import { searchTurns } from "./search-turns.ts";
import { messagesOf, type SessionStore } from "./session-store.ts";

interface Kept {
  info: SessionInfo;
  readonly turns: Map<string, StoredTurn>;
}

/** Creates a store that forgets everything with the process. */
export function createMemorySessionStore(): SessionStore {
  const sessions = new Map<string, Kept>();
  const chats = new Map<string, string>();
  const snapshot = ({ info, turns }: Kept): StoredSession => ({ info, turns: [...turns.values()] });
  const all = () => [...sessions.values()];

  function create(id: string, userId: string, chatId: string): Kept {
    const at = new Date().toISOString();
    const facts = { turnCount: 0, isOpen: true, researchMode: false };
    const info = { id, name: id, userId, chatId, createdAt: at, updatedAt: at, ...facts };
    const kept: Kept = { info: Object.freeze(info), turns: new Map() };
    sessions.set(id, kept);
    return kept;
  }

  function change(id: string, changes: Partial<SessionInfo>): boolean {
    const kept = sessions.get(id);
    if (kept) kept.info = Object.freeze({ ...kept.info, ...changes });
    return kept !== undefined;
  }

  function keep(id: string, turn: StoredTurn): void {
    const kept = sessions.get(id);
    if (!kept) return;
    kept.turns.set(turn.id, freezeJson(turn));
    change(id, { turnCount: kept.turns.size, updatedAt: new Date().toISOString(), isOpen: true });
  }

  return {
    current: async (userId, chatId) => chats.get(keyOf(userId, chatId)),
    async open({ userId, chatId, sessionId: id }) {
      const kept = sessions.get(id) ?? create(id, userId, chatId);
      if (kept.info.userId !== userId || kept.info.chatId !== chatId) throw sessionTaken(id);
      chats.set(keyOf(userId, chatId), id);
      change(id, { isOpen: true });
      const turns = [...kept.turns.values()];
      return { info: kept.info, messages: messagesOf(turns), isNew: turns.length === 0 };
    },
    async keepAsked(id, { turnId, parts }) {
      const askedAt = new Date().toISOString();
      keep(id, { id: turnId, askedAt, asked: parts, messages: [{ role: "user", parts }] });
    },
    async keepTurn(id, { turnId, stopReason, messages, replacesHistory }) {
      const before = sessions.get(id)?.turns.get(turnId);
      const askedAt = before?.askedAt ?? new Date().toISOString();
      const asked = before?.asked ?? messages[0]?.parts ?? [];
      keep(id, {
        id: turnId,
        askedAt,
        asked,
        messages,
        ...(replacesHistory && { replacesHistory: true }),
        stopReason,
      });
    },
    async close(id) {
      const wasOpen = sessions.get(id)?.info.isOpen ?? false;
      for (const [chat, session] of chats) if (session === id) chats.delete(chat);
      change(id, { isOpen: false });
      return wasOpen;
    },
    async list(filter = {}) {
      return newestFirst(all().map(({ info }) => info)).filter((info) => fitsFilter(info, filter));
    },
    async read(id) {
      const kept = sessions.get(id);
      return kept && snapshot(kept);
    },
    search: async (text, limit = 20) => searchTurns(all().map(snapshot), text, limit),
    rename: async (id, name) => change(id, { name }),
    async remove(id) {
      for (const [chat, session] of chats) if (session === id) chats.delete(chat);
      return sessions.delete(id);
    },
  };
}

function keyOf(userId: string, chatId: string): string {
  return JSON.stringify([userId, chatId]);
}
