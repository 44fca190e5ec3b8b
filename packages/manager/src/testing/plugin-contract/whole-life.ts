import { collectServers } from "../host/fire-point.ts";
import type { ToolProbe } from "../host/tool-probe.ts";
import { loopTurn } from "../observe/watch.ts";
import { ORDINARY } from "../payloads/samples.ts";
import { emitEvents, fireHooks } from "./fire-everything.ts";
import type { PluginBench } from "./plugin-bench.ts";
import type { PluginLife } from "./plugin-life.ts";
import { callTool, sampleArguments } from "./tool-calls.ts";

/** What a whole life has shown. */
export interface WholeLife {
  readonly tools: ToolProbe | undefined;
  readonly services: readonly string[];
  readonly points: readonly string[];
}

/** Lets the subject do everything it can do, once and with ordinary values, and stops it again. */
export async function liveWholly(bench: PluginBench, life: PluginLife): Promise<WholeLife> {
  await life.begin();
  const scope = life.host.scope();
  const tools = await fireHooks(life, ORDINARY, scope);
  await emitEvents(life, ORDINARY, scope);
  for (const probed of tools?.tools.values() ?? []) {
    const [first] = sampleArguments(probed, life.host.directory);
    if (first && !bench.options.skipTools?.includes(probed.tool.name)) {
      await callTool(life, probed, first.args, life.host.signal);
    }
  }
  await runServers(life);
  await loopTurn();
  const { services = [], hooks = [] } = life.report ?? {};
  const seen = { tools, services, points: [...new Set(hooks.map(({ point }) => point))] };
  await life.end();
  await loopTurn();
  return seen;
}

/** Faults of servers are another rule's. */
async function runServers(life: PluginLife): Promise<void> {
  const servers = await collectServers(life.host.manager.hookRegistry);
  for (const { spec } of servers) {
    await life.inTime("Starting a server", () => spec.start()).catch(() => false);
    await life.inTime("Stopping a server", () => spec.stop()).catch(() => false);
  }
}
