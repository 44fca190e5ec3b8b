import {
  createGate,
  type DispatchOutcome,
  type Gate,
  type GateOptions,
  type HostToolRegistry,
  parsePolicy,
} from "@asky/gate";
import { createEventBus, createHookRegistry } from "@asky/manager";
import {
  type AuditLogger,
  type EventMap,
  type HookRegistry,
  type JsonObject,
  type JsonSchema,
  type Problem,
  TOOL_ALLOWED,
  TOOL_DENIED,
  TOOL_GATED,
  type ToolAttemptEntry,
  type ToolExecutor,
} from "@asky/sdk";

/** What a test looks at: one gate with one turn, and a list of everything that happened, in order. */
export interface OpenGate {
  readonly gate: Gate;
  readonly registry: HostToolRegistry;
  readonly hooks: HookRegistry;
  readonly steps: string[];
  readonly problems: Problem[];
  readonly attempts: ToolAttemptEntry[];
  readonly events: { readonly name: string; readonly data: EventMap[keyof EventMap] }[];
  readonly abort: AbortController;
  dispatch(name: string, args?: JsonObject | string, callId?: string): Promise<DispatchOutcome>;
}

export interface OpenGateOptions extends Partial<GateOptions> {
  readonly rules?: string;
  readonly directory?: string;
  readonly allowedDirs?: readonly string[];
}

/** Allows the host's tool `Look` and all tools of the plugin `notes`. */
export const RULES = `
[[rule]]
name = "tests"
tools = ["Look", "notes:*"]
action = "allow"
risk = "low"
`;

export function openGate(options: OpenGateOptions = {}): OpenGate {
  const steps: string[] = [];
  const problems: Problem[] = [];
  const attempts: ToolAttemptEntry[] = [];
  const events: OpenGate["events"] = [];
  const report = (problem: Problem): void => void problems.push(problem);
  const hooks = options.hooks ?? createHookRegistry({ report });
  const eventBus = options.eventBus ?? createEventBus({ report });
  for (const name of [TOOL_GATED, TOOL_ALLOWED, TOOL_DENIED] as const) {
    eventBus.subscribe(name, ({ data }) => {
      steps.push(name);
      events.push({ name, data });
    });
  }
  const audit: AuditLogger = options.audit ?? {
    ...silentAudit,
    logToolAttempt: async (entry) => {
      steps.push(`audit:${entry.decision}`);
      attempts.push(entry);
    },
  };
  const policy = options.policy ?? parsePolicy(options.rules ?? RULES, "policies/test.toml").policy;
  const { approvals } = options;
  const gate = createGate({ hooks, eventBus, policy, audit, report, ...(approvals && { approvals }) });
  const registry = gate.createRegistry();
  const abort = new AbortController();
  const { directory = "/nowhere/work", allowedDirs = [] } = options;

  return {
    gate,
    registry,
    hooks,
    steps,
    problems,
    attempts,
    events,
    abort,
    dispatch: (name, args = {}, callId = "call-1") =>
      gate.dispatch(
        { id: callId, name, arguments: typeof args === "string" ? args : JSON.stringify(args) },
        { info: turnInfo(), registry, directory, allowedDirs, signal: abort.signal },
      ),
  };
}

export const silentAudit: AuditLogger = {
  logToolAttempt: async () => {},
  logApproval: async () => {},
  logSecurityViolation: async () => {},
  logOperation: async () => {},
};

export function turnInfo(): { id: string; sessionId: string; chatId: string; userId: string } {
  return { id: "turn-1", sessionId: "session-1", chatId: "chat-1", userId: "user-1" };
}

/** A tool that takes anything, unless the test says what it takes. */
export function tool(name: string, executor: ToolExecutor, parameters: JsonSchema = { type: "object" }) {
  return { name, schema: { name, description: `The tool ${name}.`, parameters }, executor };
}

export function textOfOutcome({ result }: DispatchOutcome): string {
  return result.parts.map((part) => (part.type === "text" ? part.text : JSON.stringify(part))).join("\n");
}
