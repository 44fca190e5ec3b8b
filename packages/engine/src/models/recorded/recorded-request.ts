import { createHash } from "node:crypto";
import type { JsonObject, JsonValue, ModelRequest } from "@asky/sdk";
import canonicalize from "canonicalize";
import { type Places, toPortable } from "./portable-text.ts";

/** A request as a recording holds it, and what it is found by. */
export interface RecordedRequest {
  /** Messages and tools; no directory of a host, and no limit: how much is left of a turn's is no part of a question. */
  readonly request: JsonObject;
  /** SHA-256 of the canonical JSON (RFC 8785), in hex. */
  readonly digest: string;
}

/** Makes it. Tools are ordered by name: which plugin came first is no part of a question. */
export function recordRequest({ messages, tools }: ModelRequest, places: Places): RecordedRequest {
  const plain = JSON.parse(
    JSON.stringify({
      messages,
      tools: tools.map((tool) => tool.function).sort((a, b) => (a.name < b.name ? -1 : 1)),
    }),
  ) as JsonObject;
  const request = toPortable(plain, places);
  return { request, digest: digestOf(request) };
}

export function digestOf(request: JsonValue): string {
  return createHash("sha256")
    .update(canonicalize(request) ?? "")
    .digest("hex");
}
