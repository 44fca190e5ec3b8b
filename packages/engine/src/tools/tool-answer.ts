import { type ToolResult, textPart } from "@asky/sdk";

/** What a built-in tool found. */
export function found(text: string): ToolResult {
  return { parts: [textPart(text)], isError: false };
}

/** Why a built-in tool found nothing: the model reads it and may try again. */
export function failed(text: string): ToolResult {
  return { parts: [textPart(text)], isError: true };
}
