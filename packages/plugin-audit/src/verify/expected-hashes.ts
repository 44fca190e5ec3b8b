import type { Anchor } from "../log/anchor.ts";
import type { Head } from "../manifest/manifest-line.ts";
import type { Manifest } from "../manifest/read-manifest.ts";

/** What a line must hash to, and who says so. */
export interface Expectation {
  readonly hash: string;
  readonly source: "manifest" | "anchor";
}

/** What manifest and anchors say of the lines of each chain. */
export class ExpectedHashes {
  readonly #chains: Map<string, Map<number, Expectation>> = new Map();
  /** Lines of which two contradict each other. */
  readonly contradictions: { readonly boot: string; readonly seq: number }[] = [];

  constructor(manifest: Manifest, anchors: readonly Anchor[]) {
    for (const { heads } of manifest.keys) this.#addAll(heads, "manifest");
    for (const line of manifest.lines) {
      if (line.type === "close" || line.type === "recovered") this.#add(line.boot, line, "manifest");
      if (line.type === "open")
        this.#add(line.boot, { seq: line.first_seq - 1, hash: line.prev }, "manifest");
    }
    for (const { heads } of anchors) this.#addAll(heads, "anchor");
  }

  get boots(): readonly string[] {
    return [...this.#chains.keys()];
  }

  /** By `seq`. */
  of(boot: string): ReadonlyMap<number, Expectation> {
    return this.#chains.get(boot) ?? new Map();
  }

  #addAll(heads: Readonly<Record<string, Head>>, source: Expectation["source"]): void {
    for (const [boot, head] of Object.entries(heads)) this.#add(boot, head, source);
  }

  #add(boot: string, { seq, hash }: Head, source: Expectation["source"]): void {
    if (seq === 0) return;
    const chain = this.#chains.get(boot) ?? new Map<number, Expectation>();
    this.#chains.set(boot, chain);
    const before = chain.get(seq);
    if (before === undefined) chain.set(seq, { hash, source });
    else if (before.hash !== hash) this.contradictions.push({ boot, seq });
  }
}
