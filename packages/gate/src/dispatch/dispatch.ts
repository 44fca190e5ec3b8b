import {
  type JsonObject,
  type NotifyHandle,
  type PluginError,
  type POST_TOOL_EXECUTE,
  PRE_TOOL_EXECUTE,
  type ToolCall,
  type ToolResult,
  type TurnInfo,
} from "@asky/sdk";
import { describeError } from "../describe-error.ts";
import {
  argumentsInvalid,
  argumentsUnreadable,
  callUnreadable,
  hooksFailed,
  judgementFailed,
  registryForeign,
  toolUnknown,
} from "../errors.ts";
import type { HostToolRegistry, OwnRegistry, RegisteredTool } from "../registry/tool-registry.ts";
import type { TicketOffice } from "../tickets/ticket-office.ts";
import { type CallScope, readCall } from "./call-scope.ts";
import { type Decision, deniedByInterruption } from "./decide.ts";
import type { GateParts } from "./gate-parts.ts";
import { type DispatchOutcome, denialResult, invalidOutcome, type PluginChange } from "./outcome.ts";
import { parseArguments } from "./parse-arguments.ts";
import { passGate } from "./pass-gate.ts";
import { runPostHooks } from "./post-hooks.ts";
import { type PreHookWishes, runPreHooks } from "./pre-hooks.ts";
import { settleArguments } from "./settle-arguments.ts";
import { validateArguments } from "./validate-arguments.ts";

/** The surroundings of a call. */
export interface DispatchTurn {
  readonly info: TurnInfo;
  /** Made by the same gate. */
  readonly registry: HostToolRegistry;
  /** Absolute. Relative paths in arguments start here, and tools must not leave it. */
  readonly directory: string;
  /** Further directories that tools may touch: absolute, or beginning with `~`; others count for nothing. */
  readonly allowedDirs: readonly string[];
  /** Aborts when the turn is interrupted. Calls that have not run by then never do. */
  readonly signal: AbortSignal;
}

/** What dispatching needs besides the call and its turn. */
export interface DispatchParts extends GateParts {
  readonly preHooks: NotifyHandle<typeof PRE_TOOL_EXECUTE>;
  readonly postHooks: NotifyHandle<typeof POST_TOOL_EXECUTE>;
  readonly office: TicketOffice<RegisteredTool>;
  readonly registries: WeakMap<HostToolRegistry, OwnRegistry>;
}

/** Takes a call from the model's text to the tool's result. Never rejects. */
export async function dispatch(
  parts: DispatchParts,
  rawCall: unknown,
  turn: DispatchTurn,
): Promise<DispatchOutcome> {
  const call = readCall(rawCall);
  if (!call) return invalidOutcome(undefined, callUnreadable());
  try {
    return await dispatchCall(parts, call, turn);
  } catch (cause) {
    const error = judgementFailed(call.name, cause);
    parts.report(error, "error");
    return { ...invalidOutcome(call, error), status: "denied" };
  }
}

async function dispatchCall(
  parts: DispatchParts,
  call: ToolCall,
  turn: DispatchTurn,
): Promise<DispatchOutcome> {
  const { report } = parts;
  const own = parts.registries.get(turn.registry);
  if (!own) {
    const error = registryForeign(call.name);
    report(error, "error");
    return invalidOutcome(call, error);
  }
  const parsed = tryParse(call.arguments);
  if (typeof parsed === "string") return invalidOutcome(call, argumentsUnreadable(call.name, parsed));
  const tool = own.find(call.name);
  if (!tool) return invalidOutcome(call, toolUnknown(call.name, own.registry.getToolNames()));
  const check = await validateArguments(tool, parsed, report);
  if ("issues" in check) return invalidOutcome(call, argumentsInvalid(call.name, check.issues), tool.origin);

  const scope = createScope(call, tool, turn);
  if (scope.signal.aborted)
    return deniedOutcome(scope, deniedByInterruption(), { replacements: [], denials: [] });
  const wishes: PreHookWishes = { replacements: [], denials: [], shortCircuit: undefined };
  const fault = await tryPreHooks(parts, scope, check.args, wishes);
  const { args, error } = await settleArguments(scope, check.args, wishes.replacements, report);
  if (error && wishes.denials.length === 0) return invalidOutcome(call, error, tool.origin);
  if (scope.signal.aborted) return deniedOutcome(scope, deniedByInterruption(), wishes);

  const decision = await passGate(parts, { scope, args, denials: wishes.denials, fault });
  if (!decision.isAllowed) return deniedOutcome(scope, decision, wishes);
  // Whoever heard of the yes may have interrupted the turn.
  if (scope.signal.aborted) return deniedOutcome(scope, deniedByInterruption(), wishes);
  const startedAt = performance.now();
  const result = wishes.shortCircuit?.result ?? (await runTool(parts, own, scope, args));
  const executionTimeMs = wishes.shortCircuit ? 0 : performance.now() - startedAt;
  const ended = { args, result, executionTimeMs };
  // Nobody waits for the answer of an interrupted call: there is nothing left to look at.
  const after = scope.signal.aborted
    ? { result, authors: [] }
    : await runPostHooks(parts.postHooks, scope, ended, report);
  return {
    status: wishes.shortCircuit ? "short_circuited" : "done",
    result: after.result,
    callId: call.id,
    toolName: tool.name,
    origin: tool.origin,
    ...(wishes.shortCircuit && { plugin: wishes.shortCircuit.plugin }),
    denials: [],
    changes: [...changesBefore(wishes), ...after.authors.map(changedAfter)],
    executionTimeMs,
  };
}

/** The ticket lives from here to the registry, and nowhere else. */
function runTool(
  { office }: DispatchParts,
  { registry }: OwnRegistry,
  { call, tool, turn, area, signal }: CallScope,
  args: JsonObject,
): Promise<ToolResult> {
  const { name: toolName, origin } = tool;
  const ticket = office.mint(tool, { toolName, origin, turnId: turn.id, callId: call.id, args });
  return registry.execute(ticket, args, { call, turn, ...area, signal });
}

function tryParse(text: string): JsonObject | string {
  try {
    return parseArguments(text);
  } catch (cause) {
    return describeError(cause);
  }
}

/** What the callbacks want stands in `wishes`; a fault of the registry that calls them is returned. */
async function tryPreHooks(
  { preHooks, report }: DispatchParts,
  scope: CallScope,
  args: JsonObject,
  wishes: PreHookWishes,
): Promise<PluginError | undefined> {
  try {
    await runPreHooks(preHooks, scope, args, wishes, report);
    return undefined;
  } catch (cause) {
    const error = hooksFailed(PRE_TOOL_EXECUTE, scope.tool.name, cause);
    report(error, "error");
    return error;
  }
}

function createScope(call: ToolCall, tool: RegisteredTool, turn: DispatchTurn): CallScope {
  const { id, sessionId, chatId, userId } = turn.info;
  return Object.freeze({
    call,
    tool,
    turn: Object.freeze({ id, sessionId, chatId, userId }),
    area: Object.freeze({ directory: turn.directory, allowedDirs: Object.freeze([...turn.allowedDirs]) }),
    signal: turn.signal,
  });
}

function deniedOutcome(
  { call, tool }: CallScope,
  { deniedBy, plugin, reason = "" }: Decision,
  wishes: Pick<PreHookWishes, "replacements" | "denials">,
): DispatchOutcome {
  return {
    status: "denied",
    result: denialResult(tool.name, reason),
    callId: call.id,
    toolName: tool.name,
    origin: tool.origin,
    ...(deniedBy && { deniedBy }),
    ...(plugin !== undefined && { plugin }),
    reason,
    denials: wishes.denials,
    changes: changesBefore(wishes),
    executionTimeMs: 0,
  };
}

function changesBefore(
  wishes: Pick<PreHookWishes, "replacements"> & Partial<Pick<PreHookWishes, "shortCircuit">>,
): readonly PluginChange[] {
  const changes = wishes.replacements.map(({ plugin }): PluginChange => {
    return { plugin, point: "pre_tool_execute", field: "args" };
  });
  if (!wishes.shortCircuit) return changes;
  return [...changes, { plugin: wishes.shortCircuit.plugin, point: "pre_tool_execute", field: "result" }];
}

function changedAfter(plugin: string): PluginChange {
  return { plugin, point: "post_tool_execute", field: "result" };
}
