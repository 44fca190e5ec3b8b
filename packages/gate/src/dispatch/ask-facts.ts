import { HOST_SOURCE } from "@asky/sdk";
import type { AskFacts } from "../approvals/asked-call.ts";
import type { CallVerdict } from "../policy/call-verdict.ts";
import type { Policy } from "../policy/policy.ts";
import type { RegisteredTool } from "../registry/tool-registry.ts";

/** The host's own tools that change files and do nothing else. */
const EDITING_TOOLS: readonly string[] = ["Write", "Edit"];

/** What a human has to know of a call that the policy asks about. */
export function askFactsOf(
  { name, origin }: Pick<RegisteredTool, "name" | "origin">,
  { rule, riskLevel, reason, parts, isOnceOnly }: CallVerdict,
  { invalidFiles }: Policy,
): AskFacts {
  return {
    parts: parts.map(({ source, action, reason: because }) => ({
      source,
      judgement: action,
      reason: because,
    })),
    environment: parts.flatMap(({ assignments }) => assignments),
    ...(rule && { rule: rule.name }),
    reason,
    riskLevel,
    isEdit: origin === HOST_SOURCE && EDITING_TOOLS.includes(name),
    needsHuman: isOnceOnly || invalidFiles.length > 0,
  };
}
