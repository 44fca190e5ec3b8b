/** A module's exports by name, without a prototype; or what importing it ended in. */
export type ImportedModule =
  | { readonly exports: Readonly<Record<string, unknown>> }
  | { readonly error: unknown };

/**
 * Imports a module, which runs its code. Never rejects.
 *
 * @param url - of the file. A module that was imported before is not read again.
 */
export async function importModule(url: string): Promise<ImportedModule> {
  try {
    // A promise resolved with a namespace that exports `then` would call it, and might never settle: so the namespace
    // arrives as a member of another one.
    const wrapper = `export * as module from ${JSON.stringify(url)};`;
    const { module } = (await import(`data:text/javascript,${encodeURIComponent(wrapper)}`)) as {
      readonly module: Readonly<Record<string, unknown>>;
    };
    return { exports: copyExports(module) };
  } catch (error) {
    return { error };
  }
}

function copyExports(namespace: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const exports: Record<string, unknown> = Object.create(null);
  for (const name of Object.getOwnPropertyNames(namespace)) exports[name] = namespace[name];
  return exports;
}
