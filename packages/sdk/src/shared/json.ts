/** A value that JSON can carry without loss, apart from objects and arrays. */
export type JsonPrimitive = string | number | boolean | null;

/** Any value that survives `JSON.parse(JSON.stringify(value))`. */
export type JsonValue = JsonPrimitive | readonly JsonValue[] | JsonObject;

/** An object of JSON values. A key whose value is `undefined` counts as absent. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** A JSON Schema document (draft-07 or 2020-12), as a plain object. */
export type JsonSchema = JsonObject;

/** Takes back what the call that returned it has registered. Calling it twice does nothing more. */
export type Undo = () => void;

/** Whether `value` is an object that is neither `null` nor an array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
