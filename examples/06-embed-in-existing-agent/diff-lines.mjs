// @ts-check

/**
 * Compares two texts line by line, as `diff` does: what is not part of their longest common subsequence was added or
 * removed.
 *
 * @param {string} before
 * @param {string} after
 * @returns {{ added: string[], removed: string[] }}
 */
export function diffLines(before, after) {
  const a = before.split("\n");
  const b = after.split("\n");
  /** @type {number[][]} */
  const common = Array.from({ length: a.length + 1 }, () => new Array(b.length + 1).fill(0));
  const at = (/** @type {number} */ i, /** @type {number} */ j) => common[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const row = common[i] ?? [];
    for (let j = b.length - 1; j >= 0; j -= 1) {
      row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }

  /** @type {string[]} */
  const added = [];
  /** @type {string[]} */
  const removed = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i += 1;
      j += 1;
    } else if (j < b.length && (i === a.length || at(i, j + 1) >= at(i + 1, j))) {
      added.push(b[j] ?? "");
      j += 1;
    } else {
      removed.push(a[i] ?? "");
      i += 1;
    }
  }
  return { added, removed };
}
