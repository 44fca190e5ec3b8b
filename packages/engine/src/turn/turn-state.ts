import type { Gate, HostToolRegistry } from "@asky/gate";
import type { HookRegistry, Message, Model, Problem, TurnInfo, TurnScope } from "@asky/sdk";
import type { EffectiveConfig } from "../config/read-host-config.ts";
import type { ToolCallReport } from "./turn-result.ts";

/** What turns need of their host. The same for all turns. */
export interface TurnHost {
  readonly hooks: HookRegistry;
  readonly gate: Gate;
  readonly model: Model;
  readonly modelName: string;
  readonly config: EffectiveConfig;
  readonly report: (problem: Problem) => void;
  readonly toolRenames: (plugin: string) => Readonly<Record<string, string>>;
}

/** Everything about one turn. Nothing of it is shared with another turn. */
export interface Turn {
  readonly host: TurnHost;
  readonly info: TurnInfo;
  /** What every payload carries. */
  readonly scope: TurnScope;
  readonly signal: AbortSignal;
  /** Absolute. */
  readonly directory: string;
  readonly registry: HostToolRegistry;
  /** The conversation so far, the system's message first; whole at any time: no call in it lacks its answer. */
  conversation: readonly Message[];
  /** Every call id of the turn. */
  readonly callIds: Set<string>;
  readonly toolCalls: ToolCallReport[];
}
