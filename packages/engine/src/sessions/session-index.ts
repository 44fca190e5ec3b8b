import { lstat } from "node:fs/promises";
import type { SessionInfo } from "@asky/sdk";
import * as z from "zod/mini";
import { readTextFile } from "../files/read-text-file.ts";
import { replaceFile } from "../files/replace-file.ts";

/** What a session's file was like when it was last read whole. */
interface Entry {
  readonly size: number;
  readonly mtimeMs: number;
  readonly info: SessionInfo;
}

const indexFile = z.object({
  version: z.literal(1),
  sessions: z.record(
    z.string(),
    z.object({
      size: z.number(),
      mtimeMs: z.number(),
      info: z.object({
        id: z.string(),
        name: z.string(),
        userId: z.string(),
        chatId: z.string(),
        createdAt: z.string(),
        updatedAt: z.string(),
        turnCount: z.number(),
        isOpen: z.boolean(),
        researchMode: z.boolean(),
      }),
    }),
  ),
});

const MAX_BYTES = 64 * 1_048_576;

/**
 * What is known of all sessions without reading their files. A cache: an entry counts while the file has the size and
 * time it was made from, and the whole can be deleted at any moment.
 */
export class SessionIndex {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * @param files - the path of each session's file, by id.
   * @param read - reads one file whole; `undefined` when it is none of a session.
   */
  async infos(
    files: ReadonlyMap<string, string>,
    read: (id: string) => Promise<SessionInfo | undefined>,
  ): Promise<readonly SessionInfo[]> {
    const known = await this.#load();
    const entries = new Map<string, Entry>();
    let isStale = known.size !== files.size;
    for (const [id, path] of files) {
      // One that was removed in between is passed over.
      const stats = await lstat(path).catch(() => undefined);
      if (!stats) continue;
      const { size, mtimeMs } = stats;
      const old = known.get(id);
      if (old?.info.id === id && old.size === size && old.mtimeMs === mtimeMs) {
        entries.set(id, old);
        continue;
      }
      isStale = true;
      const info = await read(id);
      if (info) entries.set(id, { size, mtimeMs, info });
    }
    if (isStale) await this.#save(entries);
    return [...entries.values()].map(({ info }) => info);
  }

  async #load(): Promise<ReadonlyMap<string, Entry>> {
    const { text } = await readTextFile(this.#path, MAX_BYTES, { followLink: false });
    if (text === undefined) return new Map();
    try {
      const { data } = indexFile.safeParse(JSON.parse(text));
      return new Map(Object.entries(data?.sessions ?? {}));
    } catch {
      // A damaged cache is an empty one.
      return new Map();
    }
  }

  async #save(entries: ReadonlyMap<string, Entry>): Promise<void> {
    const content = { version: 1, sessions: Object.fromEntries(entries) };
    // Listing must not fail because the cache cannot be written.
    await replaceFile(this.#path, JSON.stringify(content), false).catch(() => {});
  }
}
