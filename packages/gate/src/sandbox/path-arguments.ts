import type { JsonObject, JsonSchema, JsonValue } from "@asky/sdk";
import { isJsonObject } from "../is-record.ts";
import {
  marksPath,
  type SchemaSet,
  schemasOf,
  schemasOfItems,
  schemasOfKeys,
  schemasOfMember,
} from "./schema-paths.ts";

/** A text in the arguments that may be a path. */
export interface PathArgument {
  /** Where it stands, for example `file_path` or `edits[0].file`. */
  readonly label: string;
  readonly value: string;
}

/** Keys that name a file or a folder, in snake_case, camelCase or one word. */
const PATH_KEY = /(?:path|dir|directory|directories|folder|file|filename|cwd)s?$/i;

/** `/…`, `~…`, `./…`, `../…`, `\\server\…`, `C:\…`, `file:…`. */
const PATH_START = /^(?:[\\/~]|\.{1,2}(?:[\\/]|$)|[a-z]:[\\/]|file:)/i;

/** `..` as a component, as in `src/../../x`. */
const PARENT_INSIDE = /[\\/]\.\.(?:[\\/]|$)/;

/**
 * Finds every text that may be a path: the schema says `format: "path"`, or its key ends like one (so do the items of
 * such a list), or the text itself looks like one. Keys of objects are looked at too.
 */
export function findPathArguments(args: JsonObject, parameters: JsonSchema): readonly PathArgument[] {
  const found: PathArgument[] = [];

  function visit(value: JsonValue, label: string, schemas: SchemaSet, isNamedPath: boolean): void {
    if (typeof value === "string") {
      if (isNamedPath || marksPath(schemas) || looksLikePath(value)) found.push({ label, value });
    } else if (isJsonObject(value)) {
      visitObject(value, label, schemas);
    } else if (Array.isArray(value)) {
      const ofItems = schemasOfItems(schemas, parameters);
      for (const [index, item] of value.entries()) visit(item, `${label}[${index}]`, ofItems, isNamedPath);
    }
  }

  function visitObject(value: JsonObject, label: string, schemas: SchemaSet): void {
    const areKeysPaths = marksPath(schemasOfKeys(schemas, parameters));
    for (const [key, member] of Object.entries(value)) {
      const memberLabel = label === "" ? key : `${label}.${key}`;
      if (areKeysPaths || looksLikePath(key)) found.push({ label: `${memberLabel} (the key)`, value: key });
      visit(member ?? null, memberLabel, schemasOfMember(schemas, key, parameters), PATH_KEY.test(key));
    }
  }

  visitObject(args, "", schemasOf(parameters));
  return found;
}

/** A text of several lines is content, whatever it begins with; a comment in source code begins with a slash. */
function looksLikePath(text: string): boolean {
  const trimmed = text.trim();
  if (/[\r\n]/.test(trimmed)) return false;
  return PATH_START.test(trimmed) || (!/\s/.test(trimmed) && PARENT_INSIDE.test(trimmed));
}
