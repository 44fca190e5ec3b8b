// @ts-check

/** What stands at the beginning of a generated page. @param {string} source */
export function generatedNote(source) {
  return `<!-- Made from ${source} by "npm run docs". Changes here are lost. -->`;
}

/** A text as it is, also where Markdown would read something into it. @param {string} text */
export function escapeText(text) {
  return text.replace(/[\\`*<|]/g, "\\$&").replace(/(?<![\p{L}\d])_|_(?![\p{L}\d])/gu, "\\_");
}

/** @param {string} text @param {string} target */
export function link(text, target) {
  return `[${text}](${target})`;
}

/** @param {readonly string[]} items */
export function inList(items) {
  return items.join(", ");
}

/** Columns as wide as their widest cell. @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
export function table(head, rows) {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
