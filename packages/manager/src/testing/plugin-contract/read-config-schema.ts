import { join } from "node:path";
import { readTextFile } from "../../files/read-text-file.ts";
import { type UsableSchema, usableSchema } from "../schemas/usable-schema.ts";
import type { Subject } from "./plugin-subject.ts";

/** The JSON Schema of a subject's configuration that its manifest names. None when there is none or it cannot be used. */
export async function readManifestSchema({ installed }: Subject): Promise<UsableSchema | undefined> {
  const file = installed?.manifest?.configSchema;
  if (!installed || file === undefined) return undefined;
  const read = await readTextFile(join(installed.found.directory, file));
  return read.kind === "text" ? tryUse(() => JSON.parse(read.text) as unknown) : undefined;
}

/** The JSON Schema that the plugin's own `configSchema` gives. None when it has none or it gives none. */
export function readOwnSchema(
  plugin: { readonly configSchema?: unknown } | undefined,
): UsableSchema | undefined {
  return tryUse(() => plugin?.configSchema);
}

function tryUse(read: () => unknown): UsableSchema | undefined {
  try {
    const schema = read();
    return schema === undefined ? undefined : usableSchema(schema);
  } catch {
    // A schema that gives no JSON Schema says nothing about its keys; the manager still validates by it.
    return undefined;
  }
}
