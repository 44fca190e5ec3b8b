import { join } from "node:path";
import { decodeEntry } from "./decode-entry.ts";
import { encodeEntry, finishLine } from "./encode-entry.ts";
import { type OpenRun, withRunFile } from "./run-file.ts";
import { runFileName } from "./run-name.ts";

/** Room that is kept for the line which says that a run is full. */
const RESERVE_BYTES = 1024;

const MAX_PAGES = 1000;

/** Where a run's file stands. */
interface Page {
  readonly seq: number;
  /** Whether its last line is unfinished. */
  readonly isTorn: boolean;
  readonly isFull: boolean;
}

/** Appends entries to the files of their runs: numbers them, and stops where a run is full. One writer at a time. */
export class RunBook {
  readonly #directory: string;
  readonly #maxRunBytes: number;
  readonly #pages = new Map<string, Page>();
  /** How many entries of full runs were left out. */
  readonly #leftOut = new Map<string, number>();

  constructor(directory: string, maxRunBytes: number) {
    this.#directory = directory;
    this.#maxRunBytes = maxRunBytes;
  }

  pathOf(run: string): string {
    return join(this.#directory, runFileName(run));
  }

  /** Appends the bodies of lines, all or none. Resolves to whether the run is new; rejects when it cannot be written. */
  async append(run: string, bodies: readonly string[]): Promise<boolean> {
    try {
      return await withRunFile(this.pathOf(run), (file) => this.#appendTo(file, run, bodies));
    } catch (error) {
      // Whatever has happened to the file: next time it is looked at anew.
      this.#pages.delete(run);
      throw error;
    }
  }

  /** Writes into each full run how much of it is missing. Called once, at the end. */
  async writeLeftOut(): Promise<void> {
    for (const [run, count] of this.#leftOut) {
      await withRunFile(this.pathOf(run), async (file) => {
        const page = await this.#pageOf(run, file);
        await file.append(
          `${page.isTorn ? "\n" : ""}${finishLine(page.seq + 1, gapBody("left_out", run, count))}`,
        );
      });
      this.#leftOut.delete(run);
    }
  }

  async #appendTo(file: OpenRun, run: string, bodies: readonly string[]): Promise<boolean> {
    const page = await this.#pageOf(run, file);
    let { seq, isFull } = page;
    let text = page.isTorn ? "\n" : "";
    let size = file.size;
    let leftOut = 0;
    for (const body of bodies) {
      const line = finishLine(seq + 1, body);
      size += Buffer.byteLength(line);
      if (isFull) {
        leftOut += 1;
      } else if (size + RESERVE_BYTES > this.#maxRunBytes) {
        isFull = true;
        leftOut += 1;
        seq += 1;
        text += finishLine(seq, gapBody("capped", run, 1));
      } else {
        seq += 1;
        text += line;
      }
    }
    if (text !== "") await file.append(text);
    if (leftOut > 0) this.#leftOut.set(run, (this.#leftOut.get(run) ?? 0) + leftOut);
    this.#remember(run, { seq, isFull, isTorn: false });
    return file.isNew;
  }

  /** A file that was removed meanwhile begins anew and goes on counting. */
  async #pageOf(run: string, file: OpenRun): Promise<Page> {
    const known = this.#pages.get(run);
    if (file.isNew) return { seq: known?.seq ?? 0, isTorn: false, isFull: false };
    return known ?? readPage(await file.readTail());
  }

  #remember(run: string, page: Page): void {
    this.#pages.delete(run);
    this.#pages.set(run, page);
    const [oldest] = this.#pages.keys();
    if (this.#pages.size > MAX_PAGES && oldest !== undefined) this.#pages.delete(oldest);
  }
}

/** The body of a line that says how much is missing. */
export function gapBody(kind: "capped" | "left_out" | "dropped", run: string, count: number): string {
  return encodeEntry({ kind, timestamp: new Date().toISOString(), run, count }, 4096);
}

/** Where a file stands that this process has not written to, or not lately. */
function readPage(tail: string): Page {
  const last = tail
    .split("\n")
    .map(decodeEntry)
    .findLast((entry) => entry !== undefined);
  return {
    seq: last?.seq ?? 0,
    isTorn: !tail.endsWith("\n"),
    isFull: last?.kind === "capped" || last?.kind === "left_out",
  };
}
