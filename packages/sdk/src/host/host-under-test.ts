import type { AskyPlugin } from "../asky/plugin.ts";
import type { EventBus } from "../events/event-bus.ts";
import type { HookRegistry } from "../hooks/hook-registry.ts";
import type { JsonObject } from "../shared/json.ts";
import type { Services } from "../shared/services.ts";
import type { TetherPlugin } from "../tether/plugin.ts";
import type { GateTicket } from "../tools/gate-ticket.ts";
import type { ToolCall } from "../tools/tool-call.ts";
import type { ToolRegistry } from "../tools/tool-registry.ts";
import type { ToolResult } from "../tools/tool-result.ts";
import type { ToolExecutionContext } from "../tools/tool-schema.ts";
import type { HostConfig } from "./config.ts";
import type { StartupReport } from "./report.ts";
import type { TurnInfo } from "./turn.ts";

/**
 * A host as the contract suite drives it, `runHostContract` of `@asky/manager/testing`. It is the suite's only way in, so
 * any host can be judged, whatever it is made of.
 *
 * Implemented by: whoever embeds plugins, in test code.
 */
export interface HostUnderTest {
  /** What reports call it. */
  readonly name: string;
  /** Whether its deadlines go by the clock it is given. Where they do not, what hangs is not tried. */
  readonly takesClock: boolean;

  /**
   * Starts a new host with these plugins, passed in code in this order. The failure of one must not end the others.
   *
   * @returns the host when its start-up is over, also when plugins have failed.
   */
  start(
    plugins: readonly (AskyPlugin | TetherPlugin)[],
    surroundings: HostSurroundings,
  ): Promise<RunningHost>;
}

/** What the suite gives each host. */
export interface HostSurroundings {
  /** An empty directory of its own, absolute; removed afterwards. */
  readonly configDir: string;
  /** What plugins are to be handed as the host's configuration. */
  readonly config: HostConfig;
  /** Stands still until the suite moves it. */
  readonly clock: HostClock;
  /** The tools that the operator allows, each as `plugin:tool`. All others are denied. */
  readonly allowedTools: readonly string[];
}

/** Where a host's deadlines take the time from. */
export interface HostClock {
  /** Milliseconds since some moment; never goes back. */
  now(): number;
  /** Calls back once, after a number of milliseconds, unless what it returns is called before. */
  after(ms: number, callback: () => void): () => void;
}

/** A host that runs. */
export interface RunningHost {
  readonly hooks: HookRegistry;
  readonly eventBus: EventBus;
  readonly services: Services;
  /** What has become of the plugins so far, and what went wrong. */
  report(): StartupReport;
  /** Begins a turn and collects its tools. Left out by hosts without tools. */
  openTurn?(info: TurnInfo, signal: AbortSignal): Promise<TurnUnderTest>;
  /** Stops everything. A second call does nothing. */
  stop(): Promise<void>;
}

/** A turn of such a host. */
export interface TurnUnderTest {
  readonly registry: TicketedToolRegistry;
  /** Takes a model's call all the way to the tool, and resolves to what the model is told. Never rejects. */
  dispatch(call: ToolCall): Promise<ToolResult>;
}

/** The tools of a turn, and the only way to their executors. */
export interface TicketedToolRegistry extends ToolRegistry {
  /**
   * Runs a tool.
   *
   * @throws PluginError (as a rejection) `TICKET_REFUSED` unless the ticket was minted for exactly this call and is fresh.
   */
  execute(ticket: GateTicket, args: JsonObject, context: ToolExecutionContext): Promise<ToolResult>;
}
