import { randomBytes } from "node:crypto";
import type { AuditDisk } from "../disk/disk.ts";
import { identifyProcess } from "../disk/process-identity.ts";
import { canonicalJson } from "../json/canonical-json.ts";
import { NOTHING_BEFORE, sha256 } from "../json/sha256.ts";
import type { SigningKey } from "../keys/signing-key.ts";
import type { Head, ManifestEntry } from "../manifest/manifest-line.ts";
import { draftRecord, placeRecord, type RecordDraft } from "../records/record-draft.ts";
import { SegmentWriter } from "./segment-writer.ts";

/** When a segment ends and the next begins. */
export interface SegmentLimits {
  readonly bytes: number;
  readonly milliseconds: number;
}

/** What a chain needs of its surroundings. */
export interface ChainParts {
  readonly boot: string;
  readonly directory: string;
  readonly disk: AuditDisk;
  readonly limits: SegmentLimits;
  readonly now: () => Date;
  /** Milliseconds that only grow. */
  readonly uptime: () => number;
  /** The key in use, looked up anew. */
  readonly key: () => Promise<SigningKey>;
  readonly announce: (entry: ManifestEntry) => Promise<void>;
}

/** Names a chain so that names sort by the time they were given. */
export function nameBoot(now: Date): string {
  const time = now.toISOString().replace(/[-:.]/g, "");
  return `${time}-${randomBytes(6).toString("hex")}`;
}

/**
 * The records of one process: each one's `prev` is the SHA-256 of the line before it, over the ends of segments. One
 * call at a time; after a failure the place in the chain is what it was before.
 */
export class Chain {
  readonly #parts: ChainParts;
  #head: Head = { seq: 0, hash: NOTHING_BEFORE };
  #segment = 0;
  #writer: SegmentWriter | undefined;
  /** A segment that is not in the manifest yet. */
  #made: SegmentWriter | undefined;
  #openedAt = 0;
  #lastTime = Number.NEGATIVE_INFINITY;
  /** The line of a segment that is over, still to be told to the manifest. */
  #unannounced: ManifestEntry[] = [];

  constructor(parts: ChainParts) {
    this.#parts = parts;
  }

  get head(): Head {
    return this.#head;
  }

  /** Whether nothing was ever written. */
  get isEmpty(): boolean {
    return this.#head.seq === 0;
  }

  /** Resolves when all records are on the disk, in order. */
  async append(drafts: readonly RecordDraft[]): Promise<void> {
    const writer = await this.#openWriter();
    const { lines, head, time } = this.#place(drafts);
    await writer.append(Buffer.from(lines));
    this.#head = head;
    this.#lastTime = time;
  }

  /** Signs the chain as it is, in a record of its own. Resolves with its place. */
  async checkpoint(): Promise<Head> {
    const key = await this.#parts.key();
    const writer = await this.#openWriter();
    const { seq, hash: prev } = this.#head;
    const { boot, now } = this.#parts;
    const time = now();
    const words = {
      boot,
      event: "checkpoint",
      key: key.id,
      prev,
      seq: seq + 1,
      timestamp: time.toISOString(),
    };
    const line = canonicalJson({ ...words, signature: key.sign(canonicalJson(words)) });
    await writer.append(Buffer.from(`${line}\n`));
    this.#head = { seq: seq + 1, hash: sha256(line) };
    return this.#head;
  }

  /** Ends the chain, and says so in the manifest. */
  async end(): Promise<void> {
    await this.#announceAll();
    const { boot, announce } = this.#parts;
    await this.#made?.close();
    await this.#writer?.close();
    this.#made = undefined;
    this.#writer = undefined;
    if (this.#segment === 0) return;
    await announce({ type: "close", boot, segment: this.#segment, is_last: true, ...this.#head });
  }

  #place(drafts: readonly RecordDraft[]): {
    readonly lines: string;
    readonly head: Head;
    readonly time: number;
  } {
    let { seq, hash } = this.#head;
    let lines = "";
    let time = this.#lastTime;
    const put = (draft: RecordDraft): void => {
      seq += 1;
      const line = placeRecord(draft, seq, hash);
      hash = sha256(line);
      lines += `${line}\n`;
    };
    for (const draft of drafts) {
      // A clock that was set back confuses nobody: the order is that of `seq`. It is worth a record all the same.
      if (draft.time < time - 1000) put(this.#draftClockJump(draft.time, time - draft.time));
      put(draft);
      time = draft.time;
    }
    return { lines, head: { seq, hash }, time };
  }

  #draftClockJump(time: number, back: number): RecordDraft {
    const { boot, uptime } = this.#parts;
    const timestamp = new Date(time).toISOString();
    return draftRecord({ boot, event: "clock_jump", back_ms: back, timestamp, uptime_ms: uptime() }, time);
  }

  async #openWriter(): Promise<SegmentWriter> {
    await this.#announceAll();
    const { limits, uptime, boot, directory, disk, announce } = this.#parts;
    const isFull =
      this.#writer !== undefined &&
      (this.#writer.size >= limits.bytes || uptime() - this.#openedAt >= limits.milliseconds);
    if (this.#writer && isFull && this.#writer.size > 0) await this.#endSegment(this.#writer);
    if (this.#writer) return this.#writer;
    const segment = this.#segment + 1;
    // A file that is listed was there: one that is missing has been taken away.
    this.#made ??= await SegmentWriter.create(disk, directory, boot, segment);
    await announce({
      type: "open",
      boot,
      segment,
      first_seq: this.#head.seq + 1,
      prev: this.#head.hash,
      process: identifyProcess(),
    });
    this.#writer = this.#made;
    this.#made = undefined;
    this.#segment = segment;
    this.#openedAt = uptime();
    return this.#writer;
  }

  async #endSegment(writer: SegmentWriter): Promise<void> {
    const { boot } = this.#parts;
    this.#unannounced.push({ type: "close", boot, segment: this.#segment, is_last: false, ...this.#head });
    this.#writer = undefined;
    await writer.close();
    await this.#announceAll();
  }

  async #announceAll(): Promise<void> {
    for (let entry = this.#unannounced[0]; entry; entry = this.#unannounced[0]) {
      await this.#parts.announce(entry);
      this.#unannounced.shift();
    }
  }
}
