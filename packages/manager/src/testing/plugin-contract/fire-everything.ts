import {
  createEvent,
  DAEMON_SERVER_REGISTER,
  type EventBus,
  type HookRegistry,
  SYSTEM_PROMPT_EXTEND,
  TOOL_REGISTRY_BUILD,
} from "@asky/sdk";
import { collectServers, collectTools, firePoint } from "../host/fire-point.ts";
import type { ToolProbe } from "../host/tool-probe.ts";
import {
  DATA_POINTS,
  type DataPoint,
  HOST_EVENTS,
  type ProbeScope,
  probeEvents,
  probePayload,
  probePromptContext,
} from "../payloads/probe-payloads.ts";
import type { Sample } from "../payloads/samples.ts";
import type { PluginLife } from "./plugin-life.ts";

/** The hook points on which the subject has callbacks. */
export function pointsOf(life: PluginLife): ReadonlySet<string> {
  return new Set(life.report?.hooks.map(({ point }) => point));
}

/** The points of which payloads can be made, among those it has. */
export function dataPointsOf(life: PluginLife): readonly DataPoint[] {
  return DATA_POINTS.filter((point) => pointsOf(life).has(point));
}

/**
 * Fires every point the subject has callbacks on, with payloads made from one sample. Tools and servers are registered,
 * not run.
 */
export async function fireHooks(
  life: PluginLife,
  sample: Sample,
  scope: ProbeScope,
): Promise<ToolProbe | undefined> {
  const { hookRegistry: hooks } = life.host.manager;
  const probe = await fireTools(life, hooks, scope);
  if (pointsOf(life).has(DAEMON_SERVER_REGISTER)) {
    await life.manage(`A callback on "${DAEMON_SERVER_REGISTER}"`, () => collectServers(hooks));
  }
  for (const point of dataPointsOf(life)) {
    await life.manage(`A callback on "${point}"`, () =>
      firePoint(hooks, point, probePayload(point, sample, scope)),
    );
  }
  if (pointsOf(life).has(SYSTEM_PROMPT_EXTEND)) {
    await life.manage(`A callback on "${SYSTEM_PROMPT_EXTEND}"`, () =>
      hooks.invokeChain(SYSTEM_PROMPT_EXTEND, sample.text, probePromptContext(scope)),
    );
  }
  return probe;
}

async function fireTools(
  life: PluginLife,
  hooks: HookRegistry,
  scope: ProbeScope,
): Promise<ToolProbe | undefined> {
  if (!pointsOf(life).has(TOOL_REGISTRY_BUILD)) return undefined;
  let probe: ToolProbe | undefined;
  await life.manage(`A callback on "${TOOL_REGISTRY_BUILD}"`, async () => {
    probe = await collectTools(hooks, scope);
  });
  return probe;
}

/** Emits every event of the host that the subject handles, with data made from one sample. */
export async function emitEvents(life: PluginLife, sample: Sample, scope: ProbeScope): Promise<void> {
  const handled = HOST_EVENTS.filter((name) => life.report?.events.includes(name));
  const data = probeEvents(sample, scope);
  const bus: EventBus = life.host.manager.eventBus;
  for (const name of handled) {
    await life.manage(`A handler for "${name}"`, () => bus.emit(createEvent(name, data[name])));
  }
}
