import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolder } from "../disk/disk.ts";
import { canonicalJson } from "../json/canonical-json.ts";
import { type Head, type ManifestLine, segmentName } from "../manifest/manifest-line.ts";
import type { Manifest } from "../manifest/read-manifest.ts";
import { findTail } from "./find-tail.ts";

/** What is kept elsewhere: how far chains had come, and what the manifest was. */
export type Anchor = {
  readonly asky_audit_anchor: 1;
  readonly timestamp: string;
  readonly heads: Readonly<Record<string, Head>>;
  readonly manifest?: { readonly bytes: number; readonly sha256: string };
};

export function formatAnchor(anchor: Omit<Anchor, "asky_audit_anchor">): string {
  return canonicalJson({ asky_audit_anchor: 1, ...anchor });
}

/** Appends an anchor to a file that is elsewhere. Resolves when it is on the disk. */
export async function writeAnchor(path: string, line: string): Promise<void> {
  await makeFolder(dirname(path));
  const file = await open(path, "a", 0o600);
  try {
    await file.writeFile(`${line}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** How far every chain has come. */
export async function findHeads(
  directory: string,
  { lines }: Manifest,
): Promise<Readonly<Record<string, Head>>> {
  const heads: Record<string, Head> = {};
  for (const line of lines) {
    if (line.type === "open")
      heads[line.boot] = (await endOf(directory, line)) ?? heads[line.boot] ?? beginOf(line);
  }
  return Object.fromEntries(Object.entries(heads).filter(([, { seq }]) => seq > 0));
}

async function endOf(
  directory: string,
  { boot, segment }: ManifestLine & { readonly type: "open" },
): Promise<Head | undefined> {
  const tail = await findTail(join(directory, segmentName(boot, segment))).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    },
  );
  return tail?.head;
}

function beginOf({ first_seq, prev }: ManifestLine & { readonly type: "open" }): Head {
  return { seq: first_seq - 1, hash: prev };
}
