import type { ToolFunctionSchema } from "@asky/sdk";
import { propertiesOf, type ToolProperty } from "./tool-properties.ts";
import { toWords } from "./words.ts";

/** A tool that returns the lines that contain a text. */
export interface SearchTool {
  readonly tool: ToolFunctionSchema;
  /** The parameter that takes the text. */
  readonly text: string;
  /** The switch that makes capitals not matter, if there is one. */
  readonly ignoreCase: string | undefined;
  /** The parameter that narrows the search to files of a pattern, if there is one. */
  readonly glob: string | undefined;
}

/** A tool that takes one path, and what it calls it. */
export interface PathTool {
  readonly tool: ToolFunctionSchema;
  readonly path: string;
  /** The parameters for where to begin and how much to return, if there are any. */
  readonly offset: string | undefined;
  readonly limit: string | undefined;
}

/** Finds the tool that searches lines of files, by what it says of itself. */
export function findSearchTool(tools: readonly ToolFunctionSchema[]): SearchTool | undefined {
  for (const tool of tools) {
    const words = toWords(tool.function.description);
    if (!has(words, /^(?:search|find)/) || !has(words, /^lines?$/) || !has(words, /^files?$/)) continue;
    const properties = propertiesOf(tool.function);
    const required = properties.filter(({ isRequired }) => isRequired);
    if (required.length !== 1 || required[0]?.kind !== "text") continue;
    const ignoreCase = properties.find(({ key, kind }) => kind === "switch" && /case/i.test(key))?.key;
    const glob = properties.find(({ kind }) => kind === "glob")?.key;
    return { tool, text: required[0].key, ignoreCase, glob };
  }
  return undefined;
}

/** Finds the tool that returns the lines of one file. */
export function findReadTool(tools: readonly ToolFunctionSchema[]): PathTool | undefined {
  return findPathTool(tools, /^read/, (path) => path.isRequired);
}

/** Finds the tool that lists the entries of one folder. */
export function findListTool(tools: readonly ToolFunctionSchema[]): PathTool | undefined {
  return findPathTool(tools, /^lists?$/, (path) => !path.isRequired || /dir|folder|path/i.test(path.key));
}

function findPathTool(
  tools: readonly ToolFunctionSchema[],
  verb: RegExp,
  suits: (path: ToolProperty) => boolean,
): PathTool | undefined {
  for (const tool of tools) {
    const words = toWords(tool.function.description);
    if (!has(words.slice(0, 3), verb) || !has(words, /^files?$/)) continue;
    const properties = propertiesOf(tool.function);
    const path = properties.find(({ kind }) => kind === "path");
    const isAlone = properties.every(({ key, isRequired }) => !isRequired || key === path?.key);
    if (!path || !isAlone || !suits(path)) continue;
    const numberCalled = (name: RegExp): string | undefined =>
      properties.find(({ key, kind }) => kind === "number" && name.test(key))?.key;
    return {
      tool,
      path: path.key,
      offset: numberCalled(/^(?:offset|start)/i),
      limit: numberCalled(/^(?:limit|count)/i),
    };
  }
  return undefined;
}

function has(words: readonly string[], wanted: RegExp): boolean {
  return words.some((word) => wanted.test(word));
}
