import type { RiskLevel } from "@asky/sdk";
import { nameTool } from "../errors.ts";
import { quote, quoteAll } from "../quote.ts";
import type { Policy, PolicyAction, PolicyRule } from "./policy.ts";
import { matchesTool, policyNameOf } from "./tool-pattern.ts";

/** What the policy says of a tool. */
export interface PolicyVerdict {
  readonly action: PolicyAction;
  /** The rule that decided; none when no rule names the tool. */
  readonly rule?: PolicyRule;
  readonly riskLevel: RiskLevel;
  /** Why it does not simply run, in full sentences; empty when it does. */
  readonly reason: string;
}

/** Judges a tool: rules that deny first, then those that allow, then those that ask; without a rule it asks. Pure. */
export function judgeTool(policy: Policy, toolName: string, origin: string): PolicyVerdict {
  const rules = policy.rules.filter(({ tools }) =>
    tools.some((pattern) => matchesTool(pattern, toolName, origin)),
  );
  const deny = rules.find(({ action }) => action === "deny");
  if (deny) {
    const reason =
      deny.reason ??
      `The rule ${quote(deny.name)} in ${quote(deny.file)} denies ${nameTool(toolName, origin)}.`;
    return { action: "deny", rule: deny, riskLevel: deny.risk, reason };
  }
  const allow = rules.find(({ action }) => action === "allow");
  if (allow && policy.invalidFiles.length > 0) {
    return {
      action: "ask",
      rule: allow,
      riskLevel: allow.risk,
      reason: askForRepair(policy, toolName, origin),
    };
  }
  if (allow) return { action: "allow", rule: allow, riskLevel: allow.risk, reason: "" };
  const ask = rules.find(({ action }) => action === "ask");
  if (ask) return { action: "ask", rule: ask, riskLevel: ask.risk, reason: askByRule(ask, toolName, origin) };
  return { action: "ask", riskLevel: "unknown", reason: askForRule(policy, toolName, origin) };
}

function askForRepair({ invalidFiles }: Policy, toolName: string, origin: string): string {
  return `${start(toolName, origin)} needs a human's consent while a policy file is invalid, and nobody can be asked. Repair ${quoteAll(invalidFiles)}.`;
}

function askByRule({ name, file }: PolicyRule, toolName: string, origin: string): string {
  return `${start(toolName, origin)} needs a human's consent by the rule ${quote(name)}, and nobody can be asked. To allow it, set action = "allow" for that rule in ${quote(file)}.`;
}

function askForRule({ ruleFile }: Policy, toolName: string, origin: string): string {
  const name = policyNameOf(toolName, origin);
  const rule = `[[rule]]\nname = "allow ${name}"\ntools = ["${name}"]\naction = "allow"`;
  return `${start(toolName, origin)} needs a human's consent, since no rule names it, and nobody can be asked. To allow it, add to ${quote(ruleFile)}:\n${rule}`;
}

function start(toolName: string, origin: string): string {
  const name = nameTool(toolName, origin);
  return name.charAt(0).toUpperCase() + name.slice(1);
}
