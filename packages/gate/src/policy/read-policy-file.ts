import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

const MAX_BYTES = 1_048_576;

/**
 * Reads a policy file: a regular file of at most 1 MiB of UTF-8.
 *
 * @throws Error saying why it cannot be read.
 */
export async function readPolicyFile(path: string): Promise<string> {
  // A pipe would hold up a plain open for ever.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readBytes(handle));
  } finally {
    await handle.close();
  }
}

async function readBytes(handle: FileHandle): Promise<Uint8Array> {
  const stats = await handle.stat();
  if (!stats.isFile()) throw new TypeError("it is no regular file");
  const buffer = new Uint8Array(MAX_BYTES + 1);
  let length = 0;
  // The buffer is the limit: what stat says of the size may have changed.
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) return buffer.subarray(0, length);
    length += bytesRead;
  }
  throw new TypeError(`it is larger than ${MAX_BYTES} bytes`);
}
