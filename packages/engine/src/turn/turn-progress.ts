import type { JsonObject } from "@asky/sdk";
import type { ToolCallReport } from "./turn-result.ts";

/**
 * Something that happened in a turn, as it happens. Answer text comes in pieces as the model writes it; while a plugin
 * looks at answers before they count (`post_llm_response`), it comes whole afterwards. Tool activity always comes at once.
 */
export type TurnProgress =
  | { readonly type: "queued" }
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "tool_started";
      readonly callId: string;
      readonly toolName: string;
      readonly args: JsonObject | undefined;
    }
  | { readonly type: "tool_ended"; readonly call: ToolCallReport };

/** Told of progress. What it throws is dropped: a display must not end a turn. */
export type OnProgress = (progress: TurnProgress) => void;

/** A listener that never throws. */
export function safely(listener: OnProgress | undefined): OnProgress {
  return (progress) => {
    try {
      listener?.(Object.freeze(progress));
    } catch {
      // The caller's own display has failed; the turn goes on and its result tells everything once more.
    }
  };
}
