import { createSecret, digestOf, indexOfDigest } from "./secret.ts";

const MAX_SESSIONS = 100;

/** Who is signed in. Kept in memory only, so it ends with the server. */
export class Sessions {
  #open: Buffer[] = [];

  /** Begins a session. @returns the secret that stands for it. */
  open(): string {
    const secret = createSecret();
    this.#open = [...this.#open.slice(1 - MAX_SESSIONS), digestOf(secret)];
    return secret;
  }

  /** Whether one of these secrets stands for a session. */
  has(secrets: readonly string[]): boolean {
    return secrets.some((secret) => indexOfDigest(this.#open, digestOf(secret)) >= 0);
  }

  clear(): void {
    this.#open = [];
  }
}
