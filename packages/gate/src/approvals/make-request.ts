import { randomUUID } from "node:crypto";
import { type ApprovalPart, type ApprovalRequest, freezeJson } from "@asky/sdk";
import type { AskedCall } from "./asked-call.ts";
import { escapeLine, escapeText } from "./escape-text.ts";
import { showCall } from "./show-call.ts";

/** Makes the question of a call: everything that a human must see, escaped and complete. */
export function makeRequest(asked: AskedCall, expiresAt: string): ApprovalRequest {
  const { turn, rule } = asked;
  const text = showCall(asked);
  return freezeJson<ApprovalRequest>({
    id: randomUUID(),
    turnId: turn.id,
    sessionId: turn.sessionId,
    chatId: turn.chatId,
    userId: turn.userId,
    callId: asked.callId,
    toolName: asked.toolName,
    origin: asked.origin,
    text,
    parts: partsOf(asked, text),
    directory: escapeLine(asked.directory),
    allowedDirs: asked.allowedDirs.map(escapeLine),
    environment: asked.environment.map(escapeLine),
    ...(rule !== undefined && { rule: escapeLine(rule) }),
    reason: escapeText(asked.reason),
    riskLevel: asked.riskLevel,
    scopes: asked.needsHuman ? ["once"] : ["once", "session"],
    createdAt: new Date().toISOString(),
    expiresAt,
  });
}

function partsOf({ parts, reason }: AskedCall, text: string): readonly ApprovalPart[] {
  if (parts.length === 0) return [{ text, judgement: "ask", reason: escapeText(reason) }];
  return parts.map((part) => ({
    text: escapeText(part.source),
    judgement: part.judgement,
    reason: escapeText(part.reason),
  }));
}

/** How many characters a request keeps in memory. */
export function sizeOf({ text, parts, environment, reason }: ApprovalRequest): number {
  const texts = [reason, ...environment, ...parts.flatMap((part) => [part.text, part.reason])];
  return texts.reduce((sum, one) => sum + one.length, text.length);
}
