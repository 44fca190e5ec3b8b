import type { PlanNode } from "./plan-node.ts";

/**
 * Sorts plugins so that each follows its dependencies, ties by name. Names that are not among the nodes do not count;
 * neither does an optional dependency that would close a circle.
 *
 * @param nodes - without circles of required dependencies.
 */
export function orderByDependencies(nodes: readonly PlanNode[]): readonly string[] {
  const before = new Map(nodes.map(({ name }) => [name, new Set<string>()]));
  const byName = nodes.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  for (const { name, dependencies } of byName) {
    for (const dependency of dependencies) if (before.has(dependency)) before.get(name)?.add(dependency);
  }
  for (const { name, optionalDependencies } of byName) {
    for (const dependency of optionalDependencies) {
      if (before.has(dependency) && !comesBefore(name, dependency, before)) before.get(name)?.add(dependency);
    }
  }
  return takeInOrder(byName, before);
}

/** Again and again the first by name of those that wait for nobody. */
function takeInOrder(
  byName: readonly PlanNode[],
  before: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] {
  const placed = new Set<string>();
  const waiting = byName.map(({ name }) => name);
  while (waiting.length > 0) {
    const next = waiting.findIndex((name) => isSubset(before.get(name), placed));
    // A circle is impossible here; taking the first one keeps the loop finite all the same.
    for (const name of waiting.splice(Math.max(next, 0), 1)) placed.add(name);
  }
  return [...placed];
}

/** Whether `early` is `late` itself or comes before it by what is known so far. */
function comesBefore(early: string, late: string, before: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const seen = new Set([late]);
  for (const name of seen) {
    if (name === early) return true;
    for (const dependency of before.get(name) ?? []) seen.add(dependency);
  }
  return false;
}

function isSubset(part: ReadonlySet<string> | undefined, whole: ReadonlySet<string>): boolean {
  for (const name of part ?? []) if (!whole.has(name)) return false;
  return true;
}
