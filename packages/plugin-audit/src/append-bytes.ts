import { constants } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { PluginError } from "@asky/sdk";
import { auditLogNotAFile, auditLogUnwritable } from "./errors.ts";

// Not blocking, because opening a pipe would otherwise wait for a reader. Regular files do not care.
const FLAGS = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;
const NEWLINE = 0x0a;

/** What became of some bytes: how many of them are in the file, and why not all of them. */
export interface AppendOutcome {
  readonly written: number;
  readonly failure?: PluginError;
}

/**
 * Appends whole lines to a file, in one write as far as the system lets us, so that several writers do not mix within a
 * line. Starts on a fresh line when the last one was left unfinished. Never rejects.
 *
 * The file is opened each time: one that was rotated, removed or repaired meanwhile is found again, and a failure leaves
 * nothing behind that could fail the next call.
 */
export async function appendBytes(path: string, lines: Buffer): Promise<AppendOutcome> {
  let file: FileHandle | undefined;
  let outcome: AppendOutcome;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    file = await open(path, FLAGS, 0o600);
    outcome = await appendTo(file, lines, path);
  } catch (cause) {
    outcome = { written: 0, failure: describe(path, cause) };
  }
  try {
    await file?.close();
  } catch (cause) {
    // Some file systems report only now that what they accepted is not stored.
    return { written: 0, failure: outcome.failure ?? auditLogUnwritable(path, cause) };
  }
  return outcome;
}

async function appendTo(file: FileHandle, lines: Buffer, path: string): Promise<AppendOutcome> {
  const stats = await file.stat();
  if (!stats.isFile()) throw auditLogNotAFile(path);
  const isTorn = stats.size > 0 && (await byteAt(file, stats.size - 1)) !== NEWLINE;
  const bytes = isTorn ? Buffer.concat([Buffer.of(NEWLINE), lines]) : lines;
  const repaired = bytes.length - lines.length;
  let written = 0;
  try {
    while (written < bytes.length) written += await writeSome(file, bytes, written);
  } catch (cause) {
    return { written: Math.max(0, written - repaired), failure: auditLogUnwritable(path, cause) };
  }
  return { written: lines.length };
}

/** A full disk first writes less than it was given, and fails only when asked again. */
async function writeSome(file: FileHandle, bytes: Buffer, from: number): Promise<number> {
  const { bytesWritten } = await file.write(bytes, from, bytes.length - from, null);
  if (bytesWritten === 0) throw new Error("The system accepted no bytes and gave no reason.");
  return bytesWritten;
}

async function byteAt(file: FileHandle, position: number): Promise<number | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, position);
  // Nothing to read: somebody has just emptied the file, so there is no line to finish.
  return bytesRead === 0 ? NEWLINE : buffer[0];
}

function describe(path: string, cause: unknown): PluginError {
  if (PluginError.is(cause)) return cause;
  const isDirectory = (cause as NodeJS.ErrnoException | undefined)?.code === "EISDIR";
  return isDirectory ? auditLogNotAFile(path, cause) : auditLogUnwritable(path, cause);
}
