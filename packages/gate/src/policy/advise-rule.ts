import { quote } from "../quote.ts";
import type { CallFacts } from "./call-surroundings.ts";
import type { CallVerdict, PartVerdict } from "./call-verdict.ts";
import { commandPatternFault } from "./command-pattern.ts";
import { DEFAULT_POLICY_FILE } from "./default-policy.ts";
import type { Policy } from "./policy.ts";
import { policyNameOf } from "./tool-pattern.ts";

/** The rule that would allow a call that is asked about, for an operator; empty when no rule could. */
export function adviseRule(
  { parts, doubts, isOnceOnly }: Pick<CallVerdict, "parts" | "doubts" | "isOnceOnly">,
  { toolName, origin }: CallFacts,
  { rules, ruleFile }: Policy,
): string {
  if (isOnceOnly || doubts.length > 0) return "";
  const name = policyNameOf(toolName, origin);
  const commands = commandsOf(parts);
  if (!commands) return "";
  const label = JSON.stringify(`allow ${commands[0] ?? name}`);
  const list = commands.map((command) => JSON.stringify(command)).join(", ");
  const condition = commands.length === 0 ? "" : `commands = [${list}]\n`;
  const isShipped = rules.some(({ file }) => file === DEFAULT_POLICY_FILE);
  const start = isShipped ? ' (begin that file with what "asky-gate policy" prints, which it replaces)' : "";
  return `To allow it, add to ${quote(ruleFile)}${start}:\n[[rule]]\nname = ${label}\ntools = ["${name}"]\n${condition}action = "allow"`;
}

/** The commands that need a rule; `undefined` when a rule would not help, or there are too many to list. */
function commandsOf(parts: readonly PartVerdict[]): readonly string[] | undefined {
  const asking = parts.filter(({ action }) => action === "ask");
  if (parts.length > 0 && asking.length === 0) return undefined;
  const patterns = [...new Set(asking.map(patternOf))];
  const known = patterns.filter((pattern) => pattern !== undefined);
  return known.length < patterns.length || known.length > 5 ? undefined : known;
}

/** Only a command that is plain words, and that nothing but a missing rule stops. */
function patternOf({ source, class: commandClass, assignments, isPlain }: PartVerdict): string | undefined {
  if (!isPlain || commandClass === "destructive" || assignments.length > 0) return undefined;
  return commandPatternFault(source) === undefined && !source.includes("*") ? source : undefined;
}
