import type { PluginReport, PluginState } from "@asky/sdk";
import type { Tone } from "./icon.ts";

const TONES: Readonly<Record<PluginState, Tone>> = {
  started: "good",
  active: "good",
  loaded: "quiet",
  stopped: "quiet",
  disabled: "quiet",
  skipped: "warn",
  failed: "bad",
};

const ORDER: readonly PluginState[] = [
  "failed",
  "skipped",
  "started",
  "active",
  "loaded",
  "stopped",
  "disabled",
];

/** How a state looks. A state of a later host is shown quietly. */
export function toneOf(state: PluginState): Tone {
  return Object.hasOwn(TONES, state) ? TONES[state] : "quiet";
}

/** Whether a plugin does its work. */
export function isRunning({ state }: PluginReport): boolean {
  return state === "started" || state === "active";
}

/** Whether somebody should look at a plugin. */
export function needsAttention({ state, problems }: PluginReport): boolean {
  return state === "failed" || state === "skipped" || problems.length > 0;
}

/** How many plugins are in which state, the worst first; states without plugins are left out. */
export function countStates(plugins: readonly PluginReport[]): readonly (readonly [PluginState, number])[] {
  const counts = new Map<PluginState, number>();
  for (const { state } of plugins) counts.set(state, (counts.get(state) ?? 0) + 1);
  const rank = (state: PluginState): number => (ORDER.includes(state) ? ORDER.indexOf(state) : ORDER.length);
  return [...counts].sort(([one], [other]) => rank(one) - rank(other));
}
