import { type Approvals, type ApprovalsOptions, createApprovals, type DispatchOutcome } from "@asky/gate";
import { createEventBus } from "@asky/manager";
import { createManualClock, type ManualClock } from "@asky/manager/testing";
import type {
  ApprovalAnswer,
  ApprovalConnector,
  ApprovalEntry,
  ApprovalRequest,
  ApprovalsService,
  AuditLogger,
  EventBus,
  JsonObject,
  Problem,
  ToolAttemptEntry,
  TurnInfo,
} from "@asky/sdk";
import { INTERACTION_REQUESTED, INTERACTION_RESOLVED } from "@asky/sdk";
import { type OpenGate, type OpenGateOptions, openGate, silentAudit, tool, turnInfo } from "./open-gate.ts";

/** Asks about everything of the host and of the plugin `notes`. */
export const ASKING = `
[[rule]]
name = "asked"
tools = ["Run", "Write", "Edit", "notes:*"]
action = "ask"
risk = "medium"
`;

/** A gate with approvals, a clock that stands still, and a list of what ran. */
export interface OpenApprovals extends OpenGate {
  readonly approvals: Approvals;
  readonly service: ApprovalsService;
  readonly clock: ManualClock;
  readonly bus: EventBus;
  /** The arguments of every call that ran. */
  readonly runs: JsonObject[];
  readonly entries: ApprovalEntry[];
  /** What the approvals reported; the gate's own stand in `problems`. */
  readonly faults: Problem[];
  run(args?: JsonObject, options?: RunOptions): Promise<DispatchOutcome>;
}

export interface RunOptions {
  readonly name?: string;
  readonly callId?: string;
  readonly turn?: Partial<TurnInfo>;
  readonly directory?: string;
  readonly allowedDirs?: readonly string[];
  readonly signal?: AbortSignal;
}

export interface OpenApprovalsOptions extends Omit<OpenGateOptions, "approvals"> {
  readonly limits?: Partial<Omit<ApprovalsOptions, "eventBus" | "clock" | "report">>;
  readonly logApproval?: AuditLogger["logApproval"];
  readonly logToolAttempt?: AuditLogger["logToolAttempt"];
}

export function openApprovals(options: OpenApprovalsOptions = {}): OpenApprovals {
  const faults: Problem[] = [];
  const entries: ApprovalEntry[] = [];
  const runs: JsonObject[] = [];
  const attempts: ToolAttemptEntry[] = [];
  const steps: string[] = [];
  const clock = createManualClock();
  const bus = options.eventBus ?? createEventBus();
  const approvals = createApprovals({
    eventBus: bus,
    clock,
    report: (problem) => void faults.push(problem),
    ...options.limits,
  });
  const audit: AuditLogger = {
    ...silentAudit,
    logToolAttempt: async (entry) => {
      await options.logToolAttempt?.(entry);
      steps.push(`audit:${entry.decision}`);
      attempts.push(entry);
    },
    logApproval: async (entry) => {
      await options.logApproval?.(entry);
      steps.push(`approval:${entry.approved ? "yes" : "no"}`);
      entries.push(entry);
    },
  };
  const open = openGate({ rules: ASKING, ...options, eventBus: bus, audit, approvals });
  for (const name of [INTERACTION_REQUESTED, INTERACTION_RESOLVED, "tool.gated"] as const) {
    bus.subscribe(name, () => void steps.push(name));
  }
  for (const name of ["tool.allowed", "tool.denied"] as const) {
    bus.subscribe(name, () => void steps.push(name));
  }
  const anything = (args: JsonObject): string => {
    steps.push("tool");
    runs.push(args);
    return "done";
  };
  for (const name of ["Run", "Write", "Edit"]) open.registry.register(tool(name, anything));
  open.registry.forPlugin("notes").register(tool("add", anything));

  return {
    ...open,
    steps,
    attempts,
    approvals,
    service: approvals.service,
    clock,
    bus,
    runs,
    entries,
    faults,
    run: (args = {}, { name = "Run", callId = "call-1", turn, directory, allowedDirs, signal } = {}) =>
      open.gate.dispatch(
        { id: callId, name, arguments: JSON.stringify(args) },
        {
          info: { ...turnInfo(), ...turn },
          registry: open.registry,
          directory: directory ?? options.directory ?? "/nowhere/work",
          allowedDirs: allowedDirs ?? options.allowedDirs ?? [],
          signal: signal ?? open.abort.signal,
        },
      ),
  };
}

export const YES: ApprovalAnswer = { approved: true, scope: "once", userId: "anna" };
export const YES_FOR_SESSION: ApprovalAnswer = { approved: true, scope: "session", userId: "anna" };
export const NO: ApprovalAnswer = { approved: false, reason: "Not on a Friday.", userId: "anna" };

/** A connector that remembers what it was asked, and answers always the same or never. */
export interface Asker extends ApprovalConnector {
  readonly requests: ApprovalRequest[];
  readonly signals: AbortSignal[];
}

export function asker(answer?: ApprovalAnswer, name = "terminal"): Asker {
  const requests: ApprovalRequest[] = [];
  const signals: AbortSignal[] = [];
  return {
    name,
    requests,
    signals,
    ask(request, signal) {
      requests.push(request);
      signals.push(signal);
      return answer;
    },
  };
}

/** Waits until so many questions are put; judging a call looks at the file system first. */
export async function questions(service: ApprovalsService, count = 1): Promise<readonly ApprovalRequest[]> {
  for (let round = 0; round < 100_000 && service.pending().length < count; round++) await settled();
  return service.pending();
}

/** Lets everything that is under way go as far as it can. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
