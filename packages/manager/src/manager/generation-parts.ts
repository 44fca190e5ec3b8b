import type { Problem, StartupReport } from "@asky/sdk";
import type { HostParts } from "../context/create-context.ts";
import type { HostEventBus } from "../events/event-bus.ts";
import type { HostHookRegistry } from "../hooks/hook-registry.ts";
import type { PluginRecord } from "../lifecycle/plugin-record.ts";
import type { ProblemLog, ReportProblem } from "../problems/problem-log.ts";
import type { HostServices } from "../services/service-registry.ts";

/** What one manager has for itself and its plugins register with. */
export interface OwnParts {
  readonly hooks: HostHookRegistry;
  readonly eventBus: HostEventBus;
  readonly services: HostServices;
}

/** What every manager of a host that reloads has in common. `Generations` alone makes one. */
export interface GenerationParts {
  /** What plugins passed in code live with: it outlives a generation. */
  readonly lasting: Pick<HostParts, "hooks" | "eventBus" | "services" | "report">;
  /** What went wrong with those plugins, and in generations that are over. */
  readonly log: ProblemLog;
  /** The plugins passed in code, as they are by now; `undefined` in the first generation. */
  readonly carried: readonly PluginRecord[] | undefined;
  /** Called in the first generation, before anything is loaded from the roster. */
  carry(records: readonly PluginRecord[]): void;
  /** Called with a manager's own parts before any plugin sees them. */
  attach(parts: OwnParts): void;
  /** Takes a problem that is not this generation's own. Whether it did. */
  divert(problem: Problem): boolean;
  /** Takes the problems that come when all is over. Holds nothing of the generation. */
  readonly reportLate: ReportProblem;
  /** What the report says about the generation. */
  facts(): Pick<StartupReport, "generation" | "changes" | "draining">;
}
