import type { JsonObject } from "./json.ts";

/**
 * Where a plugin writes what it has to say. The one in a context is named `asky.plugins.<name>`, and whatever it
 * writes carries that name.
 *
 * Implemented by: hosts. It must not throw.
 *
 * @see docs/contracts.md#asky-2-5
 */
export interface Logger {
  /** @param fields - details for a structured log; JSON values only, secrets left out by the caller. */
  debug(message: string, fields?: JsonObject): void;
  info(message: string, fields?: JsonObject): void;
  warn(message: string, fields?: JsonObject): void;
  error(message: string, fields?: JsonObject): void;
}
