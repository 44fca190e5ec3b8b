import type { ToolProperty } from "./tool-properties.ts";

/**
 * What a code looks like, learned from the example in a parameter's description: "such as LC-7781" is two capitals, a hyphen, four
 * digits. `undefined` when the description gives none.
 */
export function shapeOf({ schema, kind }: ToolProperty): RegExp | undefined {
  if (kind !== "code" && kind !== "text" && kind !== "name") return undefined;
  const [, example] =
    /(?:\b(?:such as|for example|for instance|e\.g\.|like|as)|[(:]|^)\s*["'`]?((?=[\w-]*\d)(?=[\w-]*[A-Za-z-])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)(?![\w-]*:)/i.exec(
      schema.description ?? "",
    ) ?? [];
  if (example === undefined || example.length < 3 || example.length > 24 || /^\d{4}-\d\d-\d\d$/.test(example))
    return undefined;
  const shape = example
    .replaceAll(/\d+/g, "\u0000")
    .replaceAll(/[A-Z]+/g, (run) => `[A-Z]{${run.length}}`)
    .replaceAll(/(?<![\][{}A-Z-])[a-z]+/g, "[a-z]+")
    .replaceAll("\u0000", "\\d+");
  return new RegExp(`^${shape}$`);
}
