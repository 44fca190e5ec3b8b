// @ts-check

/**
 * What a step of the shut-down ended, in words.
 *
 * @param {import("../record.mjs").ShutdownReport["steps"][number]} step
 */
export function stepName({ kind, name }) {
  if (kind === "audit") return "the log";
  if (kind === "turns") return Number(name) > 0 ? `${name} interrupted` : "none was running";
  return name;
}
