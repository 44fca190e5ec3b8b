// The public surface of @asky/manager. Nothing else is API.

// The parts, for hosts that put them together themselves
export { createEventBus, type EventBusOptions, type HostEventBus } from "./events/event-bus.ts";
// Where things are, and what happened
export { findConfigDir } from "./files/config-paths.ts";
export type { CallbackEntry } from "./hooks/call-loop.ts";
export {
  createHookRegistry,
  type HookRegistration,
  type HookRegistryOptions,
  type HostHookRegistry,
} from "./hooks/hook-registry.ts";
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
