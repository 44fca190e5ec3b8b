import type { ChatMode } from "@asky/sdk";
import type { AskFacts } from "./asked-call.ts";

/** A mode, and who set it. */
export interface SetMode {
  readonly mode: ChatMode;
  readonly userId: string;
}

/** From the one that asks most to the one that asks least. */
const MODES: readonly ChatMode[] = ["ask", "edits", "all"];

/** Whether a value is a mode. */
export function isChatMode(value: unknown): value is ChatMode {
  return MODES.some((mode) => mode === value);
}

/** Whether the change takes back what was settled before: a step back, and `ask` in any case. */
export function isStepBack(from: ChatMode, to: ChatMode): boolean {
  return to === "ask" || MODES.indexOf(to) < MODES.indexOf(from);
}

/** Whether the mode approves a call that the policy asks about. */
export function modeApproves(mode: ChatMode, { isEdit, needsHuman }: AskFacts): boolean {
  if (needsHuman) return false;
  return mode === "all" || (mode === "edits" && isEdit);
}
