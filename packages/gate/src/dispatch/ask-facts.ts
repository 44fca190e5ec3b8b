import { HOST_SOURCE } from "@asky/sdk";
import type { AskFacts } from "../approvals/asked-call.ts";
import { nameTool } from "../errors.ts";
import type { PolicyVerdict } from "../policy/judge.ts";
import type { Policy } from "../policy/policy.ts";
import { quote, quoteAll } from "../quote.ts";
import type { RegisteredTool } from "../registry/tool-registry.ts";

/** The host's own tools that change files and do nothing else. */
const EDITING_TOOLS: readonly string[] = ["Write", "Edit"];

/** What a human has to know of a call that the policy asks about. */
export function askFactsOf(
  { name, origin }: Pick<RegisteredTool, "name" | "origin">,
  { rule, riskLevel }: PolicyVerdict,
  { invalidFiles }: Policy,
): AskFacts {
  return {
    parts: [],
    environment: [],
    ...(rule && { rule: rule.name }),
    reason: reasonOf(nameTool(name, origin), rule?.name, invalidFiles),
    riskLevel,
    isEdit: origin === HOST_SOURCE && EDITING_TOOLS.includes(name),
    needsHuman: invalidFiles.length > 0,
  };
}

function reasonOf(tool: string, rule: string | undefined, invalidFiles: readonly string[]): string {
  if (invalidFiles.length > 0)
    return `While ${quoteAll(invalidFiles)} cannot be used, no rule allows anything, ${tool} included.`;
  return rule === undefined ? `No rule names ${tool}.` : `The rule ${quote(rule)} asks about ${tool}.`;
}
