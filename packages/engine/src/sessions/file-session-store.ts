import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { PluginError, SessionInfo, StoredSession } from "@asky/sdk";
import { sessionDamaged, sessionTaken, sessionUnavailable } from "../errors/session.ts";
import { LineAppender } from "../files/append-lines.ts";
import { readTextFile } from "../files/read-text-file.ts";
import type { ChatFiles } from "./chat-files.ts";
import { fitsFilter, newestFirst } from "./list-sessions.ts";
import { searchTurns } from "./search-turns.ts";
import { isSessionId } from "./session-id.ts";
import { SessionIndex } from "./session-index.ts";
import { encodeLine, readSessionLog, type SessionLine, type SessionRecord } from "./session-log.ts";
import { messagesOf, type SessionStore } from "./session-store.ts";

/** The largest session that is read; far above what any model takes. */
const MAX_BYTES = 256 * 1_048_576;
const SUFFIX = ".jsonl";

/** What {@link createFileSessionStore} takes. */
export interface FileSessionStoreOptions {
  /** Made when the first session is kept. */
  readonly directory: string;
  /** Shared with whoever keeps the approval modes. */
  readonly chats: ChatFiles;
  /** Told of damaged files. */
  readonly report: (error: PluginError) => void;
}

/**
 * Creates a store of files: one for each session, to which a line is appended for each message asked and each turn ended.
 * A line is a whole turn, so whatever ends the process in between, and whoever else appends, every file stays readable.
 */
export function createFileSessionStore({ directory, chats, report }: FileSessionStoreOptions): SessionStore {
  const appenders = new Map<string, LineAppender>();
  const index = new SessionIndex(join(directory, "index.json"));
  const pathOf = (id: string): string => join(directory, `${id}${SUFFIX}`);
  const now = (): string => new Date().toISOString();

  async function load(id: string): Promise<SessionRecord | undefined> {
    if (!isSessionId(id)) return undefined;
    const path = pathOf(id);
    const { text, refused } = await readTextFile(path, MAX_BYTES, false);
    if (refused === "missing") return undefined;
    if (text === undefined)
      throw sessionUnavailable(`The session "${id}" cannot be read`, path, new Error(refused));
    const record = readSessionLog(text);
    // A file that was renamed by hand, or one of a system that takes two names for one.
    if (record?.info.id !== id) return undefined;
    if (record.damagedLines.length > 0) report(sessionDamaged(path, record.damagedLines));
    return record;
  }

  async function append(id: string, line: SessionLine): Promise<void> {
    let appender = appenders.get(id);
    if (!appender) {
      appender = new LineAppender(pathOf(id));
      appenders.set(id, appender);
    }
    try {
      await appender.append(encodeLine(line));
    } catch (cause) {
      throw sessionUnavailable(`The session "${id}" cannot be kept`, pathOf(id), cause);
    }
  }

  async function create(id: string, userId: string, chatId: string): Promise<SessionInfo> {
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
    } catch (cause) {
      throw sessionUnavailable("Sessions cannot be kept", directory, cause);
    }
    const at = now();
    const head = { version: 1 as const, id, user_id: userId, chat_id: chatId, at, research_mode: false };
    await append(id, { type: "session", ...head });
    const facts = { turnCount: 0, isOpen: true, researchMode: false };
    return { id, name: id, userId, chatId, createdAt: at, updatedAt: at, ...facts };
  }

  async function files(): Promise<ReadonlyMap<string, string>> {
    const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw sessionUnavailable("Sessions cannot be listed", directory, error);
    });
    const ids = names.filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length));
    return new Map(ids.filter(isSessionId).map((id) => [id, pathOf(id)]));
  }

  async function forget({ id, userId, chatId }: SessionInfo): Promise<void> {
    await chats.change(chatId, (state) => ({
      ...state,
      sessions: Object.fromEntries(
        Object.entries(state.sessions).filter(([user, open]) => user !== userId || open !== id),
      ),
    }));
  }

  return {
    async current(userId, chatId) {
      const open = (await chats.read(chatId)).sessions[userId];
      const info = open === undefined ? undefined : (await load(open))?.info;
      return info?.userId === userId && info.chatId === chatId ? info.id : undefined;
    },
    async open({ userId, chatId, sessionId }) {
      const record = await load(sessionId);
      if (record && (record.info.userId !== userId || record.info.chatId !== chatId)) {
        throw sessionTaken(sessionId);
      }
      const info = record?.info ?? (await create(sessionId, userId, chatId));
      await chats.change(chatId, (state) => ({
        ...state,
        sessions: { ...state.sessions, [userId]: info.id },
      }));
      const turns = record?.turns ?? [];
      return { info, messages: messagesOf(turns), isNew: turns.length === 0 };
    },
    keepAsked: (id, { turnId, parts }) => append(id, { type: "asked", turn_id: turnId, at: now(), parts }),
    keepTurn: (id, { turnId, stopReason, messages, replacesHistory }) =>
      append(id, {
        type: "turn",
        turn_id: turnId,
        at: now(),
        stop_reason: stopReason,
        ...(replacesHistory && { replaces_history: true }),
        messages,
      }),
    async close(id) {
      const record = await load(id);
      if (!record?.info.isOpen) return false;
      await append(id, { type: "closed", at: now() });
      await forget(record.info);
      appenders.delete(id);
      return true;
    },
    async list(filter = {}) {
      const infos = await index.infos(await files(), async (id) => (await load(id))?.info);
      return newestFirst(infos).filter((info) => fitsFilter(info, filter));
    },
    async read(id) {
      const record = await load(id);
      return record && { info: record.info, turns: record.turns };
    },
    async search(text, limit = 20) {
      const sessions: StoredSession[] = [];
      for (const id of (await files()).keys()) {
        const record = await load(id);
        if (record) sessions.push(record);
      }
      return searchTurns(sessions, text, limit);
    },
    async rename(id, name) {
      if (!(await load(id))) return false;
      await append(id, { type: "renamed", at: now(), name });
      return true;
    },
    async remove(id) {
      const record = await load(id);
      if (!record) return false;
      await forget(record.info);
      appenders.delete(id);
      await rm(pathOf(id), { force: true });
      return true;
    },
  };
}
