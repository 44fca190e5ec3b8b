import {
  type JsonObject,
  type NotifyHandle,
  PRE_TOOL_EXECUTE,
  type PreToolExecutePayload,
  type ToolResult,
} from "@asky/sdk";
import { denialTooLate, hookFieldInvalid } from "../errors.ts";
import type { Report } from "../problem.ts";
import { copyResult } from "../registry/normalize-result.ts";
import type { CallScope } from "./call-scope.ts";
import type { PluginDenial } from "./outcome.ts";
import { copyArguments } from "./parse-arguments.ts";

/** What the callbacks of `pre_tool_execute` want of a call. Filled while they run, so that a denial outlives a fault. */
export interface PreHookWishes {
  /** Arguments in place of the model's, each with its author, the last one in force; not yet validated. */
  readonly replacements: { readonly plugin: string; readonly args: JsonObject }[];
  readonly denials: PluginDenial[];
  /** The answer in place of the tool's. */
  shortCircuit: { readonly plugin: string; readonly result: ToolResult } | undefined;
}

const MAX_REASON_CHARS = 1000;

/**
 * Runs the callbacks, each with a view of its own.
 *
 * @returns rejects when the registry itself fails; what was wished until then stands in `wishes`.
 */
export async function runPreHooks(
  hooks: NotifyHandle<typeof PRE_TOOL_EXECUTE>,
  { call, tool, turn, signal }: CallScope,
  args: JsonObject,
  wishes: PreHookWishes,
  report: Report,
): Promise<void> {
  let isOver = false;

  function view(plugin: string): PreToolExecutePayload {
    const current = wishes.replacements.at(-1)?.args ?? args;
    const result = wishes.shortCircuit?.result;
    return {
      turn,
      signal,
      call,
      toolName: tool.name,
      args: current,
      result,
      deny: (reason) => deny(plugin, reason),
    };
  }

  function deny(plugin: string, reason: unknown): void {
    // Reported, not thrown: what a plugin does this late runs outside of anything that could catch it.
    if (isOver) report(denialTooLate(plugin, tool.name), "warning");
    else wishes.denials.push({ plugin, reason: readReason(reason) });
  }

  function merge(replaced: { readonly args?: unknown; readonly result?: unknown }, plugin: string): void {
    take(plugin, "args", () => {
      if (replaced.args !== undefined)
        wishes.replacements.push({ plugin, args: copyArguments(replaced.args) });
    });
    take(plugin, "result", () => {
      if (!("result" in replaced)) return;
      const { result } = replaced;
      wishes.shortCircuit = result === undefined ? undefined : { plugin, result: copyResult(result) };
    });
  }

  function take(plugin: string, field: string, read: () => void): void {
    try {
      read();
    } catch (cause) {
      report(hookFieldInvalid(plugin, PRE_TOOL_EXECUTE, field, cause), "warning");
    }
  }

  try {
    await hooks.invokeEach(view, merge);
  } finally {
    isOver = true;
  }
}

function readReason(reason: unknown): string {
  const text = typeof reason === "string" ? reason.trim().slice(0, MAX_REASON_CHARS) : "";
  return text === "" ? "It gave no reason." : text;
}
