import type { ApprovalAnswer } from "@asky/sdk";

const MAX_REASON_CHARS = 1000;
const MAX_USER_CHARS = 256;

/** Copies an answer; each member is read once. `undefined` when it is none, also when reading it throws. */
export function readAnswer(value: unknown): ApprovalAnswer | undefined {
  try {
    const { approved, scope, userId, reason } = value as { readonly [key: string]: unknown };
    if (!isUserId(userId)) return undefined;
    if (approved === true && (scope === "once" || scope === "session")) return { approved, scope, userId };
    if (approved !== false) return undefined;
    const text = readReason(reason);
    return { approved, userId, ...(text !== undefined && { reason: text }) };
  } catch {
    // Not even readable; whoever asked reports it.
    return undefined;
  }
}

/** Whether a value can stand on record as a user. */
export function isUserId(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "" && value.length <= MAX_USER_CHARS;
}

/** A reason in somebody's own words, within bounds. `undefined` when there is none. */
export function readReason(value: unknown): string | undefined {
  const text = typeof value === "string" ? value.trim().slice(0, MAX_REASON_CHARS) : "";
  return text === "" ? undefined : text;
}
