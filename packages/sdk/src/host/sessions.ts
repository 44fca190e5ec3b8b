import type { Message, MessagePart } from "./message.ts";

/** A conversation of one user in one chat, without what was said. */
export interface SessionInfo {
  readonly id: string;
  /** For people; the id until somebody names it. */
  readonly name: string;
  readonly userId: string;
  readonly chatId: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** When the last turn began or ended. ISO 8601, UTC. */
  readonly updatedAt: string;
  /** How many messages of the user it has. */
  readonly turnCount: number;
  /** Whether further messages of its user and chat go on with it. */
  readonly isOpen: boolean;
  readonly researchMode: boolean;
}

/** One message of the user and what came of it. */
export interface StoredTurn {
  readonly id: string;
  /** When it was asked. ISO 8601, UTC. */
  readonly askedAt: string;
  readonly asked: readonly MessagePart[];
  /**
   * Everything that was said in it, the user's message first, every tool call answered; only the user's message when the
   * host ended before there was an answer.
   */
  readonly messages: readonly Message[];
  /** Set when a plugin has rewritten what was said before: `messages` then stand for all of it. */
  readonly replacesHistory?: true;
  /** How it ended; left out when the host ended first. */
  readonly stopReason?: string;
}

/** A session with what was said. */
export interface StoredSession {
  readonly info: SessionInfo;
  readonly turns: readonly StoredTurn[];
}

/** Which sessions are wanted; all that is given must fit. */
export interface SessionFilter {
  readonly userId?: string;
  readonly chatId?: string;
  readonly isOpen?: boolean;
}

/** A turn that a search found. */
export interface SessionHit {
  readonly session: SessionInfo;
  readonly turnId: string;
  /** The part of the turn that fits best, on one line, at most 200 characters. */
  readonly excerpt: string;
  /** Higher is better; of use only within one search. */
  readonly score: number;
}

/** The service `sessions`: what the host keeps of its conversations. Every id that is unknown gives `undefined` or `false`. */
export interface SessionsService {
  /** The newest first, by their last turn. */
  list(filter?: SessionFilter): Promise<readonly SessionInfo[]>;
  read(id: string): Promise<StoredSession | undefined>;
  /** Turns in which the words stand, the best first. @param limit - at most that many. @defaultValue 20 */
  search(text: string, limit?: number): Promise<readonly SessionHit[]>;
  rename(id: string, name: string): Promise<boolean>;
  /** Deletes it for good, and closes it before if it is open. */
  remove(id: string): Promise<boolean>;
  /** As one JSON document, or as Markdown to read. */
  export(id: string, format: "json" | "markdown"): Promise<string | undefined>;
}
