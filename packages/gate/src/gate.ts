import {
  type AuditLogger,
  type EventBus,
  type HookRegistry,
  POST_TOOL_EXECUTE,
  PRE_TOOL_EXECUTE,
  type Problem,
  type ToolCall,
} from "@asky/sdk";
import { type Approvals, deskOf } from "./approvals/approvals.ts";
import { createAnnouncer } from "./dispatch/announce.ts";
import { type DispatchParts, type DispatchTurn, dispatch } from "./dispatch/dispatch.ts";
import type { DispatchOutcome } from "./dispatch/outcome.ts";
import type { Policy } from "./policy/policy.ts";
import { createReport } from "./problem.ts";
import { createParameterCompiler } from "./registry/compile-parameters.ts";
import {
  createToolRegistry,
  type HostToolRegistry,
  type OwnRegistry,
  type RegisteredTool,
} from "./registry/tool-registry.ts";
import { TicketOffice } from "./tickets/ticket-office.ts";

/** What a gate is made of. */
export interface GateOptions {
  /** Its `pre_tool_execute` and `post_tool_execute` are called. */
  readonly hooks: HookRegistry;
  /** Gets `tool.gated`, then `tool.allowed` or `tool.denied`. */
  readonly eventBus: EventBus;
  /** From {@link readPolicies} or {@link parsePolicy}. */
  readonly policy: Policy;
  /** Awaited before a decision is acted on; a record that cannot be written denies. @defaultValue nothing is recorded */
  readonly audit?: AuditLogger;
  /** Where humans are asked what the policy asks; from {@link createApprovals}. @defaultValue nobody is asked: denied */
  readonly approvals?: Approvals;
  /** Gets every fault of a plugin, of the audit log and of the gate's own surroundings. @defaultValue they are dropped */
  readonly report?: (problem: Problem) => void;
}

/** The security boundary of a host: no tool that is registered with it runs but through its dispatch. */
export interface Gate {
  /** Makes the registry of one turn, empty. Called by the host before `tool_registry_build`. */
  createRegistry(): HostToolRegistry;

  /**
   * Takes one call of a model through parsing, hooks, sandbox, policy and audit to the tool. Called by the host for each
   * call, also several at a time. Never rejects: whatever goes wrong is an outcome, and what goes wrong before the tool
   * runs is never an allowance.
   */
  dispatch(call: ToolCall, turn: DispatchTurn): Promise<DispatchOutcome>;
}

/**
 * Makes a gate. Called once by the host, when its hooks are there; plugins may still register on them.
 *
 * @throws PluginError `APPROVAL_INVALID` when the approvals were not made by {@link createApprovals}.
 */
export function createGate(options: GateOptions): Gate {
  const { hooks, eventBus, policy, audit, approvals, report: reportProblem } = options;
  const report = createReport(reportProblem);
  const office = new TicketOffice<RegisteredTool>();
  const compile = createParameterCompiler();
  const registries = new WeakMap<HostToolRegistry, OwnRegistry>();
  const parts: DispatchParts = {
    preHooks: hooks.point(PRE_TOOL_EXECUTE),
    postHooks: hooks.point(POST_TOOL_EXECUTE),
    announcer: createAnnouncer(eventBus, report),
    policy,
    audit,
    report,
    desk: approvals && deskOf(approvals),
    office,
    registries,
  };

  function createRegistry(): HostToolRegistry {
    const own = createToolRegistry({ office, compile, report });
    registries.set(own.registry, own);
    return own.registry;
  }

  return Object.freeze({
    createRegistry,
    dispatch: (call: ToolCall, turn: DispatchTurn) => dispatch(parts, call, turn),
  });
}
