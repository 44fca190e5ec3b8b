import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { syncFolder } from "./sync-folder.ts";

interface Waiting {
  readonly bytes: Buffer;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Never through a link, and never waiting for the other end of a pipe. */
const FLAGS = constants.O_RDWR | constants.O_APPEND | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Appends whole lines to one file. What is waiting goes to the disk together. Several processes may append to the same
 * file: each batch is one write at the end, and one that was torn off is closed before the next one begins.
 */
export class LineAppender {
  readonly #path: string;
  readonly #maxBytes: number;
  #waiting: Waiting[] = [];
  #isRunning = false;
  #isFolderSynced = false;

  /**
   * @param path - a regular file; its folder is there.
   * @param maxBytes - how large it may become.
   */
  constructor(path: string, maxBytes: number) {
    this.#path = path;
    this.#maxBytes = maxBytes;
  }

  /**
   * Resolves when the lines are on the disk, in the order of the calls.
   *
   * @param text - ends with a line end.
   * @param isFirst - whether it makes the file when there is none; otherwise a file that is gone is a failure.
   */
  async append(text: string, isFirst = false): Promise<void> {
    if (isFirst) await (await open(this.#path, FLAGS | constants.O_CREAT, 0o600)).close();
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ bytes: Buffer.from(text, "utf8"), resolve, reject });
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(Buffer.concat(batch.map(({ bytes }) => bytes)));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#isRunning = false;
  }

  async #write(bytes: Buffer): Promise<void> {
    const handle = await open(this.#path, FLAGS);
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) throw new TypeError("It is no regular file.");
      const { size } = stats;
      if (size + bytes.length >= this.#maxBytes) {
        throw new RangeError(`It would become larger than ${this.#maxBytes} bytes.`);
      }
      const isTorn = size > 0 && !(await endsWithLineEnd(handle, size));
      await writeAll(handle, isTorn ? Buffer.concat([Buffer.from("\n"), bytes]) : bytes);
      await handle.datasync();
      // Whoever made the file may have ended before its folder knew of it.
      if (!this.#isFolderSynced) await syncFolder(dirname(this.#path));
      this.#isFolderSynced = true;
    } finally {
      await handle.close();
    }
  }
}

async function endsWithLineEnd(handle: FileHandle, size: number): Promise<boolean> {
  const last = Buffer.alloc(1);
  await handle.read(last, 0, 1, size - 1);
  return last[0] === 0x0a;
}

async function writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let offset = 0; offset < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, offset);
    offset += bytesWritten;
  }
}
