/**
 * The validator half of the Standard Schema interface, version 1 (zod, Valibot, ArkType and others implement it).
 * Only the members that hosts use are declared, so any implementation is assignable.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** What a validation ends in: a value, or the list of everything that is wrong. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

/** One thing that is wrong, and where: `path` leads from the value's root to the faulty member. */
export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The type that a schema's validation ends in. */
export type SchemaOutput<Schema extends StandardSchema> = NonNullable<Schema["~standard"]["types"]>["output"];

/** Whether a value is a Standard Schema of version 1. Never throws. */
export function isStandardSchema(value: unknown): value is StandardSchema {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return false;
  try {
    const standard = (value as { readonly "~standard"?: Partial<StandardSchema["~standard"]> })["~standard"];
    return standard?.version === 1 && typeof standard.validate === "function";
  } catch {
    // A getter of a foreign object may throw; such an object is no schema that could be used.
    return false;
  }
}
