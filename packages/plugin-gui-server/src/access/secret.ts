import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** A fresh secret of 256 bits, in letters that need no escaping in a URL or a cookie. */
export function createSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** What is kept of a secret. Digests have one length, so comparing them tells nothing by its duration. */
export function digestOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

/** Finds a digest among others, always looking at all of them. @returns its index, or -1. */
export function indexOfDigest(digests: readonly Buffer[], wanted: Buffer): number {
  let found = -1;
  for (const [index, digest] of digests.entries()) {
    if (timingSafeEqual(digest, wanted)) found = index;
  }
  return found;
}
