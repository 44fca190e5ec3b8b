import { HOST_SOURCE, isPluginName, TOOL_NAME_PATTERN } from "@asky/sdk";

/** A tool as a policy calls it: the host's by its name, a plugin's with the plugin's name before it. */
export function policyNameOf(toolName: string, origin: string): string {
  return origin === HOST_SOURCE ? toolName : `${origin}:${toolName}`;
}

/** Whether a text of a rule can name a tool: `Read`, `notes:add`, `notes:*` or `*`. */
export function isToolPattern(text: string): boolean {
  if (text === "*") return true;
  const [first = "", second, ...rest] = text.split(":");
  if (second === undefined) return TOOL_NAME_PATTERN.test(first);
  return rest.length === 0 && isPluginName(first) && (second === "*" || TOOL_NAME_PATTERN.test(second));
}

/** Whether a rule's text names this tool. A plugin's tool never goes by a host's name, nor the other way round. */
export function matchesTool(pattern: string, toolName: string, origin: string): boolean {
  return pattern === "*" || pattern === policyNameOf(toolName, origin) || pattern === `${origin}:*`;
}
