import { widthAtMost } from "./width.ts";

/** Rows of texts as aligned columns without borders; one line end after each row. */
export function formatColumns(rows: readonly (readonly string[])[], indent = ""): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, widthAtMost(cell));
  }
  return rows
    .map((row) => {
      const cells = row.map((cell, at) => cell + " ".repeat((widths[at] ?? 0) - widthAtMost(cell)));
      return `${indent}${cells.join("  ").trimEnd()}\n`;
    })
    .join("");
}
