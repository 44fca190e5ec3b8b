import type { Gate } from "@asky/gate";
import type { Clock } from "@asky/manager";
import type { HookRegistry, Model, Problem } from "@asky/sdk";
import type { EffectiveConfig } from "../config/read-host-config.ts";

/** What turns need of their host. The same for all turns. */
export interface TurnHost {
  readonly hooks: HookRegistry;
  readonly gate: Gate;
  readonly model: Model;
  readonly modelName: string;
  readonly config: EffectiveConfig;
  readonly clock: Clock;
  readonly report: (problem: Problem) => void;
  readonly toolRenames: (plugin: string) => Readonly<Record<string, string>>;
}
