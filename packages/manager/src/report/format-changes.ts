import type { StartupReport } from "@asky/sdk";
import { visibleText } from "../text/visible-text.ts";

/** What a reload changed and what of the past is still in use, a line each; nothing for a host that has not reloaded. */
export function formatChanges({ generation, changes, draining = [] }: StartupReport): readonly string[] {
  const groups = Object.entries(changes ?? {}).filter(([, names]) => names.length > 0);
  const texts = groups.map(([title, names]) => `${title} ${names.map(visibleText).join(", ")}`);
  return [
    ...(changes ? [`generation ${generation}: ${texts.join("; ") || "no plugins"}`] : []),
    ...draining.map(({ generation: older, leases }) => {
      if (leases === 0) return `generation ${older} is stopping`;
      return `generation ${older} is still in use: ${leases === 1 ? "1 turn" : `${leases} turns`}`;
    }),
  ];
}
