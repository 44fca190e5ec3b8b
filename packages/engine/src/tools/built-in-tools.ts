import type { ToolRegistration } from "@asky/sdk";
import { type BashOptions, createBashTool } from "./bash.ts";
import { editTool } from "./edit.ts";
import { globTool } from "./glob.ts";
import { grepTool } from "./grep.ts";
import { lsTool } from "./ls.ts";
import { nowTool } from "./now.ts";
import { readTool } from "./read.ts";
import { createWebFetchTool } from "./web-fetch.ts";
import { writeTool } from "./write.ts";

/** The tools that every turn has, in the order in which models are told of them: what only reads comes first. */
export function createBuiltInTools(bash: BashOptions): readonly ToolRegistration[] {
  return Object.freeze([
    ...[readTool, lsTool, globTool, grepTool, nowTool],
    ...[writeTool, editTool, createBashTool(bash), createWebFetchTool()],
  ]);
}
