import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { ChatMode } from "@asky/sdk";
import * as z from "zod/mini";
import { readTextFile } from "../files/read-text-file.ts";
import { replaceFile } from "../files/replace-file.ts";

/** What is known of a chat besides what was said in it. */
export interface ChatState {
  /** How tool calls are approved in it. */
  readonly mode: ChatMode;
  /** The open session of each user. */
  readonly sessions: Readonly<Record<string, string>>;
}

const chatFile = z.object({
  version: z.literal(1),
  chat_id: z.string(),
  mode: z.enum(["ask", "edits", "all"]),
  sessions: z.record(z.string(), z.string()),
});

const NOTHING_KNOWN: ChatState = Object.freeze({ mode: "ask", sessions: Object.freeze({}) });
const MAX_BYTES = 1_048_576;

/** The files of the chats, one each, named by a digest: a chat's id may be any text. */
export class ChatFiles {
  readonly #directory: string;
  /** The last change of each chat that is not over. */
  readonly #pending = new Map<string, Promise<void>>();

  /** @param directory - made when the first chat is kept. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** A file that is missing, damaged or another chat's counts as nothing known. */
  async read(chatId: string): Promise<ChatState> {
    const { text } = await readTextFile(this.#pathOf(chatId), MAX_BYTES, false);
    if (text === undefined) return NOTHING_KNOWN;
    const { mode, sessions, chat_id } = parse(text) ?? {};
    if (chat_id !== chatId || mode === undefined || sessions === undefined) return NOTHING_KNOWN;
    return { mode, sessions };
  }

  /** Changes a chat's file, one change after the other. A new mode is there after a power cut, too. */
  change(chatId: string, change: (state: ChatState) => ChatState): Promise<void> {
    const last = this.#pending.get(chatId) ?? Promise.resolve();
    const done = last.then(async () => {
      const before = await this.read(chatId);
      const after = change(before);
      if (JSON.stringify(after) === JSON.stringify(before)) return;
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
      const content = { version: 1, chat_id: chatId, ...after };
      await replaceFile(this.#pathOf(chatId), `${JSON.stringify(content)}\n`, after.mode !== before.mode);
    });
    // Whoever asked for a change hears of its failure; the next change does not.
    const settled = done
      .catch(() => {})
      .then(() => {
        if (this.#pending.get(chatId) === settled) this.#pending.delete(chatId);
      });
    this.#pending.set(chatId, settled);
    return done;
  }

  #pathOf(chatId: string): string {
    const digest = createHash("sha256").update(chatId).digest("hex");
    return join(this.#directory, `${digest.slice(0, 40)}.json`);
  }
}

function parse(text: string): z.infer<typeof chatFile> | undefined {
  try {
    return chatFile.safeParse(JSON.parse(text)).data;
  } catch {
    // No JSON: nothing is known, and the next change writes the file anew.
    return undefined;
  }
}
