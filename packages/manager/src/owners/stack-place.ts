import { fileURLToPath } from "node:url";
import { visibleText } from "../text/visible-text.ts";

/** Where in somebody's code something happened. Lines and columns count from 1. */
export interface StackPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The function's name; left out for one without. */
  readonly functionName?: string;
}

/** The end of a line of a stack: `at name (file:3:9)` or `at file:3:9`. */
const STACK_LINE = /^\s*at (?:(?:async )?(.+?) \()?((?:file:\/\/\/|\/|[A-Za-z]:\\)[^()]*):(\d+):(\d+)\)?$/;

const MAX_STACK = 10_000;

/** The place where an error was made: the first line of its stack that lies in a file. Never throws. */
export function placeOfError(error: unknown): StackPlace | undefined {
  try {
    const { stack } = error as { readonly stack?: unknown };
    if (typeof stack !== "string") return undefined;
    for (const line of stack.slice(0, MAX_STACK).split("\n")) {
      const [, functionName, file, row, column] = STACK_LINE.exec(line) ?? [];
      if (file === undefined) continue;
      return {
        file: pathOf(file),
        line: Number(row),
        column: Number(column),
        ...(functionName !== undefined && { functionName }),
      };
    }
    return undefined;
  } catch {
    // A value without a stack, or one whose stack throws, tells no place.
    return undefined;
  }
}

/** A file as people write it; what is no file stays as it is. */
export function pathOf(url: string): string {
  try {
    return url.startsWith("file:") ? fileURLToPath(url) : url;
  } catch {
    return url;
  }
}

/** `parse (/plugins/notes/index.js:3:9)`, as in a stack. */
export function formatPlace({ file, line, column, functionName }: StackPlace): string {
  const position = visibleText(`${file}:${line}:${column}`);
  return functionName === undefined ? position : `${visibleText(functionName)} (${position})`;
}
