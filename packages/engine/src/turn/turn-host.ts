import type { Gate } from "@asky/gate";
import type { Clock, Ledger } from "@asky/manager";
import type { EventBus, HookRegistry, Model, Problem, ToolRegistration } from "@asky/sdk";
import type { EffectiveConfig } from "../config/read-host-config.ts";

/** What turns need of their host. The same for all turns. */
export interface TurnHost {
  readonly hooks: HookRegistry;
  readonly eventBus: EventBus;
  readonly gate: Gate;
  /** In the order in which models are told of them. */
  readonly builtInTools: readonly ToolRegistration[];
  readonly model: Model;
  readonly modelName: string;
  readonly config: EffectiveConfig;
  readonly clock: Clock;
  /** Left out where nothing is recorded. */
  readonly ledger: Ledger | undefined;
  readonly report: (problem: Problem) => void;
  readonly toolRenames: (plugin: string) => Readonly<Record<string, string>>;
}
