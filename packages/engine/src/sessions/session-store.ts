import { randomUUID } from "node:crypto";
import type { Message } from "@asky/sdk";

/** One conversation. Its messages are replaced as a whole, when a turn is over. */
export interface Session {
  readonly id: string;
  /** What was said so far, without the system's message; every tool call is answered. */
  messages: readonly Message[];
}

/** The open sessions of a host, in memory. */
export interface SessionStore {
  /** The id under which a user's messages of a chat are kept together when the caller names no session. */
  idFor(userId: string, chatId: string): string;
  get(id: string): Session | undefined;
  /** Opens a session; the store has none of that id. */
  open(id: string): Session;
  /** Forgets a session. Whether there was one. */
  close(id: string): boolean;
  /** The ids of the open sessions, oldest first. */
  readonly ids: readonly string[];
}

/** Creates an empty store. */
export function createSessionStore(): SessionStore {
  const sessions = new Map<string, Session>();
  const chats = new Map<string, string>();
  return {
    idFor(userId, chatId) {
      const chat = JSON.stringify([userId, chatId]);
      const known = chats.get(chat);
      if (known !== undefined) return known;
      const id = randomUUID();
      chats.set(chat, id);
      return id;
    },
    get: (id) => sessions.get(id),
    open(id) {
      const session: Session = { id, messages: [] };
      sessions.set(id, session);
      return session;
    },
    close(id) {
      for (const [chat, session] of chats) if (session === id) chats.delete(chat);
      return sessions.delete(id);
    },
    get ids() {
      return [...sessions.keys()];
    },
  };
}
