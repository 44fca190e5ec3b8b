import {
  DAEMON_SERVER_REGISTER,
  type DaemonServerSpec,
  type DaemonService,
  type HookPayloads,
  type HookRegistry,
  PRE_TOOL_EXECUTE,
  TOOL_REGISTRY_BUILD,
  type TurnScope,
} from "@asky/sdk";
import type { DataPoint } from "../payloads/probe-payloads.ts";
import { ToolProbe } from "./tool-probe.ts";

/** What a point's callbacks made of its payload. */
export interface FiredPoint<Point extends DataPoint> {
  /** With everything that was replaced. */
  readonly payload: HookPayloads[Point];
  /** On `pre_tool_execute`: who denied the call, and why. */
  readonly denials: readonly { readonly plugin: string; readonly reason: string }[];
}

/** A daemon server, and whose it is. */
export interface OwnedServer {
  readonly plugin: string;
  readonly spec: DaemonServerSpec;
}

/** Fires a point as hosts do: each callback has a view of its own, and what it replaced is there for the next. */
export async function firePoint<Point extends DataPoint>(
  hooks: HookRegistry,
  point: Point,
  payload: HookPayloads[Point],
): Promise<FiredPoint<Point>> {
  const current: HookPayloads[Point] = { ...payload };
  const denials: { plugin: string; reason: string }[] = [];
  await hooks.invokeEach(
    point,
    (plugin) => {
      const deny = (reason: string): void => void denials.push({ plugin, reason });
      return point === PRE_TOOL_EXECUTE ? { ...current, deny } : { ...current };
    },
    (replaced) => Object.assign(current, replaced),
  );
  return { payload: current, denials };
}

/**
 * Fires `tool_registry_build` and collects what is registered.
 *
 * @param hostTools - names that the host's own tools have. @defaultValue none
 */
export async function collectTools(
  hooks: HookRegistry,
  { turn, signal }: TurnScope,
  hostTools: readonly string[] = [],
): Promise<ToolProbe> {
  const disabledTools: readonly string[] = [];
  const probe = new ToolProbe(hostTools);
  try {
    await hooks.invokeEach(
      TOOL_REGISTRY_BUILD,
      (plugin) => ({ turn, signal, registry: probe.forPlugin(plugin), mode: "standard", disabledTools }),
      () => {},
    );
  } finally {
    probe.close();
  }
  return probe;
}

/** Fires `daemon_server_register` and collects what is pushed and registered. */
export async function collectServers(hooks: HookRegistry): Promise<readonly OwnedServer[]> {
  const lists: { readonly plugin: string; readonly servers: DaemonServerSpec[] }[] = [];
  const all = (): OwnedServer[] =>
    lists.flatMap(({ plugin, servers }) => servers.map((spec) => ({ plugin, spec })));
  const daemonService: DaemonService = Object.freeze({
    get serverNames() {
      return all().map(({ spec }) => spec.name);
    },
    getServer: (name: string) => all().find(({ spec }) => spec.name === name)?.spec,
  });
  await hooks.invokeEach(
    DAEMON_SERVER_REGISTER,
    (plugin) => {
      const servers: DaemonServerSpec[] = [];
      lists.push({ plugin, servers });
      return { daemonService, servers, registerServer: (spec) => void servers.push(spec) };
    },
    () => {},
  );
  return all();
}
