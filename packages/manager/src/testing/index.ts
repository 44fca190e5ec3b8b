// The public surface of @asky/manager/testing: what tests of plugins and hosts need. Nothing else is API.

// The contract suite
export { assertContract } from "./contract/assert-contract.ts";
export type { ContractReport, RuleReport } from "./contract/contract-report.ts";
export { type FormatContractOptions, formatContractReport } from "./contract/format-contract-report.ts";
// A host for tests
export type { FiredPoint, OwnedServer } from "./host/fire-point.ts";
export { createManualClock, type ManualClock } from "./host/manual-clock.ts";
export { createMemoryLogger, type LogEntry, type MemoryLogger } from "./host/memory-logger.ts";
export { createTestHost, type TestHost, type TestHostOptions } from "./host/test-host.ts";
export type { ProbedTool } from "./host/tool-probe.ts";
export type { HostContractOptions } from "./host-contract/host-bench.ts";
export { runHostContract } from "./host-contract/run-host-contract.ts";
export type { PluginContractOptions } from "./plugin-contract/contract-options.ts";
export type { PackageSubject, PluginSubject } from "./plugin-contract/plugin-subject.ts";
export { runPluginContract } from "./plugin-contract/run-plugin-contract.ts";
