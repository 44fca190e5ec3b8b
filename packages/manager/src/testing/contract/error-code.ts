/** The code of an error, if it has one that can be read. Never throws. */
export function codeOf(error: unknown): string | undefined {
  try {
    const { code } = Object(error) as { readonly code?: unknown };
    return typeof code === "string" ? code : undefined;
  } catch {
    return undefined;
  }
}
