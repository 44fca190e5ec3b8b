import type { PlanNode } from "./plan-node.ts";

/**
 * Finds who depends on itself, directly or by way of others.
 *
 * @returns for each such plugin a shortest circle through it, beginning and ending with it.
 */
export function findCycles(ready: readonly PlanNode[]): ReadonlyMap<string, readonly string[]> {
  const dependenciesOf = new Map(ready.map(({ name, dependencies }) => [name, dependencies.toSorted()]));
  const cycles = new Map<string, readonly string[]>();
  for (const name of withoutLeaves(dependenciesOf)) {
    const path = shortestWayBack(name, dependenciesOf);
    if (path) cycles.set(name, path);
  }
  return cycles;
}

/** Takes out, again and again, who depends on nobody that is left; a circle stays, and usually nothing does. */
function withoutLeaves(dependenciesOf: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const left = new Set(dependenciesOf.keys());
  let before: number;
  do {
    before = left.size;
    for (const name of left) {
      if (!dependenciesOf.get(name)?.some((dependency) => left.has(dependency))) left.delete(name);
    }
  } while (left.size < before);
  return left;
}

function shortestWayBack(
  start: string,
  dependenciesOf: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const name of queue) {
    for (const dependency of dependenciesOf.get(name) ?? []) {
      if (dependency === start) return pathTo(name, start, cameFrom);
      if (cameFrom.has(dependency) || !dependenciesOf.has(dependency)) continue;
      cameFrom.set(dependency, name);
      queue.push(dependency);
    }
  }
  return undefined;
}

function pathTo(last: string, start: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const path = [start];
  for (let name: string | undefined = last; name !== undefined && name !== start; name = cameFrom.get(name)) {
    path.unshift(name);
  }
  return [start, ...path];
}
