import { readFileSync } from "node:fs";
import type { JsonSchema, JsonValue, ToolFunctionSchema } from "@asky/sdk";

/** A tool of the list; with `result` or `error` when a plugin has it. */
export interface BlindTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonSchema;
  /** What it always returns. */
  readonly result?: JsonValue;
  /** What it always fails with. */
  readonly error?: string;
}

export interface BlindQuestion {
  readonly text: string;
  /** Whether it is asked in the words of the tool; `none` when no tool fits. */
  readonly wording: "own" | "synonyms" | "none";
  /** Each of these is a good choice; with none, no tool may be called. */
  readonly fitting: readonly string[];
  /** What is plain from the text: the values that are right, per argument. */
  readonly args?: Readonly<Record<string, readonly JsonValue[]>>;
}

export interface BlindList {
  readonly host: readonly BlindTool[];
  readonly plugins: readonly { readonly name: string; readonly tools: readonly BlindTool[] }[];
  readonly questions: readonly BlindQuestion[];
}

/** The list, as it was written before anybody knew a score. */
export const blindList: BlindList = JSON.parse(
  readFileSync(new URL("questions.json", import.meta.url), "utf8"),
);

/** All tools of the list, as models are told of them. */
export const blindTools: readonly ToolFunctionSchema[] = [
  ...blindList.host,
  ...blindList.plugins.flatMap(({ tools }) => tools),
].map(({ name, description, parameters }) => ({
  type: "function",
  function: { name, description, parameters },
}));
