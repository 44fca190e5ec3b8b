import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { syncFolder } from "../disk/disk.ts";
import { canonicalJson } from "../json/canonical-json.ts";
import { sha256 } from "../json/sha256.ts";
import type { SigningKey } from "../keys/signing-key.ts";
import { MANIFEST_NAME, type ManifestEntry } from "./manifest-line.ts";

const FLAGS = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT;
const NEWLINE = 0x0a;

/**
 * Appends a signed line. Several processes may do so at once: each line goes out in one write and vouches for what its
 * writer saw before it; what slipped in between is vouched for by the next one. Resolves when it is on the disk.
 */
export async function appendToManifest(
  directory: string,
  key: SigningKey,
  entry: ManifestEntry,
  now: Date,
): Promise<void> {
  const file = await open(join(directory, MANIFEST_NAME), FLAGS, 0o600);
  try {
    const before = await file.readFile();
    const isTorn = before.length > 0 && before.at(-1) !== NEWLINE;
    const words = {
      ...entry,
      timestamp: now.toISOString(),
      nonce: randomBytes(8).toString("hex"),
      before: { bytes: before.length, sha256: sha256(before) },
      ...(isTorn && { after_torn: true }),
      key: key.id,
    };
    const line = canonicalJson({ ...words, signature: key.sign(canonicalJson(words)) });
    await writeAtOnce(file, Buffer.from(`${isTorn ? "\n" : ""}${line}\n`));
    await file.sync();
    if (before.length === 0) await syncFolder(directory);
  } finally {
    await file.close();
  }
}

/** What a full disk leaves of a line counts as torn. */
async function writeAtOnce(file: FileHandle, bytes: Buffer): Promise<void> {
  const { bytesWritten } = await file.write(bytes);
  if (bytesWritten < bytes.length) throw new Error("The manifest could not be written whole.");
}
