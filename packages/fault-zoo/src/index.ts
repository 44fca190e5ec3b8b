// The public surface of @asky/fault-zoo. Each plugin is a subpath of its own; nothing else is API.

export type { ExpectedOutcome, Fault, FaultNeed, FaultPhase } from "./fault.ts";
export { FAULTS } from "./faults.ts";
