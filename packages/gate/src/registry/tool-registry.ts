import {
  type GateTicket,
  HOST_SOURCE,
  isPluginName,
  type JsonObject,
  type PluginError,
  TOOL_NAME_PATTERN,
  type ToolExecutionContext,
  type ToolExecutor,
  type ToolFunctionSchema,
  type ToolRegistration,
  type ToolRegistry,
  type ToolResult,
  type Undo,
} from "@asky/sdk";
import {
  registrationTooLate,
  renameInvalid,
  ticketRefused,
  toolNameClash,
  viewOwnerInvalid,
} from "../errors.ts";
import type { Report } from "../problem.ts";
import type { CallIdentity } from "../tickets/call-digest.ts";
import type { TicketOffice } from "../tickets/ticket-office.ts";
import { type CheckedTool, checkTool } from "./check-tool.ts";
import type { CompiledParameters, ParameterCompiler } from "./compile-parameters.ts";
import { formatGuidelines } from "./guidelines.ts";
import { type Execution, readExecution } from "./read-execution.ts";
import { runExecutor } from "./run-executor.ts";

/** A registry as one plugin sees it, for `tool_registry_build`. */
export interface PluginToolRegistry extends ToolRegistry {
  /** Ends registration; called by the host when the hook point is over. What was registered stays. */
  close(): void;
}

/** How a plugin's tools are called in this host. */
export interface PluginViewOptions {
  /** New names by the tools' own names: `tools.rename` of the roster. */
  readonly rename?: Readonly<Record<string, string>>;
}

/**
 * The tools of one turn. What is registered here directly belongs to the host.
 *
 * Made by: {@link Gate.createRegistry}, once per turn, by the host.
 */
export interface HostToolRegistry extends ToolRegistry {
  /**
   * The registry for one plugin's callback: whatever it registers carries the plugin's name.
   *
   * @throws PluginError `PLUGIN_NAME_INVALID` when no plugin can have that name.
   */
  forPlugin(plugin: string, options?: PluginViewOptions): PluginToolRegistry;

  /** `host`, or the plugin that registered the tool; `undefined` when there is none of that name. */
  ownerOf(name: string): string | undefined;

  /**
   * Runs a tool: the only way to an executor. Used by the gate's dispatch; a host has no ticket to call it with.
   *
   * @param args - exactly those that the ticket was minted for; the executor gets a frozen copy.
   * @returns what the executor returned, as a result; a fault of the executor is an error result.
   * @throws PluginError (as a rejection) `TICKET_REFUSED`: the ticket is none of this gate's, was used before, or is for
   *   another tool, registry, turn, call or arguments. A ticket is used up by the attempt.
   */
  execute(ticket: GateTicket, args: JsonObject, context: ToolExecutionContext): Promise<ToolResult>;
}

/** A tool that is registered. Its executor is not here: that stays inside the registry. */
export interface RegisteredTool {
  /** As models and rules call it, after any renaming. */
  readonly name: string;
  readonly origin: string;
  readonly description: string;
  readonly guideline: string;
  readonly parameters: CompiledParameters;
}

/** What a registry is made with; one office and one compiler per gate. */
export interface ToolRegistryParts {
  readonly office: TicketOffice<RegisteredTool>;
  readonly compile: ParameterCompiler;
  readonly report: Report;
}

/** A registry, and what only the gate may do with it. */
export interface OwnRegistry {
  readonly registry: HostToolRegistry;
  readonly find: (name: string) => RegisteredTool | undefined;
}

export function createToolRegistry({ office, compile, report }: ToolRegistryParts): OwnRegistry {
  const tools = new Map<string, RegisteredTool>();
  const executors = new WeakMap<RegisteredTool, ToolExecutor>();

  function add(checked: CheckedTool, name: string, origin: string): Undo {
    const holder = tools.get(name)?.origin;
    if (holder !== undefined) throw toolNameClash(name, origin, holder, checked.name);
    const { description, guideline, parameters, executor } = checked;
    const tool: RegisteredTool = Object.freeze({ name, origin, description, guideline, parameters });
    tools.set(name, tool);
    executors.set(tool, executor);
    return () => {
      if (tools.get(name) === tool) tools.delete(name);
    };
  }

  /** What a plugin does too late may run outside of anything that could catch the error. */
  function reported(error: PluginError): PluginError {
    report(error, "warning");
    return error;
  }

  const readers = {
    has: (name: string): boolean => tools.has(name),
    getToolNames: (): readonly string[] => [...tools.keys()],
    getSchemas: (): readonly ToolFunctionSchema[] => Array.from(tools.values(), describeTool),
    getSystemPromptGuidelines: (): readonly string[] => formatGuidelines(tools.values()),
  };

  function forPlugin(plugin: string, { rename = {} }: PluginViewOptions = {}): PluginToolRegistry {
    if (typeof plugin !== "string" || !isPluginName(plugin)) throw viewOwnerInvalid(String(plugin));
    let isClosed = false;

    function register(tool: ToolRegistration): Undo {
      const checked = checkTool(tool, plugin, compile);
      if (isClosed) throw reported(registrationTooLate(plugin, checked.name));
      const name = Object.hasOwn(rename, checked.name) ? rename[checked.name] : checked.name;
      if (typeof name !== "string" || !TOOL_NAME_PATTERN.test(name)) {
        throw renameInvalid(plugin, checked.name, String(name));
      }
      return add(checked, name, plugin);
    }

    function close(): void {
      isClosed = true;
    }

    return Object.freeze({ ...readers, register, close });
  }

  async function execute(
    ticket: GateTicket,
    args: JsonObject,
    context: ToolExecutionContext,
  ): Promise<ToolResult> {
    const own = readExecution(args, context);
    const tool = office.redeem(ticket, (candidate) => identify(candidate, own));
    const executor = executors.get(tool);
    if (!executor) throw ticketRefused("its tool belongs to another registry");
    return runExecutor(tool, executor, own, report);
  }

  function identify(tool: RegisteredTool, { args, context }: Execution): CallIdentity | undefined {
    const { name: toolName, origin } = tool;
    if (tools.get(toolName) !== tool) return undefined;
    return { toolName, origin, turnId: context.turn.id, callId: context.call.id, args };
  }

  const registry: HostToolRegistry = Object.freeze({
    ...readers,
    register: (tool: ToolRegistration): Undo => {
      const checked = checkTool(tool, HOST_SOURCE, compile);
      return add(checked, checked.name, HOST_SOURCE);
    },
    forPlugin,
    ownerOf: (name: string): string | undefined => tools.get(name)?.origin,
    execute,
  });
  return { registry, find: (name) => tools.get(name) };
}

function describeTool({ name, description, parameters }: RegisteredTool): ToolFunctionSchema {
  return { type: "function", function: { name, description, parameters: parameters.schema } };
}
