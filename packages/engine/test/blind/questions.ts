import { existsSync, readFileSync } from "node:fs";
import type { JsonSchema, JsonValue, ToolFunctionSchema } from "@asky/sdk";

/** A tool of a list; with `result` or `error` when a plugin has it. */
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

/** A list of this folder, as it was written before anybody knew a score; `undefined` when there is none of that name. */
export function readList(name: string): BlindList | undefined {
  const file = new URL(`${name}.json`, import.meta.url);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as BlindList) : undefined;
}

/** All tools of a list, as models are told of them. */
export function toolsOf({ host, plugins }: BlindList): readonly ToolFunctionSchema[] {
  return [...host, ...plugins.flatMap(({ tools }) => tools)].map(({ name, description, parameters }) => ({
    type: "function",
    function: { name, description, parameters },
  }));
}
