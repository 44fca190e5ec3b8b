import { open } from "node:fs/promises";
import { join } from "node:path";
import { isGone, type ProcessIdentity } from "../disk/process-identity.ts";
import { type Head, type ManifestEntry, type ManifestLine, segmentName } from "../manifest/manifest-line.ts";
import { skimManifest } from "../manifest/read-manifest.ts";
import { findTail } from "./find-tail.ts";

/** A chain that no line of the manifest ends. */
export interface OpenChain {
  readonly boot: string;
  /** Its last segment. */
  readonly segment: number;
  readonly process: ProcessIdentity;
  /** What the last segment begins after. */
  readonly before: Head;
}

/** A tail that was cut off. */
export interface RepairedTail {
  readonly file: string;
  readonly bytes: number;
}

/** The chains of a manifest that have not been ended, in its order. */
export function listOpenChains(lines: readonly ManifestLine[]): readonly OpenChain[] {
  const open = new Map<string, OpenChain>();
  for (const line of lines) {
    if (line.type === "open") {
      const { boot, segment, process, first_seq, prev } = line;
      open.set(boot, { boot, segment, process, before: { seq: first_seq - 1, hash: prev } });
    } else if (line.type === "recovered" || (line.type === "close" && line.is_last)) open.delete(line.boot);
  }
  return [...open.values()];
}

/**
 * Ends the chains of processes that died: cuts off what is left of an unfinished line, whose writer was never told that
 * it is written, and puts the last whole line into the manifest. A chain whose end is no record is left for `verify`.
 */
export async function recoverChains(
  directory: string,
  lines: readonly ManifestLine[],
  announce: (entry: ManifestEntry) => Promise<void>,
): Promise<readonly RepairedTail[]> {
  const gone = listOpenChains(lines).filter(({ process }) => isGone(process));
  if (gone.length === 0) return [];
  const boots = new Set(gone.map(({ boot }) => boot));
  // Since these lines were read, such a process may have begun another segment; now it begins no more.
  const { lines: latest = [] } = (await skimManifest(directory)) ?? {};
  const repaired: RepairedTail[] = [];
  for (const { boot, segment, before } of listOpenChains(latest)) {
    if (!boots.has(boot)) continue;
    const file = join(directory, segmentName(boot, segment));
    const tail = await findTail(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
    if (!tail) continue;
    const { head = before, wholeBytes, tornBytes } = tail;
    if (tornBytes > 0) {
      await cutOff(file, wholeBytes);
      repaired.push({ file, bytes: tornBytes });
    }
    await announce({ type: "recovered", boot, segment, torn_bytes: tornBytes, ...head });
  }
  return repaired;
}

async function cutOff(path: string, size: number): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.truncate(size);
    await file.sync();
  } finally {
    await file.close();
  }
}
