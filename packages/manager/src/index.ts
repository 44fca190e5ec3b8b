// The public surface of @asky/manager. Nothing else is API.

// Deadlines
export { type CancelTimer, type Clock, systemClock } from "./deadline/clock.ts";
// The parts, for hosts that put them together themselves
export { createEventBus, type EventBusOptions, type HostEventBus } from "./events/event-bus.ts";
// Where things are, and what happened
export { findConfigDir } from "./files/config-paths.ts";
// Reloading: one manager after the other
export type { Lease } from "./generations/generation.ts";
export { Generations, type GenerationsOptions, type ReloadOutcome } from "./generations/generations.ts";
export {
  handOverServers,
  type OwnedServer,
  type ServerHandOver,
} from "./generations/hand-over-servers.ts";
export {
  createHookRegistry,
  type HookOwner,
  type HookRegistration,
  type HookRegistryOptions,
  type HostHookRegistry,
} from "./hooks/hook-registry.ts";
export type { InvocationOutcome, InvocationRecord, InvocationRecorder } from "./hooks/invocation-record.ts";
// The ledger: who changed what
export { type CallbackSummary, explainRun, type RunExplanation } from "./ledger/explain-run.ts";
export { createLedger, type Ledger, type LedgerOptions } from "./ledger/ledger.ts";
export type {
  LedgerCall,
  LedgerEntry,
  LedgerGap,
  LedgerNote,
  LedgerNoteEntry,
  PatchOperation,
} from "./ledger/ledger-entry.ts";
export type { LedgerLimits } from "./ledger/ledger-limits.ts";
export { type LedgerFilter, type QueryOptions, queryLedger } from "./ledger/query-ledger.ts";
export { type LedgerRun, listRuns } from "./ledger/run-list.ts";
export {
  type ConsoleLogger,
  type ConsoleLoggerOptions,
  createConsoleLogger,
} from "./logging/console-logger.ts";
export type { ScopableLogger } from "./logging/scope-logger.ts";
export type { PassedPlugin, PassedPluginEntry } from "./manager/passed-plugin.ts";
// The manager: roster in, running plugins out
export {
  PluginManager,
  type PluginManagerOptions,
} from "./manager/plugin-manager.ts";
export type { FrameOwner, StrayKind } from "./owners/frames.ts";
// Owners: whose code left what
export { createOwnerTracking, type OwnerTracking } from "./owners/owner-tracking.ts";
export type { EnterPlugin, OwnerHost, PluginOwner } from "./owners/plugin-owner.ts";
export type { WatchdogOptions } from "./owners/watchdog.ts";
export { type ActivationPlan, planActivation, type SkipReason } from "./plan/plan-activation.ts";
export type { PlanNode } from "./plan/plan-node.ts";
export type { ReportProblem } from "./problems/problem-log.ts";
// The Tether registry: fail fast
export { PluginRegistry, type PluginRegistryOptions } from "./registry/plugin-registry.ts";
export { type FormatReportOptions, formatReport } from "./report/format-report.ts";
export {
  createServiceRegistry,
  type HostServices,
  type ServiceRegistryOptions,
} from "./services/service-registry.ts";
