// @ts-check

/**
 * @typedef {"plugin" | "host" | "package" | "contract"} NodeKind
 * @typedef {object} PlannedNode
 * @property {string} id
 * @property {NodeKind} kind
 * @property {string} title
 * @property {string} detail
 * @property {string} [state] of a plugin
 *
 * @typedef {"plugin" | "holds" | "requires" | "peer"} EdgeKind
 * @typedef {object} PlannedEdge
 * @property {string} from
 * @property {string} to
 * @property {EdgeKind} kind a plugin needs another; a plugin comes from a package; a package requires, or expects, one
 */

const engine = "@asky/engine";
const sdk = "@asky/sdk";

/**
 * What depends on what: plugins on plugins, plugins on the packages that hold them, packages on packages. Pure.
 *
 * @param {readonly import("../record.mjs").PluginReport[]} plugins
 * @param {readonly import("../record.mjs").InstalledPackage[]} packages
 */
export function planGraph(plugins, packages) {
  const holderOf = (/** @type {import("../record.mjs").PluginReport} */ plugin) =>
    // The one plugin without a roster entry is the host's own.
    plugin.package?.name ?? `@asky/plugin-${plugin.name}`;
  /** @type {PlannedNode[]} */
  const nodes = [
    ...plugins.map((plugin) => ({
      id: `plugin:${plugin.name}`,
      kind: /** @type {NodeKind} */ ("plugin"),
      title: plugin.name,
      detail: [plugin.contract, plugin.state].filter(Boolean).join(" · "),
      state: plugin.state,
    })),
    ...packages.map(({ name, version }) => ({
      id: `package:${name}`,
      kind: /** @type {NodeKind} */ (name === engine ? "host" : name === sdk ? "contract" : "package"),
      title: name,
      detail: version,
    })),
  ];
  /** @type {PlannedEdge[]} */
  const edges = [
    ...plugins.flatMap((plugin) => [
      ...[...plugin.dependencies, ...plugin.optionalDependencies].map((other) =>
        edge("plugin", `plugin:${plugin.name}`, `plugin:${other}`),
      ),
      edge("holds", `plugin:${plugin.name}`, `package:${holderOf(plugin)}`),
    ]),
    ...packages.flatMap(({ name, dependencies, peers }) => [
      ...dependencies.map((other) => edge("requires", `package:${name}`, `package:${other}`)),
      ...peers.map((other) => edge("peer", `package:${name}`, `package:${other}`)),
    ]),
  ];
  const ids = new Set(nodes.map(({ id }) => id));
  return { nodes, edges: edges.filter(({ from, to }) => ids.has(from) && ids.has(to)) };
}

/** @param {EdgeKind} kind @param {string} from @param {string} to @returns {PlannedEdge} */
function edge(kind, from, to) {
  return { kind, from, to };
}
