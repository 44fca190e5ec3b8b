/** Which of these methods a value lacks. Reading it may throw: call it where that is caught. */
export function methodsMissing(value: object, names: readonly string[]): readonly string[] {
  return names.filter((name) => typeof (value as Readonly<Record<string, unknown>>)[name] !== "function");
}
