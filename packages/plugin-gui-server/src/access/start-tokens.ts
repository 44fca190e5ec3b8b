import { createSecret, digestOf, indexOfDigest } from "./secret.ts";

const MAX_UNUSED = 100;

/** The tokens of start links that nobody has used yet. Each is good for one exchange. */
export class StartTokens {
  #unused: Buffer[] = [];

  /** Makes a token. When very many lie about unused, the oldest gives way. */
  mint(): string {
    const token = createSecret();
    this.#unused = [...this.#unused.slice(1 - MAX_UNUSED), digestOf(token)];
    return token;
  }

  /** Uses a token up. @returns whether it was one. */
  redeem(token: string): boolean {
    const index = indexOfDigest(this.#unused, digestOf(token));
    if (index < 0) return false;
    this.#unused.splice(index, 1);
    return true;
  }

  clear(): void {
    this.#unused = [];
  }
}
