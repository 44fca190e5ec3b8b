// @ts-check

/**
 * Runs `action` for every item, at most `limit` at a time, and gives the results in the order of the items.
 *
 * @template Item, Result
 * @param {readonly Item[]} items
 * @param {number} limit
 * @param {(item: Item) => Promise<Result>} action
 * @returns {Promise<Result[]>}
 */
export async function inParallel(items, limit, action) {
  /** @type {Result[]} */
  const results = [];
  const queue = [...items.entries()];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, item] = next;
      results[index] = await action(item);
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}
