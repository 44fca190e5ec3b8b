import type { ToolFunctionSchema } from "@asky/sdk";
import { propertiesOf, type ToolProperty } from "./tool-properties.ts";

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

/** What the tools of hosts do, whatever they are called and however they describe it. */
export type ToolRole = "read" | "list" | "search" | "glob" | "write" | "edit" | "shell" | "fetch" | "clock";

const FILES = /\b(?:files?|folders?|director(?:y|ies)|code)\b/i;
const NAMES =
  /\bglobs?\b|\*|wildcard|\bby (?:their |its |the )?(?:file ?)?names?\b|\bfile ?names?\b|whose (?:names?|paths?)|\bpatterns? of their names?\b|\b(?:names?|paths?) (?:that )?match/i;
const LOOKS = /\b(?:search|find|look|grep|scan|match|locat)\w*/i;
const LINES =
  /\b(?:lines?|texts?|contents?|occur\w*|contain\w*|regular|regexp?|strings?|words?|inside (?:of )?files?)\b/i;

/** Tells by its parameters, and by its description where they do not suffice, which part a tool plays; most play none. */
export function toolRoleOf({ function: tool }: ToolFunctionSchema): ToolRole | undefined {
  const { description } = tool;
  const properties = propertiesOf(tool);
  const required = properties.filter(({ isRequired }) => isRequired);
  const [first] = required;
  const path = properties.find(({ kind }) => kind === "path");
  if (required.length === 0) {
    const isAboutNow =
      /\b(?:date|time|day|clock)\b/i.test(description) &&
      /\b(?:current\w*|now|today\w*|clock|what time|which day|moment)\b/i.test(description);
    if (isAboutNow && properties.every(({ kind }) => kind === "zone" || kind === "choice")) return "clock";
    return path && isLister(description) ? "list" : undefined;
  }
  if (required.length === 1 && first) {
    if (first.kind === "command") return "shell";
    if (first.kind === "url") {
      const fetches = /\b(?:fetch|download|retriev|load|open|read|get|return)\w*/i.test(description);
      return fetches && /\b(?:pages?|contents?|texts?|web|urls?|http)\b/i.test(description)
        ? "fetch"
        : undefined;
    }
    if (first.kind === "path") {
      if (isLister(description)) return "list";
      const returns = /\b(?:read|return|show|print|open|display|give|load|get|view)\w*/i.test(description);
      const whole = /\b(?:texts?|contents?|lines?|what (?:is|stands) in|files?)\b/i.test(description);
      const others = properties.every(({ kind, isRequired }) => isRequired || kind === "number");
      return returns && whole && others && FILES.test(description) && !SPECIAL.test(description)
        ? "read"
        : undefined;
    }
    const isPattern = /^(?:pattern|glob|glob_pattern|regex|regexp|query|text|search|term|needle)$/i.test(
      first.key,
    );
    if (!isPattern || !FILES.test(description)) return undefined;
    const about = `${description} ${first.schema.description ?? ""}`;
    if (NAMES.test(about) && /pattern|glob/i.test(first.key)) return "glob";
    return first.kind === "text" && LOOKS.test(description) && LINES.test(description) ? "search" : undefined;
  }
  const hasPath = required.some(({ kind }) => kind === "path");
  if (!hasPath || !FILES.test(`${description} ${tool.name}`)) return undefined;
  const called = (name: RegExp): boolean => required.some(({ key }) => name.test(key));
  if (
    required.length === 3 &&
    called(/^(?:old|search|find|before|from)/i) &&
    called(/^(?:new|repl|after|to|with)/i)
  )
    return "edit";
  const writes = /\b(?:writ|creat|sav|overwrit|mak|put)\w*/i.test(description);
  return required.length === 2 && writes && called(/^(?:contents?|text|body|data)$/i) ? "write" : undefined;
}

/** What only files of one kind have: who reads those is no reader of any file. */
const SPECIAL = /\b(?:spreadsheet|csv|audio|video|transcri\w*|caption|exif|metadata|summar\w*|pdf)\b/i;

function isLister(description: string): boolean {
  return (
    /\b(?:folders?|director(?:y|ies))\b/i.test(description) &&
    /\b(?:list\w*|shows?|returns?|tells?|displays?|entries|names?|what (?:is|stands|lies) in)\b/i.test(
      description,
    )
  );
}

/** Finds the tool that searches lines of files, by what it says of itself. */
export function findSearchTool(tools: readonly ToolFunctionSchema[]): SearchTool | undefined {
  const tool = tools.find((one) => toolRoleOf(one) === "search");
  if (!tool) return undefined;
  const properties = propertiesOf(tool.function);
  const text = properties.find(({ isRequired }) => isRequired)?.key ?? "";
  const ignoreCase = properties.find(({ key, kind }) => kind === "switch" && /case/i.test(key))?.key;
  const glob = properties.find(({ kind }) => kind === "glob")?.key;
  return { tool, text, ignoreCase, glob };
}

/** Finds the tool that returns the lines of one file. */
export function findReadTool(tools: readonly ToolFunctionSchema[]): PathTool | undefined {
  return findPathTool(tools, "read");
}

/** Finds the tool that lists the entries of one folder. */
export function findListTool(tools: readonly ToolFunctionSchema[]): PathTool | undefined {
  return findPathTool(tools, "list");
}

function findPathTool(tools: readonly ToolFunctionSchema[], role: ToolRole): PathTool | undefined {
  const tool = tools.find((one) => toolRoleOf(one) === role);
  const properties: readonly ToolProperty[] = tool ? propertiesOf(tool.function) : [];
  const path = properties.find(({ kind }) => kind === "path");
  if (!tool || !path) return undefined;
  const numberCalled = (name: RegExp): string | undefined =>
    properties.find(({ key, kind }) => kind === "number" && name.test(key))?.key;
  return {
    tool,
    path: path.key,
    offset: numberCalled(/^(?:offset|start)/i),
    limit: numberCalled(/^(?:limit|count)/i),
  };
}
