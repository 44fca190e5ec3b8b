import { isStandardSchema, type JsonObject, type JsonSchema, type StandardSchema } from "@asky/sdk";
import { Ajv, type ErrorObject, type Options, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { ARGUMENT_LIMITS, copyJsonObject, SCHEMA_LIMITS } from "../copy-json.ts";
import { formatJsonIssue, formatStandardIssue } from "./format-issue.ts";
import { jsonSchemaOf } from "./json-schema-of.ts";

/** What checking arguments ends in: those that the executor gets, or everything that is wrong with them. */
export type ArgumentsCheck = { readonly args: JsonObject } | { readonly issues: readonly string[] };

/** A tool's parameters, ready to be shown to a model and to check arguments with. */
export interface CompiledParameters {
  readonly schema: JsonSchema;
  /** May throw or reject, when the schema is a plugin's own code or never ends. */
  readonly check: (args: JsonObject) => ArgumentsCheck | Promise<ArgumentsCheck>;
}

/** @throws TypeError saying what is wrong with the parameters; whatever reading them throws. */
export type ParameterCompiler = (parameters: unknown) => CompiledParameters;

const NO_PARAMETERS: JsonSchema = { type: "object", properties: {}, additionalProperties: false };

/** Formats are notes for readers here: `path` for the sandbox, the others for the model. */
const OPTIONS: Options = {
  strict: false,
  allErrors: true,
  ownProperties: true,
  validateFormats: false,
  logger: false,
};

/** Plugins register the same tools again in every turn, so what was compiled is kept. */
const MAX_KEPT = 500;

/** Makes what compiles tools' parameters. Called once per gate. */
export function createParameterCompiler(): ParameterCompiler {
  const kept = new Map<string, ValidateFunction>();

  function compile(schema: JsonSchema): ValidateFunction {
    const text = JSON.stringify(schema);
    const known = kept.get(text);
    if (known) return known;
    const validate = compileSchema(schema);
    const oldest = kept.size < MAX_KEPT ? undefined : kept.keys().next().value;
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(text, validate);
    return validate;
  }

  return (parameters) => {
    if (isStandardSchema(parameters)) {
      const schema = checkSchema(readJsonSchema(parameters));
      compile(schema);
      return { schema, check: (args) => checkByStandard(parameters, args) };
    }
    const schema = checkSchema(parameters ?? NO_PARAMETERS);
    const validate = compile(schema);
    return { schema, check: (args) => checkByJsonSchema(validate, args) };
  };
}

interface Dialect {
  readonly isNamedBy: RegExp;
  readonly Validator: typeof Ajv | typeof Ajv2020;
  /** Checks schemas as data, so it holds nothing of anybody's. */
  readonly metaSchema: Ajv | Ajv2020;
}

let knownDialects: readonly Dialect[] | undefined;

/** Made on first use and shared: compiling a meta-schema takes longer than all else here. */
function loadDialects(): readonly Dialect[] {
  knownDialects ??= [
    { isNamedBy: /2019-09|2020-12/, Validator: Ajv2020, metaSchema: new Ajv2020(OPTIONS) },
    { isNamedBy: /draft-0/, Validator: Ajv, metaSchema: new Ajv(OPTIONS) },
  ];
  return knownDialects;
}

/** Every schema gets a validator of its own, so that the `$id` of one tool's is not within reach of another's. */
function compileSchema({ $schema: name, ...schema }: JsonSchema): ValidateFunction {
  const named = loadDialects().filter(({ isNamedBy }) => typeof name === "string" && isNamedBy.test(name));
  const candidates = named.length > 0 ? named : loadDialects();
  const dialect = candidates.find(({ metaSchema }) => metaSchema.validateSchema(schema) === true);
  if (dialect)
    return new dialect.Validator({ ...OPTIONS, meta: false, validateSchema: false }).compile(schema);
  const errors = candidates[0]?.metaSchema.errors ?? [];
  const faults = errors.slice(0, 3).map(formatJsonIssue).join("; ");
  throw new TypeError(`its parameters are no JSON Schema: ${faults}`);
}

function checkSchema(candidate: unknown): JsonSchema {
  const schema = copyJsonObject(candidate, SCHEMA_LIMITS);
  if (schema.type !== "object") throw new TypeError('its parameters have not the type "object"');
  // Such a validator answers with a promise, which would pass for a yes.
  if (schema.$async !== undefined) throw new TypeError('its parameters have the key "$async"');
  return schema;
}

function readJsonSchema(parameters: StandardSchema): unknown {
  const schema = jsonSchemaOf(parameters);
  if (schema !== undefined) return schema;
  throw new TypeError(
    "its parameters are a Standard Schema that gives no JSON Schema (neither ~standard.jsonSchema nor toJSONSchema)",
  );
}

function checkByJsonSchema(validate: ValidateFunction, args: JsonObject): ArgumentsCheck {
  if (validate(args) === true) return { args };
  const errors: readonly ErrorObject[] = validate.errors ?? [];
  return { issues: summarize(errors.map(formatJsonIssue)) };
}

async function checkByStandard(schema: StandardSchema, args: JsonObject): Promise<ArgumentsCheck> {
  const result = await schema["~standard"].validate(args);
  if (Array.isArray(result.issues))
    return { issues: summarize(result.issues.slice(0, 100).map(formatStandardIssue)) };
  if (result.issues !== undefined) throw new TypeError("the issues are no list");
  return { args: copyJsonObject(result.value, ARGUMENT_LIMITS) };
}

/** A hundred issues help a model no more than ten do. */
function summarize(issues: readonly string[]): readonly string[] {
  const distinct = [...new Set(issues)];
  if (distinct.length <= 10) return distinct;
  return [...distinct.slice(0, 10), `and ${distinct.length - 10} more`];
}
