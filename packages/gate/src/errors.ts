import { HOST_SOURCE, PluginError } from "@asky/sdk";
import { describeError } from "./describe-error.ts";
import { quote, quoteAll } from "./quote.ts";

/** A tool with its owner, in words. */
export function nameTool(name: string, origin: string): string {
  return origin === HOST_SOURCE
    ? `the tool ${quote(name)} of the host`
    : `the tool ${quote(name)} of the plugin ${quote(origin)}`;
}

/** The host owns no report entry as a plugin does. */
function pluginOf(origin: string): string | undefined {
  return origin === HOST_SOURCE ? undefined : origin;
}

export function toolInvalid(origin: string, name: string, fault: string, cause?: unknown): PluginError {
  return new PluginError("TOOL_INVALID", {
    plugin: pluginOf(origin),
    message: `The registration of ${nameTool(name, origin)} is refused: ${fault}.`,
    hint: "Pass { name, schema: { name, description, parameters }, executor }: the same name twice (letters, digits, _ and -), parameters as a JSON Schema of type object or a Standard Schema that gives one.",
    cause,
  });
}

export function renameInvalid(origin: string, name: string, newName: string): PluginError {
  return new PluginError("TOOL_INVALID", {
    plugin: pluginOf(origin),
    message: `The registration of ${nameTool(name, origin)} is refused: tools.rename gives it the name ${quote(newName)}.`,
    hint: `In plugins.toml, set "${name}" under tools.rename to 1 to 64 letters, digits, _ or -.`,
  });
}

/** @param ownName - what its owner calls the tool, before any renaming. */
export function toolNameClash(name: string, origin: string, holder: string, ownName: string): PluginError {
  return new PluginError("TOOL_NAME_CLASH", {
    plugin: pluginOf(origin),
    message: `The registration of ${nameTool(name, origin)} is refused: the name belongs to ${nameTool(name, holder)}.`,
    hint: hintForClash(origin, holder, ownName),
  });
}

function hintForClash(origin: string, holder: string, ownName: string): string {
  if (origin === holder) return "Register each tool once in a turn.";
  if (origin === HOST_SOURCE) return "Register the host's tools before tool_registry_build.";
  return `In plugins.toml, add "${ownName}" = "${origin}_${ownName}" to tools.rename of [plugin.${origin}].`;
}

export function viewOwnerInvalid(plugin: string): PluginError {
  return new PluginError("PLUGIN_NAME_INVALID", {
    message: `A tool registry cannot act for the plugin ${quote(plugin)}: that is no plugin's name.`,
    hint: "Pass the plugin's key in plugins.toml.",
  });
}

export function registrationTooLate(plugin: string, name: string): PluginError {
  return new PluginError("PLUGIN_FENCED", {
    plugin,
    message: `The plugin ${quote(plugin)} registered the tool ${quote(name)} after tool_registry_build was over.`,
    hint: "Register tools inside the callback, and await what it needs there.",
  });
}

export function denialTooLate(plugin: string, toolName: string): PluginError {
  return new PluginError("PLUGIN_FENCED", {
    plugin,
    message: `The plugin ${quote(plugin)} called deny() for the tool ${quote(toolName)} after pre_tool_execute was over.`,
    hint: "Call deny() before the callback returns, or before its promise resolves.",
  });
}

export function toolUnknown(name: string, known: readonly string[]): PluginError {
  return new PluginError("TOOL_UNKNOWN", {
    message: `There is no tool ${quote(name)} in this turn.`,
    hint: known.length === 0 ? "There are no tools; answer without." : `Use one of ${quoteAll(known)}.`,
  });
}

export function callUnreadable(): PluginError {
  return new PluginError("TOOL_ARGUMENTS_INVALID", {
    message: "A tool call has no readable id, name and arguments.",
    hint: "Pass { id, name, arguments }, three texts; arguments is the JSON text of an object.",
  });
}

export function argumentsUnreadable(toolName: string, fault: string): PluginError {
  return new PluginError("TOOL_ARGUMENTS_INVALID", {
    message: `The arguments for the tool ${quote(toolName)} cannot be used: ${fault}.`,
    hint: "Pass the JSON text of one object, at most 1 MiB, nested at most 32 levels deep.",
  });
}

export function argumentsInvalid(toolName: string, issues: readonly string[]): PluginError {
  return new PluginError("TOOL_ARGUMENTS_INVALID", {
    message: `The arguments for the tool ${quote(toolName)} do not satisfy its schema: ${issues.join("; ")}.`,
    hint: "Correct them and call the tool again.",
  });
}

export function replacementInvalid(plugin: string, toolName: string, issues: readonly string[]): PluginError {
  return new PluginError("TOOL_ARGUMENTS_INVALID", {
    plugin,
    message: `The plugin ${quote(plugin)} replaced the arguments for the tool ${quote(toolName)} by some that do not satisfy its schema: ${issues.join("; ")}.`,
    hint: `Correct the callback of pre_tool_execute in ${quote(plugin)}.`,
  });
}

export function validatorFailed(origin: string, name: string, cause: unknown): PluginError {
  return new PluginError("TOOL_ARGUMENTS_INVALID", {
    plugin: pluginOf(origin),
    message: `The arguments cannot be checked: the schema of ${nameTool(name, origin)} failed (${describeError(cause)}).`,
    hint: "Correct the tool's parameters; a Standard Schema must end in JSON values.",
    cause,
  });
}

export function hookFieldInvalid(plugin: string, point: string, field: string, cause: unknown): PluginError {
  return new PluginError("HOOK_FIELD_INVALID", {
    plugin,
    message: `A callback of ${point} in the plugin ${quote(plugin)} replaced "${field}" by an unusable value (${describeError(cause)}); the old value stays.`,
    hint:
      field === "args"
        ? "Assign a JSON object of at most 1 MiB, without __proto__."
        : "Assign { parts, isError } with well-formed parts, at most 1 MiB of text.",
    cause,
  });
}

export function hooksFailed(point: string, toolName: string, cause: unknown): PluginError {
  return new PluginError("CALLBACK_FAILED", {
    message: `Calling ${point} for the tool ${quote(toolName)} failed: ${describeError(cause)}.`,
    hint: "Check the HookRegistry that the gate was created with; a callback's own fault must not reach its caller.",
    cause,
  });
}

export function judgementFailed(toolName: string, cause: unknown): PluginError {
  return new PluginError("TOOL_DENIED", {
    message: `The tool ${quote(toolName)} was denied, since judging the call failed: ${describeError(cause)}.`,
    hint: "Check the event bus, the hook registry and the policy that the gate was created with.",
    cause,
  });
}

export function emitFailed(event: string, cause: unknown): PluginError {
  return new PluginError("HANDLER_FAILED", {
    message: `Emitting the event ${quote(event)} failed: ${describeError(cause)}.`,
    hint: "Check the EventBus that the gate was created with; a handler's own fault must not reach its caller.",
    cause,
  });
}

export function auditUnavailable(toolName: string, cause: unknown): PluginError {
  return new PluginError("AUDIT_UNAVAILABLE", {
    message: `The decision about the tool ${quote(toolName)} could not be written to the audit log (${describeError(cause)}), so it did not run.`,
    hint: "Make the audit log writable again; see audit.path in config.toml.",
    cause,
  });
}

export function connectorInvalid(fault: string, cause?: unknown): PluginError {
  return new PluginError("APPROVAL_INVALID", {
    message: `A connector for approvals is refused: ${fault}.`,
    hint: "Pass { name, ask(request, signal) } to connect().",
    cause,
  });
}

/** @param connector - the one that answered; left out for an answer by `resolve()`. */
export function answerInvalid(toolName: string, connector?: string): PluginError {
  const author = connector === undefined ? "resolve()" : `the connector ${quote(connector)}`;
  return new PluginError("APPROVAL_INVALID", {
    message: `An answer of ${author} about the tool ${quote(toolName)} does not count: it is neither a yes nor a no.`,
    hint: 'Answer { approved: true, scope: "once" or "session", userId } or { approved: false, reason, userId }, the user in at most 256 characters.',
  });
}

export function modeInvalid(fault: string): PluginError {
  return new PluginError("APPROVAL_INVALID", {
    message: `The mode of a chat stays as it is: ${fault}.`,
    hint: 'Call setMode(chatId, "ask", "edits" or "all", userId).',
  });
}

export function approvalOptionInvalid(option: string, max: number): PluginError {
  return new PluginError("APPROVAL_INVALID", {
    message: `Approvals cannot be made: the option "${option}" is no whole number from 1 to ${max}.`,
    hint: "Leave it out to get the default.",
  });
}

export function approvalsForeign(): PluginError {
  return new PluginError("APPROVAL_INVALID", {
    message: "A gate cannot ask anybody: its approvals were not made by createApprovals().",
    hint: "Pass what createApprovals() returned, not its service.",
  });
}

export function connectorFailed(name: string, toolName: string, cause: unknown): PluginError {
  return new PluginError("CONNECTOR_FAILED", {
    message: `The connector ${quote(name)} could not ask about the tool ${quote(toolName)}: ${describeError(cause)}.`,
    hint: "Correct the connector; the question stays with the others, and is a no when there are none.",
    cause,
  });
}

export function approvalsFull(toolName: string, count: number): PluginError {
  return new PluginError("TOOL_DENIED", {
    message: `The tool ${quote(toolName)} was denied, since ${count} questions wait for an answer already and no more fit.`,
    hint: "Answer or cancel some of them.",
  });
}

export function toolFailed(origin: string, name: string, cause: unknown): PluginError {
  return new PluginError("TOOL_FAILED", {
    plugin: pluginOf(origin),
    message: `Running ${nameTool(name, origin)} failed: ${describeError(cause)}.`,
    hint: "Check the arguments, or answer without this tool.",
    cause,
  });
}

export function resultInvalid(origin: string, name: string, cause: unknown): PluginError {
  return new PluginError("TOOL_FAILED", {
    plugin: pluginOf(origin),
    message: `Running ${nameTool(name, origin)} ended in a result that cannot be used: ${describeError(cause)}.`,
    hint: "Its executor must return a text, another JSON value, or { parts, isError }, at most 1 MiB of text.",
    cause,
  });
}

export function ticketRefused(fault: string, cause?: unknown): PluginError {
  return new PluginError("TICKET_REFUSED", {
    message: `A tool was not run: ${fault}.`,
    hint: "Run tools through the gate's dispatch(), which mints a ticket for each allowed call.",
    cause,
  });
}

export function registryForeign(toolName: string): PluginError {
  return new PluginError("TICKET_REFUSED", {
    message: `The tool ${quote(toolName)} was not run: the registry of the turn was not made by this gate.`,
    hint: "Pass the registry that createRegistry() of the same gate returned.",
  });
}

export function policyInvalid(
  file: string,
  line: number | undefined,
  fault: string,
  cause?: unknown,
): PluginError {
  return new PluginError("POLICY_INVALID", {
    message: `${file}${line === undefined ? "" : `:${line}`}: ${fault}. While this file is invalid, no rule of any file allows anything.`,
    hint: 'Each [[rule]] has name, tools = ["Read", "notes:*"], action = "allow", "ask" or "deny", and optionally reason and risk.',
    cause,
  });
}
