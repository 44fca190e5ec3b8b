import type { ApprovalPart, ApprovalRequest } from "@asky/sdk";
import { visibleLine, visibleText } from "../text/visible.ts";

/**
 * Everything that a person has to know before saying yes: where it would run, why it is asked, and all that would run, a
 * command after the other. The texts come escaped from the gate.
 */
export function formatRequest(request: ApprovalRequest): string {
  const { toolName, origin, text, parts, directory, allowedDirs, environment, rule, reason, riskLevel } =
    request;
  const from = origin === "host" ? "" : ` of the plugin ${origin}`;
  const facts: readonly (readonly [string, string])[] = [
    ["in", directory],
    ...(allowedDirs.length === 0 ? [] : [["also", allowedDirs.join(", ")] as const]),
    ...(environment.length === 0 ? [] : [["sets", environment.join(" ")] as const]),
    ["risk", rule === undefined ? riskLevel : `${riskLevel}, rule "${rule}"`],
    ["why", reason],
  ];
  const lines = [
    `${toolName}${from} asks to run (risk and reason below):`,
    ...indent(text),
    ...(parts.length > 1 ? ["It consists of:", ...parts.flatMap(describePart)] : []),
    ...facts.map(([name, value]) => `${name.padEnd(5)}${visibleLine(value)}`),
  ];
  return visibleText(lines.join("\n"));
}

function describePart({ text, judgement, reason }: ApprovalPart, index: number): readonly string[] {
  const [first = "", ...rest] = text.split("\n");
  const head = `  ${index + 1}. ${judgement.padEnd(5)} ${first}`;
  return [
    head,
    ...rest.map((line) => `           ${line}`),
    ...(reason === "" ? [] : [`           (${reason})`]),
  ];
}

function indent(text: string): readonly string[] {
  return text.split("\n").map((line) => `  ${line}`);
}
