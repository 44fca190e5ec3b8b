import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";

interface Waiting {
  readonly text: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Appends whole lines to one file. What is waiting goes to the disk together. Several processes may append to the same
 * file: each batch is one write at the end, and one that was torn off is closed before the next one begins.
 */
export class LineAppender {
  readonly #path: string;
  #waiting: Waiting[] = [];
  #isRunning = false;

  /** @param path - its folder is there. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Resolves when the lines are on the disk, in the order of the calls. @param text - ends with a line end. */
  append(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ text, resolve, reject });
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await writeBatch(this.#path, batch.map(({ text }) => text).join(""));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#isRunning = false;
  }
}

async function writeBatch(path: string, text: string): Promise<void> {
  const handle = await open(path, "a+", 0o600);
  try {
    const { size } = await handle.stat();
    const start = size > 0 && !(await endsWithLineEnd(handle, size)) ? "\n" : "";
    await writeAll(handle, Buffer.from(start + text, "utf8"));
    await handle.datasync();
    if (size === 0) await syncFolder(dirname(path));
  } finally {
    await handle.close();
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

/** A new file is there after a power cut only when its folder knows of it. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
