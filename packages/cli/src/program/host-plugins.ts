import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { HostPlugin } from "@asky/manager/commands";

/** The plugins that the engine registers by itself, whatever plugins.toml says; their commands are always there. */
export const HOST_PLUGINS: readonly HostPlugin[] = [{ name: "audit", module: "@asky/plugin-audit" }];

/** The folder of the engine's package. The engine itself is not loaded. */
export function engineFolder(): string {
  return dirname(fileURLToPath(import.meta.resolve("@asky/engine/package.json")));
}
