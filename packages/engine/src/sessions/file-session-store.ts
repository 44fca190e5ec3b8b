import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { PluginError, type SessionInfo, type StoredSession } from "@asky/sdk";
import { sessionDamaged, sessionForeign, sessionTaken, sessionUnavailable } from "../errors/session.ts";
import { LineAppender } from "../files/append-lines.ts";
import { readTextFile } from "../files/read-text-file.ts";
import { ChatFiles } from "./chat-files.ts";
import { fitsFilter, newestFirst } from "./list-sessions.ts";
import { searchTurns } from "./search-turns.ts";
import { isSessionId } from "./session-id.ts";
import { SessionIndex } from "./session-index.ts";
import { encodeLine, readSessionLog, type SessionLine, type SessionRecord } from "./session-log.ts";
import { checkSessionName } from "./session-name.ts";
import { messagesOf, type SessionStore } from "./session-store.ts";
import { createTimeStamps } from "./time-stamps.ts";

/** The largest session that is read; far above what any model takes. */
const MAX_BYTES = 256 * 1_048_576;
const SUFFIX = ".jsonl";

/** What {@link createFileSessionStore} takes. */
export interface FileSessionStoreOptions {
  /** Absolute; made when the first session is kept. */
  readonly directory: string;
  /** Told of files that are damaged or cannot be read, while others are. @defaultValue nobody is told */
  readonly report?: (error: PluginError) => void;
}

/**
 * Creates a store of files: one for each session, to which a line is appended for each message asked and each turn ended.
 * A line is a whole turn, so whatever ends the process in between, and whoever else appends, every file stays readable.
 */
export function createFileSessionStore({
  directory,
  report = () => {},
}: FileSessionStoreOptions): SessionStore {
  const appenders = new Map<string, LineAppender>();
  const chats = new ChatFiles(join(directory, "chats"));
  const index = new SessionIndex(join(directory, "index.json"));
  const now = createTimeStamps();
  const pathOf = (id: string): string => join(directory, `${id}${SUFFIX}`);

  /** @throws PluginError `SESSION_UNAVAILABLE` when the file cannot be read or is another session's. */
  async function load(id: string): Promise<SessionRecord | undefined> {
    if (!isSessionId(id)) return undefined;
    const path = pathOf(id);
    const { text, refused } = await readTextFile(path, MAX_BYTES, {
      followLink: false,
      refuseBinary: false,
    }).catch((cause: unknown) => {
      throw sessionUnavailable(`The session "${id}" cannot be read`, path, cause);
    });
    if (refused === "missing") return undefined;
    if (text === undefined) {
      throw sessionUnavailable(`The session "${id}" cannot be read`, path, new Error(refused));
    }
    const record = readSessionLog(text);
    // A file that was renamed by hand, or one of a system that takes two names for one.
    if (record && record.info.id !== id) throw sessionForeign(path, record.info.id);
    if (record && record.damagedLines.length > 0) report(sessionDamaged(path, record.damagedLines));
    return record;
  }

  /** One bad file does not hide the others. */
  async function loadOrReport(id: string): Promise<SessionRecord | undefined> {
    try {
      return await load(id);
    } catch (error) {
      if (!PluginError.is(error)) throw error;
      report(error);
      return undefined;
    }
  }

  async function append(id: string, line: SessionLine): Promise<void> {
    let appender = appenders.get(id);
    if (!appender) {
      appender = new LineAppender(pathOf(id), MAX_BYTES);
      appenders.set(id, appender);
    }
    try {
      await appender.append(encodeLine(line), line.type === "session");
    } catch (cause) {
      throw sessionUnavailable(`The session "${id}" cannot be kept`, pathOf(id), cause);
    }
  }

  async function create(id: string, userId: string, chatId: string): Promise<SessionRecord> {
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
    } catch (cause) {
      throw sessionUnavailable("Sessions cannot be kept", directory, cause);
    }
    const head = {
      version: 1 as const,
      id,
      user_id: userId,
      chat_id: chatId,
      at: now(),
      research_mode: false,
    };
    await append(id, { type: "session", ...head });
    // Another process may have made it at the same moment: whoever was first, it is theirs.
    const record = await load(id);
    if (!record) throw sessionUnavailable(`The session "${id}" cannot be kept`, pathOf(id), undefined);
    return record;
  }

  async function files(): Promise<ReadonlyMap<string, string>> {
    const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw sessionUnavailable("Sessions cannot be listed", directory, error);
    });
    const ids = names.filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length));
    return new Map(ids.filter(isSessionId).map((id) => [id, pathOf(id)]));
  }

  /** Which session goes on is a convenience: what was said does not hang on it. */
  async function remember(change: Promise<void>): Promise<void> {
    await change.catch((cause: unknown) =>
      report(sessionUnavailable("Which session a chat goes on with cannot be kept", directory, cause)),
    );
  }

  const forget = ({ id, userId, chatId }: SessionInfo): Promise<void> =>
    remember(chats.clearCurrent(userId, chatId, id));

  return {
    async current(userId, chatId) {
      const id = await chats.readCurrent(userId, chatId);
      const info = id === undefined ? undefined : (await loadOrReport(id))?.info;
      return info?.userId === userId && info.chatId === chatId ? info.id : undefined;
    },
    async open({ userId, chatId, sessionId }) {
      const { info, turns } = (await load(sessionId)) ?? (await create(sessionId, userId, chatId));
      if (info.userId !== userId || info.chatId !== chatId) throw sessionTaken(sessionId);
      if (!info.isOpen) await append(sessionId, { type: "reopened", at: now() });
      await remember(chats.setCurrent(userId, chatId, sessionId));
      return {
        info: Object.freeze({ ...info, isOpen: true }),
        messages: messagesOf(turns),
        isNew: turns.length === 0,
      };
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
      const infos = await index.infos(await files(), async (id) => (await loadOrReport(id))?.info);
      return newestFirst(infos).filter((info) => fitsFilter(info, filter));
    },
    async read(id) {
      const record = await load(id);
      return record && { info: record.info, turns: record.turns };
    },
    async search(text, limit = 20) {
      const sessions: StoredSession[] = [];
      for (const id of (await files()).keys()) {
        const record = await loadOrReport(id);
        if (record) sessions.push(record);
      }
      return searchTurns(sessions, text, limit);
    },
    async rename(id, name) {
      const checked = checkSessionName(name);
      if (!(await load(id))) return false;
      await append(id, { type: "renamed", at: now(), name: checked });
      return true;
    },
    async remove(id) {
      const record = await load(id);
      if (!record) return false;
      await forget(record.info);
      appenders.delete(id);
      try {
        await rm(pathOf(id), { force: true });
      } catch (cause) {
        throw sessionUnavailable(`The session "${id}" cannot be removed`, pathOf(id), cause);
      }
      return true;
    },
    chatMode: (chatId) => chats.readMode(chatId),
    async setChatMode(chatId, mode) {
      try {
        await chats.setMode(chatId, mode);
      } catch (cause) {
        throw sessionUnavailable("The approval mode of a chat cannot be kept", directory, cause);
      }
    },
  };
}
