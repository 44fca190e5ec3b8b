import {
  isToolResult,
  type JsonValue,
  type MessagePart,
  type PluginError,
  type ToolResult,
  textPart,
} from "@asky/sdk";
import { copyJson, RESULT_LIMITS } from "../copy-json.ts";
import { isJsonObject } from "../is-record.ts";

const MAX_TEXT_CHARS = 1_048_576;

/**
 * Makes a result of whatever an executor returned: a result stays one, a text becomes a text part, an object a data
 * part, any other JSON value the data part `{ result }`. Frozen at every level.
 *
 * @throws TypeError when it is no JSON value or too large; whatever reading it throws.
 */
export function normalizeResult(output: unknown): ToolResult {
  const copy = copyJson(output ?? null, RESULT_LIMITS);
  return freezeResult(isToolResult(copy) ? copy : { parts: [partOf(copy)], isError: false });
}

/**
 * Copies what somebody says is a result. Frozen at every level.
 *
 * @throws TypeError when it is none or too large; whatever reading it throws.
 */
export function copyResult(value: unknown): ToolResult {
  const copy = copyJson(value, RESULT_LIMITS);
  if (!isToolResult(copy)) throw new TypeError("it is no result with well-formed parts");
  return freezeResult(copy);
}

/** The result that tells the model what went wrong and what to do. */
export function errorResult(error: PluginError): ToolResult {
  return freezeResult({ parts: [textPart(`${error.message} ${error.hint}`)], isError: true });
}

function partOf(value: JsonValue): MessagePart {
  if (typeof value === "string") return textPart(value);
  return { type: "data", data: isJsonObject(value) ? value : { result: value } };
}

/** Pictures have the larger limit of the copy. */
function textSize(parts: readonly MessagePart[]): number {
  return parts.reduce((size, part) => size + (part.type === "image" ? 0 : JSON.stringify(part).length), 0);
}

/** Keeps the two members of a result and nothing else that an object may have carried. */
function freezeResult({ parts, isError }: ToolResult): ToolResult {
  if (textSize(parts) > MAX_TEXT_CHARS)
    throw new TypeError(`it has more than ${MAX_TEXT_CHARS} characters of text`);
  return Object.freeze({ parts: Object.freeze(parts.map((part) => Object.freeze(part))), isError });
}
