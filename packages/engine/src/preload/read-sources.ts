import type { FileHandle } from "node:fs/promises";
import { extname, join } from "node:path";
import { type FolderInside, openFolderInside, openInside, type SandboxArea } from "@asky/gate";
import { PluginError } from "@asky/sdk";

/** A text that was read, by the name under which it is shown. */
export interface SourceText {
  readonly source: string;
  readonly text: string;
}

/** What reading the sources came to. */
export interface SourcesReading {
  readonly texts: readonly SourceText[];
  /** What could not be used, each with the reason. */
  readonly faults: readonly { readonly source: string; readonly fault: string }[];
}

/** Text and Markdown; a file that is named itself may have any ending. */
const ENDINGS: ReadonlySet<string> = new Set([".txt", ".md", ".markdown", ".mdx", ".rst", ".adoc", ".org"]);
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set([".git", "node_modules"]);
const MAX_FILES = 2_000;
const MAX_FILE_BYTES = 1_048_576;
const MAX_TOTAL_BYTES = 32 * 1_048_576;
const MAX_DEPTH = 32;

/** Reads files, and folders all the way down, as far as they lie inside. Links in folders are passed over. Never rejects. */
export async function readSources(
  sources: readonly string[],
  area: SandboxArea,
  signal: AbortSignal,
): Promise<SourcesReading> {
  const reader = new Reader(signal);
  for (const source of new Set(sources)) await reader.read(source, area);
  return reader.reading;
}

class Reader {
  readonly #signal: AbortSignal;
  readonly #texts: SourceText[] = [];
  readonly #faults: { readonly source: string; readonly fault: string }[] = [];
  #bytes = 0;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  get reading(): SourcesReading {
    return { texts: this.#texts, faults: this.#faults };
  }

  async read(source: string, area: SandboxArea): Promise<void> {
    try {
      const folder = await openFolderInside(area, source).catch((error: unknown) => {
        if (PluginError.is(error) && error.code === "PATH_KIND_WRONG") return undefined;
        throw error;
      });
      if (folder) await this.#readFolder(source, folder, 0);
      else await this.#readFile(source, await openInside(area, source));
    } catch (error) {
      this.#refuse(source, error);
    }
  }

  async #readFolder(source: string, folder: FolderInside, depth: number): Promise<void> {
    try {
      const entries = (await folder.list()).toSorted((a, b) => (a.name < b.name ? -1 : 1));
      for (const { name, kind } of entries) {
        if (this.#isFull || this.#signal.aborted) return;
        const path = join(source, name);
        try {
          if (kind === "file" && ENDINGS.has(extname(name).toLowerCase())) {
            await this.#readFile(path, await folder.open(name));
          }
          if (kind === "folder" && depth < MAX_DEPTH && !SKIPPED_FOLDERS.has(name)) {
            await this.#readFolder(path, await folder.enter(name), depth + 1);
          }
        } catch (error) {
          this.#refuse(path, error);
        }
      }
    } finally {
      await folder.close();
    }
  }

  async #readFile(source: string, handle: FileHandle): Promise<void> {
    try {
      const { size } = await handle.stat();
      if (size > MAX_FILE_BYTES) throw new RangeError(`It is larger than ${MAX_FILE_BYTES} bytes.`);
      const buffer = Buffer.alloc(MAX_FILE_BYTES);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      const text = new TextDecoder("utf-8", { fatal: true }).decode(buffer.subarray(0, bytesRead));
      if (text.includes("\0")) throw new TypeError("It is no text.");
      this.#bytes += bytesRead;
      this.#texts.push({ source, text });
    } finally {
      await handle.close();
    }
  }

  get #isFull(): boolean {
    return this.#texts.length >= MAX_FILES || this.#bytes >= MAX_TOTAL_BYTES;
  }

  #refuse(source: string, error: unknown): void {
    this.#faults.push({ source, fault: error instanceof Error ? error.message : String(error) });
  }
}
