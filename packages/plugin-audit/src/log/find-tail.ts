import { type FileHandle, open } from "node:fs/promises";
import { MAX_LINE_BYTES } from "../disk/read-lines.ts";
import { sha256 } from "../json/sha256.ts";
import type { Head } from "../manifest/manifest-line.ts";

const NEWLINE = 0x0a;

/** How a file of records ends. */
export interface FileTail {
  /** The last whole line; `undefined` when there is none. */
  readonly head?: Head;
  /** Up to where lines are whole. */
  readonly wholeBytes: number;
  readonly tornBytes: number;
}

/** Looks at the end of a segment only. `undefined` when its last whole line is no record. */
export async function findTail(path: string): Promise<FileTail | undefined> {
  const file = await open(path, "r");
  try {
    return await tailOf(file);
  } finally {
    await file.close();
  }
}

async function tailOf(file: FileHandle): Promise<FileTail | undefined> {
  const { size } = await file.stat();
  const from = Math.max(0, size - 2 * MAX_LINE_BYTES);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
  const bytes = buffer.subarray(0, bytesRead);
  const end = bytes.lastIndexOf(NEWLINE);
  if (end === -1) return from === 0 ? { wholeBytes: 0, tornBytes: size } : undefined;
  const line = bytes.subarray(end === 0 ? 0 : bytes.lastIndexOf(NEWLINE, end - 1) + 1, end);
  const seq = seqOf(line.toString());
  if (seq === undefined) return undefined;
  const wholeBytes = from + end + 1;
  return { head: { seq, hash: sha256(line) }, wholeBytes, tornBytes: size - wholeBytes };
}

function seqOf(line: string): number | undefined {
  try {
    const { seq } = JSON.parse(line);
    return Number.isSafeInteger(seq) ? seq : undefined;
  } catch {
    return undefined;
  }
}
