import { type FileHandle, open } from "node:fs/promises";

/** A line of a file, without its end. */
export interface FileLine {
  /** Good until the next line is asked for. */
  readonly bytes: Buffer;
  /** Where it begins. */
  readonly offset: number;
  /** Whether the line end is there; only the last line of a file may lack it. */
  readonly isWhole: boolean;
}

const FIRST_BUFFER = 16 * 1024;
const CHUNK = 256 * 1024;
const NEWLINE = 0x0a;

/** A longer line is none of ours; what there is of it is handed out as one that is not whole. */
export const MAX_LINE_BYTES: number = 1024 * 1024;

/** The lines of a file as far as it goes now, in batches, through a buffer that grows with the file up to a limit. */
export async function* readLineBatches(path: string, from = 0): AsyncGenerator<readonly FileLine[]> {
  const file = await open(path, "r");
  try {
    yield* batches(file, from);
  } finally {
    await file.close();
  }
}

async function* batches(file: FileHandle, from: number): AsyncGenerator<readonly FileLine[]> {
  let buffer: Buffer = Buffer.allocUnsafe(FIRST_BUFFER);
  let [start, end, offset] = [0, 0, from];
  for (;;) {
    const space = end === buffer.length ? largerThan(buffer) : buffer;
    buffer.copy(space, 0, start, end);
    [buffer, start, end] = [space, 0, end - start];
    if (end > MAX_LINE_BYTES) break;
    const length = Math.min(CHUNK, buffer.length - end);
    const { bytesRead } = await file.read(buffer, end, length, offset + end);
    if (bytesRead === 0) break;
    end += bytesRead;
    const lines: FileLine[] = [];
    for (
      let stop = buffer.indexOf(NEWLINE, start);
      stop !== -1 && stop < end;
      stop = buffer.indexOf(NEWLINE, start)
    ) {
      lines.push({ bytes: buffer.subarray(start, stop), offset: offset + start, isWhole: true });
      start = stop + 1;
    }
    if (lines.length > 0) yield lines;
    offset += start;
  }
  if (end > start) yield [{ bytes: buffer.subarray(start, end), offset, isWhole: false }];
}

/** Most files of a log are small, and memory outside the heap is dear to get and to give back. */
function largerThan(buffer: Buffer): Buffer {
  return Buffer.allocUnsafe(Math.min(4 * buffer.length, MAX_LINE_BYTES + CHUNK));
}
