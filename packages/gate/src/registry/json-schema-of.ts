import type { StandardSchema } from "@asky/sdk";

/** The ways in which validators of the Standard Schema family give a JSON Schema of their input. */
interface SchemaSource {
  readonly "~standard": {
    readonly jsonSchema?: { readonly input?: (options: { readonly target: string }) => unknown };
  };
  readonly toJSONSchema?: (options: { readonly io: string; readonly target: string }) => unknown;
  readonly toJsonSchema?: () => unknown;
}

/**
 * The JSON Schema that a Standard Schema gives of its input, not yet checked; `undefined` when it gives none. The
 * standard's own way comes first, then the methods of single libraries.
 */
export function jsonSchemaOf(schema: StandardSchema): unknown {
  const source = schema as unknown as SchemaSource;
  const standard = source["~standard"].jsonSchema;
  if (typeof standard?.input === "function") return standard.input({ target: "draft-07" });
  if (typeof source.toJSONSchema === "function")
    return source.toJSONSchema({ io: "input", target: "draft-07" });
  if (typeof source.toJsonSchema === "function") return source.toJsonSchema();
  return undefined;
}
