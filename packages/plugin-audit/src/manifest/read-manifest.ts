import { createHash, type Hash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson } from "../json/canonical-json.ts";
import { type PublicKey, parsePublicKey } from "../keys/signing-key.ts";
import { type Head, MANIFEST_NAME, type ManifestLine } from "./manifest-line.ts";

/** A key as the manifest knows it. */
export interface ManifestKey extends PublicKey {
  /** 1 for the first key, then counting up. */
  readonly epoch: number;
  /** How far each chain had come when the key came into use. */
  readonly heads: Readonly<Record<string, Head>>;
}

/** What is wrong with the manifest, and in which line, from 1. */
export interface ManifestFault {
  readonly line: number;
  readonly message: string;
}

/** The manifest, as far as it can be trusted. */
export interface Manifest {
  /** The lines in force. One that was signed with a key that had just been replaced is not. */
  readonly lines: readonly ManifestLine[];
  /** By epoch. */
  readonly keys: readonly ManifestKey[];
  readonly bytes: number;
  readonly sha256: string;
  /** Whether the last line was cut off. */
  readonly isTorn: boolean;
  readonly faults: readonly ManifestFault[];
}

/**
 * Reads a manifest and checks each line: its text, its signature, the key's turn, and what it says of all before it.
 *
 * @returns `undefined` when there is none.
 */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  return await read(directory, true);
}

/** The same in a fraction of the time, for who goes on writing: of the signatures, only those of keys are checked. */
export async function skimManifest(directory: string): Promise<Manifest | undefined> {
  return await read(directory, false);
}

async function read(directory: string, isThorough: boolean): Promise<Manifest | undefined> {
  const bytes = await readFile(join(directory, MANIFEST_NAME)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    return undefined;
  });
  return bytes && new ManifestReader(bytes, isThorough).read();
}

class ManifestReader {
  readonly #bytes: Buffer;
  readonly #isThorough: boolean;
  readonly #lines: ManifestLine[] = [];
  readonly #keys: ManifestKey[] = [];
  readonly #faults: ManifestFault[] = [];
  /** The hash of everything up to a place where a line may begin or a torn one end. */
  readonly #hashes: Map<number, string> = new Map();
  readonly #hash: Hash = createHash("sha256");
  readonly #signatures: Set<string> = new Set();
  /** A line that is none; the next one may explain it. */
  #unexplained: number | undefined;

  constructor(bytes: Buffer, isThorough: boolean) {
    this.#bytes = bytes;
    this.#isThorough = isThorough;
  }

  read(): Manifest {
    let start = 0;
    let isTorn = false;
    for (let number = 1; start < this.#bytes.length; number++) {
      this.#remember(start);
      const stop = this.#bytes.indexOf(0x0a, start);
      const end = stop === -1 ? this.#bytes.length : stop;
      const line = this.#bytes.subarray(start, end);
      this.#hash.update(line);
      if (stop === -1) isTorn = true;
      else {
        this.#remember(end);
        this.#take(line.toString(), number, start);
        this.#hash.update("\n");
      }
      start = end + 1;
    }
    this.#refuseUnexplained();
    return {
      lines: this.#lines,
      keys: this.#keys,
      bytes: this.#bytes.length,
      sha256: this.#hash.digest("hex"),
      isTorn,
      faults: this.#faults,
    };
  }

  #remember(place: number): void {
    if (this.#isThorough) this.#hashes.set(place, this.#hash.copy().digest("hex"));
  }

  #take(text: string, number: number, start: number): void {
    const line = parseLine(text);
    if (!line) {
      this.#refuseUnexplained();
      this.#unexplained = number;
      return;
    }
    if (line.after_torn) this.#unexplained = undefined;
    this.#refuseUnexplained();
    const fault = this.#faultOf(line, start);
    if (fault !== undefined) this.#faults.push({ line: number, message: fault });
    else if (line.key === this.#keys.at(-1)?.id) this.#lines.push(line);
  }

  #refuseUnexplained(): void {
    if (this.#unexplained === undefined) return;
    this.#faults.push({ line: this.#unexplained, message: "The line is not as it was written." });
    this.#unexplained = undefined;
  }

  #faultOf(line: ManifestLine, start: number): string | undefined {
    const { signature, ...words } = line;
    const { bytes, sha256 } = line.before ?? {};
    if (this.#isThorough && (bytes > start || this.#hashes.get(bytes) !== sha256))
      return "What stands before the line is not what stood there.";
    const isChecked = this.#isThorough || line.type === "key";
    // The first line brings its own key.
    const first = line.type === "key" && this.#keys.length === 0 ? keyOf(line, 1) : undefined;
    const signer = first ?? this.#keys.find(({ id }) => id === line.key);
    if (!signer || line.key !== signer.id)
      return `The line is signed with a key that is not known, "${line.key}".`;
    if (isChecked && !signer.verifies(canonicalJson(words), signature))
      return "The signature does not belong to the line.";
    if (this.#signatures.has(signature)) return "The line is a copy of one before it.";
    this.#signatures.add(signature);
    if (first) this.#keys.push(first);
    // Two processes that both came first both announce the same key.
    else if (line.type === "key" && signer === this.#keys.at(-1) && line.public_key !== signer.text) {
      const next = keyOf(line, this.#keys.length + 1);
      if (!next) return "The new key cannot be read.";
      this.#keys.push(next);
      this.#lines.push({ ...line });
    }
    return undefined;
  }
}

/** A line that is written as it must be. */
function parseLine(text: string): ManifestLine | undefined {
  try {
    const line: unknown = JSON.parse(text);
    const isObject = typeof line === "object" && line !== null && !Array.isArray(line);
    return isObject && canonicalJson(line) === text ? (line as ManifestLine) : undefined;
  } catch {
    return undefined;
  }
}

function keyOf(line: ManifestLine & { readonly type: "key" }, epoch: number): ManifestKey | undefined {
  try {
    return { ...parsePublicKey(line.public_key), epoch, heads: line.heads };
  } catch {
    return undefined;
  }
}
