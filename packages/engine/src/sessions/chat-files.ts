import { createHash } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ChatMode } from "@asky/sdk";
import * as z from "zod/mini";
import { readTextFile } from "../files/read-text-file.ts";
import { replaceFile } from "../files/replace-file.ts";

const modeFile = z.object({
  version: z.literal(1),
  chat_id: z.string(),
  mode: z.enum(["ask", "edits", "all"]),
});
const currentFile = z.object({
  version: z.literal(1),
  user_id: z.string(),
  chat_id: z.string(),
  session_id: z.string(),
});

const MAX_BYTES = 1_048_576;

/**
 * What is known of chats besides what was said in them: a file for the approval mode of each, and one for the session that
 * each user of it goes on with. No file has two things in it, so that two processes never write back what the other one
 * has changed. They are named by a digest: a chat's id may be any text.
 */
export class ChatFiles {
  readonly #directory: string;
  /** The last change of each file that is not over. */
  readonly #pending = new Map<string, Promise<void>>();

  /** @param directory - made when the first file is kept. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** A file that is missing, damaged or another chat's counts as `ask`. */
  async readMode(chatId: string): Promise<ChatMode> {
    const kept = await readAs(this.#modePath(chatId), modeFile);
    return kept?.chat_id === chatId ? kept.mode : "ask";
  }

  /** Resolves when the mode is there after a power cut, too. */
  setMode(chatId: string, mode: ChatMode): Promise<void> {
    const path = this.#modePath(chatId);
    return this.#inTurn(path, () => this.#write(path, { version: 1, chat_id: chatId, mode }, true));
  }

  /** The session that messages of this user and chat go on with. */
  async readCurrent(userId: string, chatId: string): Promise<string | undefined> {
    const kept = await readAs(this.#currentPath(userId, chatId), currentFile);
    return kept?.user_id === userId && kept.chat_id === chatId ? kept.session_id : undefined;
  }

  setCurrent(userId: string, chatId: string, sessionId: string): Promise<void> {
    const path = this.#currentPath(userId, chatId);
    const content = { version: 1, user_id: userId, chat_id: chatId, session_id: sessionId };
    return this.#inTurn(path, async () => {
      if ((await this.readCurrent(userId, chatId)) !== sessionId) await this.#write(path, content, false);
    });
  }

  /** Forgets a session, if it is the one. */
  clearCurrent(userId: string, chatId: string, sessionId: string): Promise<void> {
    const path = this.#currentPath(userId, chatId);
    return this.#inTurn(path, async () => {
      if ((await this.readCurrent(userId, chatId)) === sessionId) await rm(path, { force: true });
    });
  }

  async #write(path: string, content: object, isDurable: boolean): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    await replaceFile(path, `${JSON.stringify(content)}\n`, isDurable);
  }

  /** Changes of one file follow each other. Whoever asked for one hears of its failure; the next one does not. */
  #inTurn(path: string, change: () => Promise<void>): Promise<void> {
    const done = (this.#pending.get(path) ?? Promise.resolve()).then(change);
    const settled = done
      .catch(() => {})
      .then(() => {
        if (this.#pending.get(path) === settled) this.#pending.delete(path);
      });
    this.#pending.set(path, settled);
    return done;
  }

  #modePath(chatId: string): string {
    return this.#pathOf(["mode", chatId]);
  }

  #currentPath(userId: string, chatId: string): string {
    return this.#pathOf(["current", userId, chatId]);
  }

  #pathOf(key: readonly string[]): string {
    const digest = createHash("sha256").update(JSON.stringify(key)).digest("hex");
    return join(this.#directory, `${digest.slice(0, 40)}.json`);
  }
}

async function readAs<Schema extends z.ZodMiniObject>(
  path: string,
  schema: Schema,
): Promise<z.infer<Schema> | undefined> {
  const { text } = await readTextFile(path, MAX_BYTES, { followLink: false });
  if (text === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    // No JSON: nothing is known, and the next change writes the file anew.
    return undefined;
  }
}
