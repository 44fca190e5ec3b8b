import { quote } from "../quote.ts";
import type { CallFacts } from "./call-surroundings.ts";
import type { CallVerdict, PartVerdict } from "./call-verdict.ts";
import { commandPatternFault } from "./command-pattern.ts";
import type { Policy } from "./policy.ts";
import { policyNameOf } from "./tool-pattern.ts";

/** The rule that would allow a call that is asked about, for an operator; empty when no rule could. */
export function adviseRule(
  { parts, doubts, rule, isOnceOnly }: Pick<CallVerdict, "parts" | "doubts" | "rule" | "isOnceOnly">,
  { toolName, origin }: CallFacts,
  { ruleFile }: Policy,
): string {
  if (isOnceOnly || doubts.length > 0) return "";
  const name = policyNameOf(toolName, origin);
  if (parts.length === 0) {
    if (rule) return `To allow it, set action = "allow" for that rule in ${quote(rule.file)}.`;
    return `To allow it, add to ${quote(ruleFile)}:\n[[rule]]\nname = "allow ${name}"\ntools = ["${name}"]\naction = "allow"`;
  }
  const commands = [...new Set(parts.filter(({ action }) => action === "ask").map(patternOf))];
  if (commands.length === 0 || commands.length > 5) return "";
  const patterns = commands.filter((command) => command !== undefined);
  if (patterns.length < commands.length) return "";
  const list = JSON.stringify(patterns).replaceAll('","', '", "');
  return `To allow it, add to ${quote(ruleFile)}:\n[[rule]]\nname = ${JSON.stringify(`allow ${patterns[0]}`)}\ntools = ["${name}"]\ncommands = ${list}\naction = "allow"`;
}

/** Only a command that is plain words, and that nothing but a missing rule stops. */
function patternOf({ source, class: commandClass, assignments, isPlain }: PartVerdict): string | undefined {
  if (!isPlain || commandClass === "destructive" || assignments.length > 0) return undefined;
  return commandPatternFault(source) === undefined && !source.includes("*") ? source : undefined;
}
