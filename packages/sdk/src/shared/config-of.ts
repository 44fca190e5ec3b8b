import type { JsonObject } from "./json.ts";
import type { SchemaOutput, StandardSchema } from "./standard-schema.ts";

/** The type of a plugin's configuration: what its schema ends in, or any JSON object when it has none. */
export type ConfigOf<Schema extends StandardSchema | undefined> = Schema extends StandardSchema
  ? SchemaOutput<Schema>
  : JsonObject;
