import * as crypto from "node:crypto";

/** The SHA-256 of a text's UTF-8, or of bytes, in hexadecimal. */
export function sha256(data: string | Uint8Array): string {
  return crypto.hash("sha256", data, "hex");
}

/** What stands before the first line of a chain. */
export const NOTHING_BEFORE: string = "0".repeat(64);
