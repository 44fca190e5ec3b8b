import type {
  ChatMode,
  Message,
  MessagePart,
  SessionFilter,
  SessionHit,
  SessionInfo,
  StoredSession,
  StoredTurn,
} from "@asky/sdk";

/** Whose conversation is meant, and which. */
export interface SessionOwner {
  readonly userId: string;
  readonly chatId: string;
  readonly sessionId: string;
}

/** A session that takes messages. */
export interface OpenedSession {
  readonly info: SessionInfo;
  /** What was said so far, without the system's message; every tool call is answered. */
  readonly messages: readonly Message[];
  /** Whether nothing was ever said in it. */
  readonly isNew: boolean;
}

/** The beginning of a turn, kept before anything else happens. */
export interface AskedTurn {
  readonly turnId: string;
  readonly parts: readonly MessagePart[];
}

/** The end of a turn: the whole exchange, the user's message first. */
export interface EndedTurn {
  readonly turnId: string;
  readonly stopReason: string;
  readonly messages: readonly Message[];
  /** Whether these messages stand for everything before them as well: a plugin has rewritten what was said. */
  readonly replacesHistory: boolean;
}

/**
 * Where a host keeps its conversations, in memory or in files. Promises resolve when what was said is kept: on disk, where
 * there is one. They reject with `PluginError` `SESSION_UNAVAILABLE` when that cannot be.
 */
export interface SessionStore {
  /** The id of the session that messages of this user and chat go on with; `undefined` when there is none. */
  current(userId: string, chatId: string): Promise<string | undefined>;
  /** Opens the session of that id, or makes one. From now on it is the current one of its user and chat. */
  open(owner: SessionOwner): Promise<OpenedSession>;
  /** Keeps a user's message. A turn that has only this is one that the host did not finish. */
  keepAsked(sessionId: string, turn: AskedTurn): Promise<void>;
  /** Keeps the exchange. */
  keepTurn(sessionId: string, turn: EndedTurn): Promise<void>;
  /** Ends a session: the next message of its user and chat opens another one. Whether it was open. */
  close(sessionId: string): Promise<boolean>;
  list(filter?: SessionFilter): Promise<readonly SessionInfo[]>;
  read(sessionId: string): Promise<StoredSession | undefined>;
  search(text: string, limit?: number): Promise<readonly SessionHit[]>;
  /** @throws TypeError when the name is blank, has more than 200 characters or is more than one line. */
  rename(sessionId: string, name: string): Promise<boolean>;
  remove(sessionId: string): Promise<boolean>;
  /** What the users of a chat have settled about approvals; `ask` until somebody has. */
  chatMode(chatId: string): Promise<ChatMode>;
  setChatMode(chatId: string, mode: ChatMode): Promise<void>;
}

/** What the conversation of a session was so far, from its turns. A turn without an answer says so. */
export function messagesOf(turns: readonly StoredTurn[]): readonly Message[] {
  const first = turns.findLastIndex(({ replacesHistory }) => replacesHistory === true);
  return Object.freeze(
    turns
      .slice(Math.max(first, 0))
      .flatMap(({ messages, stopReason }): readonly Message[] =>
        stopReason === undefined ? [...messages, UNANSWERED] : messages,
      ),
  );
}

const UNANSWERED: Message = Object.freeze({
  role: "assistant",
  parts: Object.freeze([
    Object.freeze({ type: "text" as const, text: "Interrupted before there was an answer." }),
  ]),
  toolCalls: Object.freeze([]),
});
