/** One thing that a schema finds wrong; the path leads there from the root. */
export interface ConfigIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What a schema makes of a configuration. `unusable`: the schema itself is at fault. */
export type ConfigCheck =
  | { readonly value: unknown }
  | { readonly issues: readonly ConfigIssue[] }
  | { readonly unusable: string; readonly causes?: readonly string[] };

/** The JSON Schema that a manifest names: a package's folder, and the file's path from there. */
export interface JsonSchemaFile {
  readonly directory: string;
  readonly file: string;
}
