import type { AuditDisk, DurableFile } from "../disk/disk.ts";
import { segmentName } from "../manifest/manifest-line.ts";

/** The end of one segment's file: bytes are appended all or not at all. */
export class SegmentWriter {
  readonly #file: DurableFile;
  #size = 0;
  /** Whether bytes of a failed write may lie behind the end. */
  #isDirty = false;

  private constructor(file: DurableFile) {
    this.#file = file;
  }

  static async create(
    disk: AuditDisk,
    directory: string,
    boot: string,
    segment: number,
  ): Promise<SegmentWriter> {
    return new SegmentWriter(await disk.create(directory, segmentName(boot, segment)));
  }

  get size(): number {
    return this.#size;
  }

  /** Resolves when all bytes are on the disk; rejects when not, and then none of them counts. */
  async append(bytes: Buffer): Promise<void> {
    await this.#clean();
    try {
      // A full disk first writes less than it was given, and fails only when asked again.
      for (let written = 0; written < bytes.length; ) {
        written += await this.#file.write(bytes.subarray(written), this.#size + written);
      }
    } catch (error) {
      this.#isDirty = true;
      // When this fails too, the next append tries again before anything else.
      await this.#clean().catch(() => {});
      throw error;
    }
    this.#size += bytes.length;
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #clean(): Promise<void> {
    if (!this.#isDirty) return;
    await this.#file.truncate(this.#size);
    this.#isDirty = false;
  }
}
