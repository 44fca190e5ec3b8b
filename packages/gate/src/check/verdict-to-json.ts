import type { JsonObject } from "@asky/sdk";
import type { CallVerdict } from "../policy/call-verdict.ts";

/** A verdict on a shell command as JSON, for programs. */
export function verdictToJson(
  command: string,
  cwd: string,
  { action, rule, reason, violationType, parts, doubts }: CallVerdict,
): JsonObject {
  return {
    command,
    cwd,
    verdict: action,
    rule: rule?.name ?? null,
    reason,
    violation: violationType ?? null,
    parts: parts.map((part) => ({
      source: part.source,
      context: part.context.map((around) =>
        "name" in around ? `${around.type} ${around.name}` : around.type,
      ),
      class: part.class,
      verdict: part.action,
      rule: part.rule?.name ?? null,
      reason: part.reason,
    })),
    doubts: doubts.map(({ offset, source, reason: doubt }) => ({ offset, source, reason: doubt })),
  };
}
