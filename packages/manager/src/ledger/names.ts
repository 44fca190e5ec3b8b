import { Cleaner } from "./cleaner.ts";
import { runNameOf } from "./run-name.ts";

const MAX_KNOWN = 4096;
const MAX_KNOWN_LENGTH = 256;

/** Makes the names in entries fit to be written. They come again with every call, so what has become of one is kept. */
export class Names {
  readonly #clean = new Map<string, string>();
  readonly #runs = new Map<string, string>();

  /** Without secrets, at most 200 characters. What is no text shows as what it is. */
  clean(name: unknown): string {
    return remember(this.#clean, name, () => {
      if (typeof name !== "string") return `[${typeof name}]`;
      return new Cleaner({ maxTextLength: 0, maxTotalLength: 0 }).key(name);
    });
  }

  /** The run of a turn, by the turn's id. */
  run(turnId: unknown): string {
    return remember(this.#runs, turnId, () => runNameOf(turnId));
  }
}

function remember(known: Map<string, string>, key: unknown, make: () => string): string {
  if (typeof key !== "string" || key.length > MAX_KNOWN_LENGTH) return make();
  const value = known.get(key) ?? make();
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(key, value);
  return value;
}
