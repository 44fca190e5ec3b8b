import { findCycles } from "./find-cycles.ts";
import { orderByDependencies } from "./order-by-dependencies.ts";
import type { PlanNode } from "./plan-node.ts";

/**
 * Why a plugin is skipped. `path` leads from the plugin to the root of the matter: a plugin that is not there,
 * disabled, failed, or part of a circle; a circle's path ends where it began. `late`: a plugin passed in code depends
 * on one that comes after it.
 */
export type SkipReason =
  | {
      readonly kind: "missing" | "disabled" | "failed" | "late";
      readonly dependency: string;
      readonly path: readonly string[];
    }
  | { readonly kind: "cycle"; readonly path: readonly string[] };

/** An order of activation, and who is left out. */
export interface ActivationPlan {
  /** Ready plugins, each after everything it depends on. */
  readonly order: readonly string[];
  /** Ready plugins that cannot be activated; keyed by name, in order of names. */
  readonly skipped: ReadonlyMap<string, SkipReason>;
}

/**
 * Decides in which order plugins are activated: those passed in code as given, then the others, dependencies first,
 * ties by name. An optional dependency orders and nothing more; one that would close a circle does not count. Pure: the
 * same nodes in another sequence give the same plan, apart from the sequence of those passed in code.
 *
 * @param nodes - one for each plugin that is known; of two with the same name the first counts.
 */
export function planActivation(nodes: readonly PlanNode[]): ActivationPlan {
  const byName = new Map<string, PlanNode>();
  for (const node of nodes) if (!byName.has(node.name)) byName.set(node.name, node);
  const ready = [...byName.values()].filter(({ state }) => state === "ready");
  const fixed = ready.filter(({ fixedFirst }) => fixedFirst === true);

  const skipped = findSkipped(byName, ready, fixed);
  const kept = ready.filter(({ name }) => !skipped.has(name));
  const free = kept.filter(({ fixedFirst }) => fixedFirst !== true);
  const first = fixed.filter(({ name }) => !skipped.has(name)).map(({ name }) => name);
  return { order: [...first, ...orderByDependencies(free)], skipped };
}

function findSkipped(
  byName: ReadonlyMap<string, PlanNode>,
  ready: readonly PlanNode[],
  fixed: readonly PlanNode[],
): ReadonlyMap<string, SkipReason> {
  const reasons = new Map<string, SkipReason>();
  const byNameThenDown = ready.toSorted((left, right) => compare(left.name, right.name));
  for (const [name, path] of findCycles(byNameThenDown)) reasons.set(name, { kind: "cycle", path });
  const position = new Map(fixed.map(({ name }, index) => [name, index]));
  for (const node of byNameThenDown) {
    const reason = reasons.get(node.name) ?? ownReason(node, byName, position);
    if (reason) reasons.set(node.name, reason);
  }
  spread(reasons, byNameThenDown);
  return new Map([...reasons].sort(([left], [right]) => compare(left, right)));
}

/** What is wrong with the plugin's own dependencies, whatever became of them: the worst kind, then the first by name. */
function ownReason(
  node: PlanNode,
  byName: ReadonlyMap<string, PlanNode>,
  position: ReadonlyMap<string, number>,
): SkipReason | undefined {
  const dependencies = node.dependencies.toSorted();
  for (const kind of ["missing", "disabled", "failed", "late"] as const) {
    const dependency = dependencies.find((name) => kindOf(name) === kind);
    if (dependency !== undefined) return { kind, dependency, path: [node.name, dependency] };
  }
  return undefined;

  function kindOf(dependency: string): "missing" | "disabled" | "failed" | "late" | undefined {
    const state = byName.get(dependency)?.state ?? "missing";
    if (state !== "ready") return state;
    const own = position.get(node.name);
    // A plugin passed in code does not wait: what it depends on must stand before it.
    return own !== undefined && (position.get(dependency) ?? Number.POSITIVE_INFINITY) > own
      ? "late"
      : undefined;
  }
}

/** Skips, breadth first, whoever depends on a plugin that is skipped, so that each path is a shortest one. */
function spread(reasons: Map<string, SkipReason>, ready: readonly PlanNode[]): void {
  const dependents = new Map<string, PlanNode[]>();
  for (const node of ready) {
    for (const dependency of node.dependencies) {
      const known = dependents.get(dependency);
      if (known) known.push(node);
      else dependents.set(dependency, [node]);
    }
  }
  const queue = [...reasons].sort(([left], [right]) => compare(left, right));
  for (const [dependency, way] of queue) {
    const rest = way.kind === "cycle" ? [dependency] : way.path;
    for (const { name } of dependents.get(dependency) ?? []) {
      if (reasons.has(name)) continue;
      const reason: SkipReason = { kind: "failed", dependency, path: [name, ...rest] };
      reasons.set(name, reason);
      queue.push([name, reason]);
    }
  }
}

/** By code units, so that the order is the same in every locale. Names that are equal may come in any order. */
function compare(left: string, right: string): number {
  return left < right ? -1 : 1;
}
