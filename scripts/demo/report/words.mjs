// @ts-check

/** @param {number} ms for example `0.4 ms`, `12 ms`, `1.25 s` */
export function duration(ms) {
  if (ms < 0.05) return "0 ms";
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${ms.toFixed(0)} ms`;
  return `${(ms / 1000).toFixed(2)} s`;
}

/** @param {number} count @param {string} one @param {string} [many] */
export function counted(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}

/** @param {string} text @param {number} length in characters, the mark of the cut included */
export function cut(text, length) {
  const plain = text.replace(/\s+/g, " ").trim();
  const characters = [...plain];
  return characters.length <= length
    ? plain
    : `${characters
        .slice(0, length - 1)
        .join("")
        .trimEnd()}…`;
}

/**
 * Breaks a text between words; what does not fit into the last line is cut.
 *
 * @param {string} text
 * @param {number} width in characters
 * @param {number} maxLines
 * @returns {string[]}
 */
export function wrap(text, width, maxLines) {
  /** @type {string[]} */
  const lines = [];
  let rest = text.replace(/\s+/g, " ").trim();
  while (rest.length > width && lines.length < maxLines - 1) {
    const space = rest.lastIndexOf(" ", width);
    const end = space > width / 3 ? space : width;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return rest === "" ? lines : [...lines, cut(rest, width)];
}
