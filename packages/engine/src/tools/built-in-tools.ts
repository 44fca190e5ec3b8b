import type { ToolRegistration } from "@asky/sdk";
import { grepTool } from "./grep.ts";
import { lsTool } from "./ls.ts";
import { nowTool } from "./now.ts";
import { readTool } from "./read.ts";

/** The tools that every turn has, in the order in which models are told of them. They read and change nothing. */
export const BUILT_IN_TOOLS: readonly ToolRegistration[] = [readTool, lsTool, grepTool, nowTool];
