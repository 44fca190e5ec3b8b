import {
  type JsonObject,
  type NotifyHandle,
  POST_TOOL_EXECUTE,
  type PostToolExecutePayload,
  type ToolResult,
} from "@asky/sdk";
import { hookFieldInvalid, hooksFailed } from "../errors.ts";
import type { Report } from "../problem.ts";
import { copyResult } from "../registry/normalize-result.ts";
import type { CallScope } from "./call-scope.ts";

/** A call that ran, or that a plugin answered. */
export interface FinishedCall {
  readonly args: JsonObject;
  readonly result: ToolResult;
  readonly executionTimeMs: number;
}

/** The result after all callbacks, and who replaced it, in order. */
export interface PostHookOutcome {
  readonly result: ToolResult;
  readonly authors: readonly string[];
}

/** Runs the callbacks of `post_tool_execute`, each with a view of its own. Never rejects: the tool has already run. */
export async function runPostHooks(
  hooks: NotifyHandle<typeof POST_TOOL_EXECUTE>,
  { call, tool, turn, signal }: CallScope,
  { args, result, executionTimeMs }: FinishedCall,
  report: Report,
): Promise<PostHookOutcome> {
  const authors: string[] = [];
  let current = result;

  function view(): PostToolExecutePayload {
    return { turn, signal, call, toolName: tool.name, args, result: current, executionTimeMs };
  }

  function merge(replaced: { readonly result?: unknown }, plugin: string): void {
    try {
      if (replaced.result === undefined) return;
      current = copyResult(replaced.result);
      authors.push(plugin);
    } catch (cause) {
      report(hookFieldInvalid(plugin, POST_TOOL_EXECUTE, "result", cause), "warning");
    }
  }

  try {
    await hooks.invokeEach(view, merge);
  } catch (cause) {
    report(hooksFailed(POST_TOOL_EXECUTE, tool.name, cause), "error");
  }
  return { result: current, authors };
}
