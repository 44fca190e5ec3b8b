import type { DispatchOutcome } from "@asky/gate";
import { type JsonObject, type MessagePart, type ToolCall, type ToolResult, textPart } from "@asky/sdk";
import type { OpenTurn } from "./open-turn.ts";
import type { ToolCallReport } from "./turn-result.ts";
import { untilAborted } from "./until-aborted.ts";

/** What became of a call that {@link EngineTurn.dispatch} took. Frozen. */
export interface DispatchedCall {
  readonly report: ToolCallReport;
  /** What the model is to be told: an error also when the call was denied, did not fit, or was interrupted. */
  readonly result: ToolResult;
}

const INTERRUPTED: ToolResult = Object.freeze({
  parts: Object.freeze([Object.freeze(textPart("The turn was interrupted before this call was over."))]),
  isError: true,
});

/** Takes a call of a model through the gate. Ends at once when the turn is interrupted, and does not reject for it. */
export async function dispatchCall(turn: OpenTurn, given: ToolCall): Promise<DispatchedCall> {
  const call = readCall(given);
  const outcome = await passGate(turn, call ?? given);
  const result = outcome?.result ?? INTERRUPTED;
  const args = parseArguments(call?.arguments);
  if (outcome?.status === "denied") noteDenial(turn, outcome);
  const report: ToolCallReport = {
    id: call?.id ?? "",
    name: call?.name ?? "",
    ...(outcome?.origin !== undefined && { origin: outcome.origin }),
    status: outcome?.status ?? "interrupted",
    ...(args && { args }),
    ...(outcome?.reason !== undefined && { reason: outcome.reason }),
    ...(outcome?.plugin !== undefined && { plugin: outcome.plugin }),
    isError: result.isError,
    text: toText(result.parts),
  };
  return Object.freeze({ report: Object.freeze(report), result });
}

/** Denials stand in the ledger beside what plugins did, so that one place tells the whole story of a turn. */
function noteDenial({ host, info }: OpenTurn, outcome: DispatchOutcome): void {
  const { callId, toolName, plugin, deniedBy, reason } = outcome;
  host.ledger?.note({
    event: "tool_denied",
    turn: info,
    callId,
    toolName,
    ...(plugin !== undefined && { plugin }),
    ...(deniedBy !== undefined && { by: deniedBy }),
    ...(reason !== undefined && { reason }),
  });
}

/** `undefined` when the turn was interrupted first. */
async function passGate(turn: OpenTurn, call: ToolCall): Promise<DispatchOutcome | undefined> {
  const { host, info, registry, directory, signal } = turn;
  if (signal.aborted) return undefined;
  const allowedDirs = host.config.sandbox.allowed_dirs;
  try {
    return await untilAborted(
      host.gate.dispatch(call, { info, registry, directory, allowedDirs, signal }),
      signal,
    );
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

/** A copy, read once; `undefined` when it is no call, which the gate then says. */
function readCall(given: unknown): ToolCall | undefined {
  try {
    const { id, name, arguments: text } = given as Readonly<Record<string, unknown>>;
    if (typeof id !== "string" || typeof name !== "string" || typeof text !== "string") return undefined;
    return Object.freeze({ id, name, arguments: text });
  } catch {
    // Reading it threw; the gate refuses such a call and says so.
    return undefined;
  }
}

/** A call's arguments as the model wrote them; `undefined` when they are no JSON object. */
export function parseArguments(text: string | undefined): JsonObject | undefined {
  if (text === undefined) return undefined;
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    // The gate has refused the call for it and said so.
    return undefined;
  }
}

function toText(parts: readonly MessagePart[]): string {
  return parts
    .map((part) => {
      if (part.type === "text") return part.text;
      return part.type === "data" ? JSON.stringify(part.data) : `(${part.mimeType})`;
    })
    .join("\n");
}
