import { type ChatMode, freezeJson, type SessionInfo, type StoredSession } from "@asky/sdk";
import { sessionGone, sessionTaken } from "../errors/session.ts";
import { fitsFilter, newestFirst } from "./list-sessions.ts";
import { searchTurns } from "./search-turns.ts";
import { checkSessionName } from "./session-name.ts";
import { messagesOf, type SessionStore } from "./session-store.ts";
import { createTimeStamps } from "./time-stamps.ts";
import { TurnList } from "./turn-list.ts";

interface Kept {
  info: SessionInfo;
  readonly list: TurnList;
}

/** Creates a store that forgets everything with the process. */
export function createMemorySessionStore(): SessionStore {
  const sessions = new Map<string, Kept>();
  const chats = new Map<string, string>();
  const modes = new Map<string, ChatMode>();
  const now = createTimeStamps();
  const snapshot = ({ info, list }: Kept): StoredSession => ({ info, turns: list.turns });
  const all = () => [...sessions.values()];

  function create(id: string, userId: string, chatId: string): Kept {
    const at = now();
    const facts = { turnCount: 0, isOpen: true, researchMode: false };
    const info = { id, name: id, userId, chatId, createdAt: at, updatedAt: at, ...facts };
    const kept: Kept = { info: Object.freeze(info), list: new TurnList() };
    sessions.set(id, kept);
    return kept;
  }

  function change(id: string, changes: Partial<SessionInfo>): boolean {
    const kept = sessions.get(id);
    if (kept) kept.info = Object.freeze({ ...kept.info, ...changes });
    return kept !== undefined;
  }

  /** @throws PluginError `SESSION_UNAVAILABLE`. */
  function keep(id: string, add: (list: TurnList, at: string) => void): void {
    const kept = sessions.get(id);
    if (!kept) throw sessionGone(id);
    const updatedAt = now();
    add(kept.list, updatedAt);
    change(id, { turnCount: kept.list.count, updatedAt });
  }

  return {
    current: async (userId, chatId) => chats.get(keyOf(userId, chatId)),
    async open({ userId, chatId, sessionId: id }) {
      const kept = sessions.get(id) ?? create(id, userId, chatId);
      if (kept.info.userId !== userId || kept.info.chatId !== chatId) throw sessionTaken(id);
      chats.set(keyOf(userId, chatId), id);
      change(id, { isOpen: true });
      const { turns } = kept.list;
      return { info: kept.info, messages: messagesOf(turns), isNew: turns.length === 0 };
    },
    async keepAsked(id, { turnId, parts }) {
      const asked = freezeJson(parts);
      keep(id, (list, askedAt) => list.ask({ id: turnId, askedAt, asked }));
    },
    async keepTurn(id, { turnId, stopReason, messages, replacesHistory }) {
      const kept = Object.freeze(messages.map((message) => freezeJson(message)));
      const replaces = replacesHistory ? { replacesHistory } : {};
      keep(id, (list, at) => list.end({ id: turnId, messages: kept, ...replaces, stopReason }, at));
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
    rename: async (id, name) => change(id, { name: checkSessionName(name) }),
    async remove(id) {
      for (const [chat, session] of chats) if (session === id) chats.delete(chat);
      return sessions.delete(id);
    },
    chatMode: async (chatId) => modes.get(chatId) ?? "ask",
    async setChatMode(chatId, mode) {
      modes.set(chatId, mode);
    },
  };
}

function keyOf(userId: string, chatId: string): string {
  return JSON.stringify([userId, chatId]);
}
