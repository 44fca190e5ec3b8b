/**
 * Keeps the beginning and the end of what a program writes: an error stands at the one or at the other. What is between
 * is counted and dropped, however much it is.
 */
export class CappedOutput {
  readonly #headMax: number;
  readonly #tailMax: number;
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #droppedBytes = 0;

  constructor(maxBytes: number) {
    this.#headMax = Math.max(1, Math.ceil(maxBytes / 2));
    this.#tailMax = Math.max(1, Math.floor(maxBytes / 2));
  }

  push(chunk: Buffer): void {
    const room = this.#headMax - this.#headBytes;
    const first = chunk.subarray(0, room);
    if (first.length > 0) {
      this.#head.push(Buffer.from(first));
      this.#headBytes += first.length;
    }
    this.#pushTail(chunk.subarray(first.length));
  }

  get isTruncated(): boolean {
    return this.#droppedBytes > 0 || this.#tailBytes > this.#tailMax;
  }

  /** The text, with a line of its own where something is left out. Broken characters show as U+FFFD. */
  text(): string {
    const tail = this.#cutTail();
    const head = Buffer.concat(this.#head);
    if (this.#droppedBytes === 0) return Buffer.concat([head, tail]).toString("utf8");
    const before = head.subarray(0, wholeCharacters(head));
    const after = tail.subarray(firstCharacter(tail));
    const cut = head.length - before.length + tail.length - after.length;
    return `${before}\n… ${this.#droppedBytes + cut} bytes left out …\n${after}`;
  }

  #pushTail(rest: Buffer): void {
    if (rest.length === 0) return;
    // A copy of its own: a slice would keep the stream's whole buffer alive.
    this.#tail.push(Buffer.from(rest.subarray(-this.#tailMax)));
    this.#droppedBytes += Math.max(0, rest.length - this.#tailMax);
    this.#tailBytes += Math.min(rest.length, this.#tailMax);
    if (this.#tailBytes > 4 * this.#tailMax || this.#tail.length > 1000) this.#cutTail();
  }

  #cutTail(): Buffer {
    const all = Buffer.concat(this.#tail);
    const kept = all.subarray(-this.#tailMax);
    this.#droppedBytes += all.length - kept.length;
    this.#tail = [kept];
    this.#tailBytes = kept.length;
    return kept;
  }
}

/** How many bytes at the beginning are whole characters of UTF-8. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length === back ? bytes.length : bytes.length - back;
  }
  return bytes.length;
}

/** Where the first whole character begins. */
function firstCharacter(bytes: Buffer): number {
  let at = 0;
  while (at < 3 && at < bytes.length && ((bytes[at] ?? 0) & 0xc0) === 0x80) at++;
  return at;
}
