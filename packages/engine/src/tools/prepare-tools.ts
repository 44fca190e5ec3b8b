import { detectBubblewrap } from "@asky/gate";
import type { Problem, ToolRegistration } from "@asky/sdk";
import type { EffectiveConfig } from "../config/read-host-config.ts";
import { runnerUnusable } from "../errors/config.ts";
import { createBuiltInTools } from "./built-in-tools.ts";

/**
 * Makes the built-in tools once, at start-up, and looks whether commands can be run as configured. If not, the host goes
 * on and is told; `Bash` then refuses every command and never runs one in another way.
 */
export async function prepareTools(
  { runner, network }: EffectiveConfig["sandbox"],
  configDir: string,
): Promise<{ readonly builtInTools: readonly ToolRegistration[]; readonly problems: readonly Problem[] }> {
  const bubblewrap = runner === "none" ? { found: false, works: false } : await detectBubblewrap();
  const isUsable = runner === "none" || bubblewrap.works;
  return {
    builtInTools: createBuiltInTools({ runner, bubblewrap, network, configDir }),
    problems: isUsable ? [] : [runnerUnusable(bubblewrap.found ? bubblewrap.fault : undefined)],
  };
}
