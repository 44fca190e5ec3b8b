import { isStandardSchema, type JsonSchema } from "@asky/sdk";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";

/** A JSON Schema that can be judged by. */
export interface UsableSchema {
  readonly schema: JsonSchema;
  accepts(value: unknown): boolean;
}

/**
 * Makes a judge of whatever stands for a schema: a JSON Schema (draft-07 or 2020-12), or a Standard Schema that gives
 * one of its input.
 *
 * @throws TypeError saying what is wrong with it.
 */
export function usableSchema(value: unknown): UsableSchema {
  const schema = isStandardSchema(value) ? jsonSchemaOf(value) : value;
  if (!isObject(schema)) {
    throw new TypeError(schema === undefined ? "it gives no JSON Schema" : "it is no JSON Schema");
  }
  const { $schema, ...rules } = schema;
  const Validator = /2019-09|2020-12/.test(String($schema)) ? Ajv2020 : Ajv;
  const validate = new Validator({ strict: false, validateFormats: false, logger: false }).compile(rules);
  if ("$async" in validate) throw new TypeError("it is asynchronous");
  return { schema: schema as JsonSchema, accepts: (candidate) => validate(candidate) === true };
}

/** The ways in which validators of the Standard Schema family give a JSON Schema of their input. */
interface SchemaSource {
  readonly "~standard": {
    readonly jsonSchema?: { readonly input?: (options: { readonly target: string }) => unknown };
  };
  readonly toJSONSchema?: (options: { readonly io: string; readonly target: string }) => unknown;
  readonly toJsonSchema?: () => unknown;
}

function jsonSchemaOf(value: object): unknown {
  const source = value as SchemaSource;
  const standard = source["~standard"].jsonSchema;
  if (typeof standard?.input === "function") return standard.input({ target: "draft-07" });
  if (typeof source.toJSONSchema === "function")
    return source.toJSONSchema({ io: "input", target: "draft-07" });
  return typeof source.toJsonSchema === "function" ? source.toJsonSchema() : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
