import { prepareNextKey, useNextKey } from "../keys/key-folder.ts";
import { readManifest } from "../manifest/read-manifest.ts";
import { findHeads } from "./anchor.ts";
import { LogFolder } from "./log-folder.ts";

/** What {@link rotateAuditKey} takes. */
export interface RotateAuditKeyOptions {
  /** The folder of the log. */
  readonly directory: string;
  /** @defaultValue the directory's name with `-keys` behind it */
  readonly keyDirectory?: string;
}

/**
 * Replaces the key that signs a log, while it is written or not. The old key signs, last of all, the new one and how far
 * every chain has come; then it is gone, and what anyone signs with a copy of it counts for nothing.
 *
 * @returns the id of the new key.
 */
export async function rotateAuditKey(options: RotateAuditKeyOptions): Promise<string> {
  const { directory, keyDirectory = `${directory}-keys` } = options;
  const folder = new LogFolder(directory, keyDirectory, () => new Date());
  await folder.open();
  const next = await prepareNextKey(keyDirectory);
  const manifest = await readManifest(directory);
  const heads = manifest ? await findHeads(directory, manifest) : {};
  await folder.announce({ type: "key", public_key: next.text, heads });
  await useNextKey(keyDirectory);
  return next.id;
}
