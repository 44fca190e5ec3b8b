import type { Undo } from "../shared/json.ts";
import type { ToolFunctionSchema, ToolRegistration } from "./tool-schema.ts";

/**
 * The tools of one turn, as plugins see them during `tool_registry_build`. Each plugin gets a view that stamps its name
 * on what it registers.
 *
 * Implemented by: `@asky/gate`, and hosts with a registry of their own.
 *
 * @see docs/contracts.md#asky-6-1
 */
export interface ToolRegistry {
  /**
   * Adds a tool.
   *
   * @throws PluginError `TOOL_INVALID` for a wrong name, schema or executor, or when the two names differ;
   *   `TOOL_NAME_CLASH` when the name is taken, naming both owners; `PLUGIN_FENCED` when it is too late.
   */
  register(tool: ToolRegistration): Undo;

  /** Whether a tool of that name is there. */
  has(name: string): boolean;

  /** All names, in the order of registration. */
  getToolNames(): readonly string[];

  /** All tools as models are told of them, in the order of registration; without guidelines. */
  getSchemas(): readonly ToolFunctionSchema[];

  /** One line per tool with a guideline, in the order of registration: the name in backticks, a colon, the text. */
  getSystemPromptGuidelines(): readonly string[];
}
