// @ts-check

/**
 * @typedef {object} GraphNode
 * @property {string} id
 *
 * @typedef {object} GraphEdge an arrow from what needs to what is needed
 * @property {string} from
 * @property {string} to
 */

/**
 * Where things go. Nodes that need nothing stand in the last column; each other one stands left of all it needs.
 *
 * @template {GraphNode} Node
 * @template {GraphEdge} Edge
 * @typedef {object} GraphLayout
 * @property {number} columns
 * @property {number} rows the most slots that a column has
 * @property {readonly { node: Node, column: number, slot: number }[]} places slots may be fractions: columns are centred
 * @property {readonly { edge: Edge, points: readonly { column: number, slot: number }[] }[]} routes from left to right; an
 *   edge over several columns has a point of its own in each between
 */

const sweeps = 8;

/**
 * Lays a graph out in columns, with few crossings. Pure. Edges that close a circle are drawn and do not count for the
 * order; edges of unknown nodes are left out.
 *
 * @template {GraphNode} Node
 * @template {GraphEdge} Edge
 * @param {readonly Node[]} nodes
 * @param {readonly Edge[]} edges
 * @returns {GraphLayout<Node, Edge>}
 */
export function layoutGraph(nodes, edges) {
  const ids = new Set(nodes.map(({ id }) => id));
  const known = edges.filter(({ from, to }) => from !== to && ids.has(from) && ids.has(to));
  const heights = heightsOf([...ids], known);
  const columns = Math.max(0, ...heights.values()) + 1;
  const columnOf = (/** @type {string} */ id) => columns - 1 - (heights.get(id) ?? 0);

  // Every column holds nodes and, for edges that pass through it, invisible stand-ins.
  /** @type {string[][]} */
  const order = Array.from({ length: columns }, () => []);
  for (const { id } of nodes) order[columnOf(id)]?.push(id);
  /** @type {[left: string, right: string][]} */
  const links = [];
  const chains = known.map((edge, index) => {
    const [left, right] =
      columnOf(edge.from) <= columnOf(edge.to) ? [edge.from, edge.to] : [edge.to, edge.from];
    const chain = [left];
    for (let column = columnOf(left) + 1; column < columnOf(right); column += 1) {
      const passage = `\0${index}:${column}`;
      order[column]?.push(passage);
      chain.push(passage);
    }
    chain.push(right);
    chain.slice(1).forEach((id, step) => {
      links.push([chain[step] ?? "", id]);
    });
    return { edge, chain };
  });
  const slots = arrange(order, links);

  const placeOf = (/** @type {string} */ id) => slots.get(id) ?? { column: 0, slot: 0 };
  return {
    columns,
    rows: Math.max(1, ...order.map((column) => column.length)),
    places: nodes.map((node) => ({ node, ...placeOf(node.id) })),
    routes: chains.map(({ edge, chain }) => ({ edge, points: chain.map(placeOf) })),
  };
}

/**
 * The longest way from each node to one that needs nothing.
 *
 * @param {readonly string[]} ids
 * @param {readonly GraphEdge[]} edges
 */
function heightsOf(ids, edges) {
  /** @type {Map<string, number>} */
  const heights = new Map();
  /** @type {Set<string>} */
  const onTheWay = new Set();

  /** @param {string} id @returns {number} */
  function heightOf(id) {
    const known = heights.get(id);
    if (known !== undefined) return known;
    if (onTheWay.has(id)) return -1;
    onTheWay.add(id);
    const below = edges.filter(({ from }) => from === id).map(({ to }) => heightOf(to));
    onTheWay.delete(id);
    const height = Math.max(-1, ...below) + 1;
    heights.set(id, height);
    return height;
  }

  for (const id of ids) heightOf(id);
  return heights;
}

/**
 * Sorts each column by the middle of its neighbours, to and fro, and keeps the arrangement with the fewest crossings.
 *
 * @param {string[][]} order
 * @param {readonly (readonly [string, string])[]} links
 */
function arrange(order, links) {
  let best = order.map((column) => [...column]);
  let fewest = crossings(best, links);
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep += 1) {
    const toRight = sweep % 2 === 0;
    const indexes = [...order.keys()];
    for (const index of toRight ? indexes.slice(1) : indexes.slice(0, -1).reverse()) {
      const neighbours = order[index + (toRight ? -1 : 1)] ?? [];
      sortByNeighbours(order[index] ?? [], neighbours, links);
    }
    const count = crossings(order, links);
    if (count >= fewest) continue;
    fewest = count;
    best = order.map((column) => [...column]);
  }

  const rows = Math.max(1, ...best.map((column) => column.length));
  return new Map(
    best.flatMap((column, index) =>
      column.map((id, slot) => [id, { column: index, slot: slot + (rows - column.length) / 2 }]),
    ),
  );
}

/** @param {string[]} column @param {readonly string[]} neighbours @param {readonly (readonly [string, string])[]} links */
function sortByNeighbours(column, neighbours, links) {
  const middle = new Map(
    column.map((id, index) => {
      const near = links
        .flatMap(([left, right]) => (left === id ? [right] : right === id ? [left] : []))
        .map((other) => neighbours.indexOf(other))
        .filter((slot) => slot >= 0);
      const share = (index + 0.5) / column.length;
      const mean = near.reduce((sum, slot) => sum + slot + 0.5, 0) / near.length / neighbours.length;
      return [id, near.length === 0 ? share : mean];
    }),
  );
  column.sort((one, other) => (middle.get(one) ?? 0) - (middle.get(other) ?? 0));
}

/** @param {readonly (readonly string[])[]} order @param {readonly (readonly [string, string])[]} links */
function crossings(order, links) {
  const slots = new Map(order.flatMap((column, index) => column.map((id, slot) => [id, { index, slot }])));
  let count = 0;
  for (const [at, [left, right]] of links.entries()) {
    for (const [otherLeft, otherRight] of links.slice(at + 1)) {
      const [a, b, c, d] = [left, right, otherLeft, otherRight].map((id) => slots.get(id));
      if (!a || !b || !c || !d || a.index !== c.index) continue;
      if ((a.slot - c.slot) * (b.slot - d.slot) < 0) count += 1;
    }
  }
  return count;
}
