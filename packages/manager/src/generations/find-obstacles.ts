import type { PluginReport, Problem, StartupReport } from "@asky/sdk";

/**
 * What keeps a new generation from taking over: a roster that is broken as a whole, or the failure of a plugin that the
 * host does not do without. That any other plugin fails is its own affair: the rest goes on, and so does the reload. Pure.
 *
 * @param before - the generation in use. A plugin that it needed is needed still when its entry cannot be read any more;
 *   only an entry that is gone or disabled lets it go.
 * @param carried - plugins passed in code. One that has failed at work is missing in both, so it is no reason.
 */
export function findObstacles(
  before: StartupReport,
  after: StartupReport,
  carried: ReadonlySet<string>,
): readonly Problem[] {
  const broken = after.problems.filter(
    ({ severity, phase, plugin }) => severity === "error" && phase === "roster" && plugin === undefined,
  );
  if (broken.length > 0) return broken;
  const needed = new Set(before.plugins.filter(isNeeded).map(({ name }) => name));
  return after.plugins
    .filter(({ name }) => !carried.has(name))
    .filter((plugin) => isNeeded(plugin) || (isUnreadable(plugin) && needed.has(plugin.name)))
    .flatMap(whyDown);
}

/** The faults of plugins whose failure the host does not accept. Pure. */
export function findAborts({ plugins }: StartupReport): readonly Problem[] {
  return plugins.filter(isNeeded).flatMap(whyDown);
}

function isNeeded({ onFailure }: PluginReport): boolean {
  return onFailure === "abort";
}

/** Nothing is known of it but its name. */
function isUnreadable({ module, state }: PluginReport): boolean {
  return module === undefined && state === "failed";
}

function whyDown({ state, problems }: PluginReport): readonly Problem[] {
  if (state !== "failed" && state !== "skipped") return [];
  return problems.filter(({ severity }) => severity === "error");
}
