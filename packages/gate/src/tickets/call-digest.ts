import { createHash } from "node:crypto";
import type { JsonValue } from "@asky/sdk";
import { isJsonObject } from "../is-record.ts";

/** What makes a call this one and no other. */
export interface CallIdentity {
  readonly toolName: string;
  readonly origin: string;
  readonly turnId: string;
  readonly callId: string;
  readonly args: JsonValue;
}

/** SHA-256 over all of a call's identity, in hexadecimal. The order of keys in the arguments does not matter. */
export function digestCall({ toolName, origin, turnId, callId, args }: CallIdentity): string {
  return digestJson([toolName, origin, turnId, callId, args]);
}

/** SHA-256 over a JSON value, in hexadecimal. The order of keys does not matter. */
export function digestJson(value: JsonValue): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

/** JSON text with the keys of every object sorted by code unit, so that equal values have equal texts. */
function canonicalJson(value: JsonValue): string {
  if (isJsonObject(value)) {
    const members = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
    return `{${members.join(",")}}`;
  }
  if (typeof value === "object" && value !== null) return `[${value.map(canonicalJson).join(",")}]`;
  return JSON.stringify(value);
}
