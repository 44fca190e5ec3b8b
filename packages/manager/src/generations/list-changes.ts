import type { GenerationChanges, StartupReport } from "@asky/sdk";

/** Compares two generations that have started, by the plugins that take part. Pure. */
export function listChanges(
  before: StartupReport,
  after: StartupReport,
  carried: ReadonlySet<string>,
): GenerationChanges {
  const old = namesUp(before);
  const now = namesUp(after);
  return {
    added: now.filter((name) => !old.includes(name)),
    removed: old.filter((name) => !now.includes(name)),
    restarted: now.filter((name) => old.includes(name) && !carried.has(name)),
    carried: now.filter((name) => carried.has(name)),
  };
}

function namesUp({ plugins }: StartupReport): readonly string[] {
  return plugins
    .filter(({ state }) => state === "started")
    .map(({ name }) => name)
    .sort();
}
