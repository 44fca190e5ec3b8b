import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { ledgerDamaged, ledgerUnreadable } from "../errors/ledger.ts";
import type { ReportProblem } from "../problems/problem-log.ts";
import { decodeEntry } from "./decode-entry.ts";
import type { LedgerEntry } from "./ledger-entry.ts";

/** More than a ledger ever writes into one file; of a larger one the end is read. */
const MAX_BYTES = 64 * 1024 * 1024;

const MAX_NAMED_LINES = 5;

/** Reads the entries of one file, the last one first. Lines that are none are passed over and reported. Never throws. */
export async function* readRun(file: string, report: ReportProblem): AsyncGenerator<LedgerEntry, void> {
  const lines = await readLines(file, report);
  const damaged: number[] = [];
  try {
    for (let index = lines.length - 1; index >= 0; index--) {
      const line = lines[index] ?? "";
      if (line === "") continue;
      const entry = decodeEntry(line);
      if (entry) yield entry;
      else damaged.push(index + 1);
    }
  } finally {
    // Also when the reader has seen enough.
    const first = damaged.toReversed().slice(0, MAX_NAMED_LINES);
    if (damaged.length > 0) report(ledgerDamaged(file, first, damaged.length));
  }
}

async function readLines(file: string, report: ReportProblem): Promise<readonly string[]> {
  try {
    const handle = await open(
      file,
      constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0),
    );
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) throw new Error("It is no regular file.");
      const length = Math.min(stats.size, MAX_BYTES);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, stats.size - length);
      return buffer.toString("utf8", 0, bytesRead).split("\n");
    } finally {
      await handle.close();
    }
  } catch (error) {
    // Retention may have removed it since it was listed.
    if ((error as NodeJS.ErrnoException | undefined)?.code !== "ENOENT")
      report(ledgerUnreadable(file, error));
    return [];
  }
}
