import { makeFolder } from "../disk/disk.ts";
import { auditKeyMismatch } from "../errors.ts";
import { keyVersion, openSigningKey, readNextKey, useNextKey } from "../keys/key-folder.ts";
import type { SigningKey } from "../keys/signing-key.ts";
import { appendToManifest } from "../manifest/append-to-manifest.ts";
import type { ManifestEntry } from "../manifest/manifest-line.ts";
import { type Manifest, skimManifest } from "../manifest/read-manifest.ts";

/** The folder of a log together with the key that signs it. */
export class LogFolder {
  readonly #directory: string;
  readonly #keyDirectory: string;
  readonly #now: () => Date;
  #key: SigningKey | undefined;
  #version = "";

  constructor(directory: string, keyDirectory: string, now: () => Date) {
    this.#directory = directory;
    this.#keyDirectory = keyDirectory;
    this.#now = now;
  }

  /** Makes what is missing, and makes sure that key and manifest belong together. */
  async open(): Promise<Manifest> {
    const [directory, keys] = [this.#directory, this.#keyDirectory];
    await makeFolder(directory);
    const key = await this.key();
    let manifest = await skimManifest(directory);
    if (!manifest || manifest.keys.length === 0) {
      await appendToManifest(directory, key, { type: "key", public_key: key.text, heads: {} }, this.#now());
      manifest = await skimManifest(directory);
    }
    const latest = manifest?.keys.at(-1)?.id;
    // A rotation that was cut short had told the manifest already.
    if (latest !== key.id && (await readNextKey(keys))?.id === latest) await useNextKey(keys);
    if (!manifest || (await this.key()).id !== latest) throw auditKeyMismatch(directory, keys);
    return manifest;
  }

  /** The key in use; another process may have replaced it. */
  async key(): Promise<SigningKey> {
    if (!this.#key || this.#version !== (await keyVersion(this.#keyDirectory))) {
      this.#key = await openSigningKey(this.#keyDirectory);
      this.#version = await keyVersion(this.#keyDirectory);
    }
    return this.#key;
  }

  /** Tells the manifest, once more when the key was replaced meanwhile: what the old one signed then counts for nothing. */
  async announce(entry: ManifestEntry): Promise<void> {
    for (let isCurrent = false; !isCurrent; ) {
      const key = await this.key();
      await appendToManifest(this.#directory, key, entry, this.#now());
      isCurrent = (await this.key()) === key;
    }
  }
}
