import type { PluginError, ToolCall, ToolResult } from "@asky/sdk";
import { textPart } from "@asky/sdk";
import { errorResult } from "../registry/normalize-result.ts";

/** A plugin's refusal of a call. */
export interface PluginDenial {
  readonly plugin: string;
  readonly reason: string;
}

/** What a plugin changed about a call. */
export interface PluginChange {
  readonly plugin: string;
  readonly point: "pre_tool_execute" | "post_tool_execute";
  readonly field: "args" | "result";
}

/** Who or what denied a call. */
export type DeniedBy = "sandbox" | "policy" | "plugin" | "approval" | "audit";

/** What became of a call. */
export interface DispatchOutcome {
  /**
   * - `done`: the tool ran, well or badly.
   * - `short_circuited`: a plugin answered in its place.
   * - `denied`: it did not run; also when the turn was interrupted or judging failed.
   * - `invalid`: there is no such tool, or its arguments are wrong; nothing was judged.
   */
  readonly status: "done" | "short_circuited" | "denied" | "invalid";
  /** For the model. Frozen. */
  readonly result: ToolResult;
  /** Empty when the call had no readable id. */
  readonly callId: string;
  /** Empty when the call had no readable name. */
  readonly toolName: string;
  /** `host`, or the plugin that registered the tool; left out when there is no such tool. */
  readonly origin?: string;
  /** Left out when the turn was interrupted or judging failed. */
  readonly deniedBy?: DeniedBy;
  /** The plugin that denied the call, answered it, or made its arguments invalid. */
  readonly plugin?: string;
  /** Why the call was denied or is invalid, in full sentences. */
  readonly reason?: string;
  /** All denials by plugins, in the order of their coming; the first one counts. */
  readonly denials: readonly PluginDenial[];
  /** What plugins changed, in order. */
  readonly changes: readonly PluginChange[];
  /** Wall-clock milliseconds in the executor; 0 when it did not run. */
  readonly executionTimeMs: number;
}

/** The outcome of a call that never reached the gate. */
export function invalidOutcome(
  call: ToolCall | undefined,
  error: PluginError,
  origin?: string,
): DispatchOutcome {
  return {
    status: "invalid",
    result: errorResult(error),
    callId: call?.id ?? "",
    toolName: call?.name ?? "",
    ...(origin !== undefined && { origin }),
    ...(error.plugin !== undefined && { plugin: error.plugin }),
    reason: error.message,
    denials: [],
    changes: [],
    executionTimeMs: 0,
  };
}

/** What the model is told of a denial. */
export function denialResult(toolName: string, reason: string): ToolResult {
  const text = `The call of "${toolName}" was denied. ${reason}`;
  return Object.freeze({ parts: Object.freeze([Object.freeze(textPart(text))]), isError: true });
}
