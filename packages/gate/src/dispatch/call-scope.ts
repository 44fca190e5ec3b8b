import type { ToolCall, TurnInfo } from "@asky/sdk";
import type { RegisteredTool } from "../registry/tool-registry.ts";
import type { SandboxArea } from "../sandbox/check-paths.ts";

/** A call and its surroundings: what is the same from the first step of its dispatch to the last. Frozen copies. */
export interface CallScope {
  readonly call: ToolCall;
  readonly tool: RegisteredTool;
  readonly turn: TurnInfo;
  readonly area: SandboxArea;
  readonly signal: AbortSignal;
}

/** Copies a call that a model made. `undefined` when it is none. */
export function readCall(value: unknown): ToolCall | undefined {
  try {
    const { id, name, arguments: text } = value as { readonly [key: string]: unknown };
    if (typeof id !== "string" || typeof name !== "string" || typeof text !== "string") return undefined;
    return Object.freeze({ id, name, arguments: text });
  } catch {
    // Not even readable; the outcome says so.
    return undefined;
  }
}
