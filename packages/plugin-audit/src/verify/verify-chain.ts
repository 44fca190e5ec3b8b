import { join } from "node:path";
import { readLineBatches } from "../disk/read-lines.ts";
import { canonicalJson } from "../json/canonical-json.ts";
import { NOTHING_BEFORE, sha256 } from "../json/sha256.ts";
import { segmentName } from "../manifest/manifest-line.ts";
import type { ManifestKey } from "../manifest/read-manifest.ts";
import type { Expectation } from "./expected-hashes.ts";

/** A chain as the manifest has it. */
export interface ListedChain {
  readonly boot: string;
  readonly segments: readonly number[];
  /** The number of its last record, when it was ended. */
  readonly lastSeq?: number;
}

/** The first thing that is wrong with a chain. */
export interface ChainFault {
  readonly kind: "tampered" | "incomplete" | "unreadable";
  readonly message: string;
  readonly file: string;
  /** From 1; left out when it is the whole file. */
  readonly line?: number;
  /** The number of the first record that is not as it was written. */
  readonly seq: number;
}

/** What was found in a chain. */
export interface ChainVerification {
  readonly boot: string;
  readonly records: number;
  /** Records behind the last checkpoint that counts. Only an anchor tells when some of these are cut off. */
  readonly unsealed: number;
  readonly isEnded: boolean;
  readonly fault?: ChainFault;
}

type Judgement = Pick<ChainFault, "kind" | "message"> | undefined;

interface ReadRecord {
  readonly seq: number;
  readonly prev: string;
  readonly boot: string;
  readonly event: string;
  readonly key?: string;
  readonly signature?: string;
}

/** Checks every byte of a chain, in constant memory. Stops at the first fault. */
export async function verifyChain(
  directory: string,
  chain: ListedChain,
  expected: ReadonlyMap<number, Expectation>,
  keys: readonly ManifestKey[],
): Promise<ChainVerification> {
  return await new ChainVerifier(directory, chain, expected, keys).run();
}

class ChainVerifier {
  readonly #directory: string;
  readonly #chain: ListedChain;
  readonly #expected: ReadonlyMap<number, Expectation>;
  readonly #keys: readonly ManifestKey[];
  #seq = 0;
  #hash: string = NOTHING_BEFORE;
  #sealed = 0;
  #epoch = 0;

  constructor(
    directory: string,
    chain: ListedChain,
    expected: ReadonlyMap<number, Expectation>,
    keys: readonly ManifestKey[],
  ) {
    this.#directory = directory;
    this.#chain = chain;
    this.#expected = expected;
    this.#keys = keys;
  }

  async run(): Promise<ChainVerification> {
    const { boot, lastSeq } = this.#chain;
    const fault = (await this.#readSegments()) ?? this.#judgeEnd();
    const unsealed = this.#seq - this.#sealed;
    return { boot, records: this.#seq, unsealed, isEnded: lastSeq !== undefined, ...(fault && { fault }) };
  }

  async #readSegments(): Promise<ChainFault | undefined> {
    const { boot, segments } = this.#chain;
    for (const [index, segment] of segments.entries()) {
      const name = segmentName(boot, segment);
      if (segment !== index + 1)
        return this.#fault("tampered", "A segment before this one is missing.", name);
      const fault = await this.#readSegment(name, index === segments.length - 1);
      if (fault) return fault;
    }
    return undefined;
  }

  async #readSegment(name: string, isLast: boolean): Promise<ChainFault | undefined> {
    let number = 0;
    try {
      for await (const lines of readLineBatches(join(this.#directory, name))) {
        for (const { bytes, isWhole } of lines) {
          number += 1;
          const judgement = isWhole ? this.#judgeLine(bytes) : this.#judgeTornLine(isLast);
          if (judgement) return this.#fault(judgement.kind, judgement.message, name, number);
        }
      }
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") return this.#fault("tampered", "The segment is missing.", name);
      return this.#fault("unreadable", `The segment cannot be read: ${message}`, name);
    }
    return undefined;
  }

  #judgeLine(bytes: Buffer): Judgement {
    const text = bytes.toString();
    const record = parseRecord(text);
    if (!record) return tampered("The line is not as it was written.");
    const { seq, prev, boot, event } = record;
    if (boot !== this.#chain.boot) return tampered("The record belongs to another chain.");
    if (seq !== this.#seq + 1) return tampered(`Here stands record ${seq}, where ${this.#seq + 1} belongs.`);
    if (prev !== this.#hash)
      return tampered("The record does not follow from the one before it; one of both was changed.");
    const hash = sha256(bytes);
    const expected = this.#expected.get(seq);
    if (expected && expected.hash !== hash) {
      return tampered(`The chain up to here is another one than the ${expected.source} says.`);
    }
    if (this.#chain.lastSeq !== undefined && seq > this.#chain.lastSeq) {
      return tampered("The record was put behind the end of its chain.");
    }
    if (event === "checkpoint") {
      const judgement = this.#judgeCheckpoint(record);
      if (judgement) return judgement;
    }
    this.#seq = seq;
    this.#hash = hash;
    return undefined;
  }

  #judgeCheckpoint(record: ReadRecord): Judgement {
    const { signature, ...words } = record;
    const key = this.#keys.find(({ id }) => id === record.key);
    if (!key) return tampered("The checkpoint is signed with a key that the manifest does not know.");
    if (!key.verifies(canonicalJson(words), signature))
      return tampered("The signature of the checkpoint does not belong to it.");
    if (key.epoch < this.#epoch)
      return tampered("The checkpoint is signed with a key that was replaced before it.");
    const madeAfter = key.heads[this.#chain.boot]?.seq ?? 0;
    if (record.seq <= madeAfter)
      return tampered("The checkpoint is signed with a key that was made after it.");
    this.#epoch = key.epoch;
    // What a key signs after its end may come from a thief, or from a process that had not heard of it: it seals nothing.
    const next = this.#keys[key.epoch];
    if (!next || record.seq <= (next.heads[this.#chain.boot]?.seq ?? 0)) this.#sealed = record.seq;
    return undefined;
  }

  #judgeTornLine(isLast: boolean): Judgement {
    if (isLast && this.#chain.lastSeq === undefined) {
      return {
        kind: "incomplete",
        message: "The last line is unfinished: its process died, or is writing it now.",
      };
    }
    return tampered("The line is cut off.");
  }

  /** What must be there is there. */
  #judgeEnd(): ChainFault | undefined {
    const lastExpected = Math.max(0, ...[...this.#expected.keys()].filter((seq) => seq > this.#seq));
    const missing = Math.max(lastExpected, this.#chain.lastSeq ?? 0);
    if (missing <= this.#seq) return undefined;
    const { boot, segments } = this.#chain;
    const source = this.#expected.get(missing)?.source ?? "manifest";
    const message = `The chain ends with record ${this.#seq}, but the ${source} knows record ${missing}.`;
    return this.#fault("tampered", message, segmentName(boot, segments.at(-1) ?? 1));
  }

  #fault(kind: ChainFault["kind"], message: string, file: string, line?: number): ChainFault {
    return { kind, message, file, ...(line !== undefined && { line }), seq: this.#seq + 1 };
  }
}

function tampered(message: string): Judgement {
  return { kind: "tampered", message };
}

/** A record that is written as it must be. */
function parseRecord(text: string): ReadRecord | undefined {
  try {
    const record: unknown = JSON.parse(text);
    const isObject = typeof record === "object" && record !== null && !Array.isArray(record);
    return isObject && canonicalJson(record) === text ? (record as ReadRecord) : undefined;
  } catch {
    return undefined;
  }
}
