import {
  type JsonSchema,
  TOOL_NAME_PATTERN,
  type ToolFunctionSchema,
  type ToolRegistration,
  type ToolRegistry,
  type Undo,
} from "@asky/sdk";
import { toolInvalid, toolNameClash, toolTooLate } from "../../errors/tool.ts";
import { describeError } from "../../problems/describe-error.ts";
import { type UsableSchema, usableSchema } from "../schemas/usable-schema.ts";

/** A tool that a plugin has registered. */
export interface ProbedTool {
  readonly plugin: string;
  readonly tool: ToolRegistration;
  readonly parameters: UsableSchema;
}

/** A registration that was refused, as the plugin was told. */
export interface RefusedTool {
  readonly plugin: string;
  readonly error: Error;
}

/**
 * The tools of one turn, without a gate: what is registered can be looked at. It refuses what every registry refuses, and
 * remembers it, whether or not the plugin lets the error pass.
 */
export class ToolProbe {
  readonly tools: Map<string, ProbedTool> = new Map();
  readonly refused: RefusedTool[] = [];
  readonly late: RefusedTool[] = [];
  readonly #hostTools: ReadonlySet<string>;
  #isClosed = false;

  /** @param hostTools - names that are taken. */
  constructor(hostTools: readonly string[] = []) {
    this.#hostTools = new Set(hostTools);
  }

  /** Ends registration. */
  close(): void {
    this.#isClosed = true;
  }

  /** The registry as one plugin sees it. */
  forPlugin(plugin: string): ToolRegistry {
    const registrations = (): readonly ToolRegistration[] => [...this.tools.values()].map(({ tool }) => tool);
    return Object.freeze({
      register: (tool: ToolRegistration) => this.#register(plugin, tool),
      has: (name: string) => this.#hostTools.has(name) || this.tools.has(name),
      getToolNames: () => [...this.#hostTools, ...this.tools.keys()],
      getSchemas: () => [...this.tools.values()].map(describeTool),
      getSystemPromptGuidelines: () =>
        registrations().flatMap(({ name, schema: { system_prompt_guideline: line } }) =>
          line ? [`\`${name}\`: ${line}`] : [],
        ),
    });
  }

  #register(plugin: string, tool: ToolRegistration): Undo {
    const { parameters, fault } = checkTool(tool);
    const name = String(tool?.name);
    const holder = this.#hostTools.has(name) ? "host" : this.tools.get(name)?.plugin;
    if (this.#isClosed) throw this.#refuse(this.late, plugin, toolTooLate(plugin, name));
    if (fault !== undefined) throw this.#refuse(this.refused, plugin, toolInvalid(plugin, name, fault));
    if (holder) throw this.#refuse(this.refused, plugin, toolNameClash(plugin, name, holder));
    const probed = { plugin, tool, parameters: parameters as UsableSchema };
    this.tools.set(name, probed);
    return () => {
      if (this.tools.get(name) === probed) this.tools.delete(name);
    };
  }

  #refuse(list: RefusedTool[], plugin: string, error: Error): Error {
    list.push({ plugin, error });
    return error;
  }
}

const NO_PARAMETERS: JsonSchema = { type: "object", properties: {}, additionalProperties: false };

/** What is wrong with a registration; else its parameters. */
function checkTool(tool: unknown): { readonly parameters?: UsableSchema; readonly fault?: string } {
  try {
    const { name, schema, executor } = tool as Partial<ToolRegistration>;
    if (typeof name !== "string" || !TOOL_NAME_PATTERN.test(name))
      return { fault: "no tool can have that name" };
    if (typeof schema !== "object" || schema === null) return { fault: "it has no schema" };
    if (schema.name !== name) return { fault: `its schema has another name, "${String(schema.name)}"` };
    if (typeof schema.description !== "string" || schema.description.trim() === "")
      return { fault: "its schema has no description" };
    const { system_prompt_guideline: guideline } = schema;
    if (guideline !== undefined && typeof guideline !== "string")
      return { fault: "its system_prompt_guideline is no text" };
    if (typeof executor !== "function") return { fault: "its executor is no function" };
    const parameters = usableSchema(schema.parameters ?? NO_PARAMETERS);
    if (parameters.schema.type !== "object") return { fault: 'its parameters have not the type "object"' };
    return { parameters };
  } catch (error) {
    return { fault: `it cannot be used: ${describeError(error).message}` };
  }
}

function describeTool({ tool: { name, schema }, parameters }: ProbedTool): ToolFunctionSchema {
  return {
    type: "function",
    function: { name, description: schema.description, parameters: parameters.schema },
  };
}
