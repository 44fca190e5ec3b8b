import { styleText } from "node:util";
import type { JsonObject, Logger } from "@asky/sdk";
import { shortText } from "../text/visible-text.ts";

const LEVELS = ["debug", "info", "warn", "error"] as const;

const MAX_LENGTH = 4000;

type Level = (typeof LEVELS)[number];

/** A logger that can make one of another name. */
export interface ConsoleLogger extends Logger {
  /** Makes a logger of the same level and stream under a name of its own, for example `asky.plugins.notes`. */
  child(scope: string): ConsoleLogger;
}

/** What {@link createConsoleLogger} takes. All of it optional. */
export interface ConsoleLoggerOptions {
  /** The least important entries to write. @defaultValue "info" */
  readonly level?: Level | "silent";
  /** Where to write. Colours are used on a terminal only, and never when NO_COLOR is set. @defaultValue `process.stderr` */
  readonly stream?: { write(line: string): unknown; readonly isTTY?: boolean | undefined };
  /** The name that each line carries. @defaultValue "asky" */
  readonly scope?: string;
}

/** Creates a logger that writes one line for each entry, for people at a terminal: `WARN  [scope] message key=value`. */
export function createConsoleLogger(options: ConsoleLoggerOptions = {}): ConsoleLogger {
  const { level = "info", stream = process.stderr, scope = "asky" } = options;
  const leastRank = level === "silent" ? LEVELS.length : LEVELS.indexOf(level);
  const hasColor = stream.isTTY === true && !process.env.NO_COLOR;

  function write(entryLevel: Level, message: string, fields?: JsonObject): void {
    if (LEVELS.indexOf(entryLevel) < leastRank) return;
    try {
      stream.write(`${formatEntry(entryLevel, scope, message, fields, hasColor)}\n`);
    } catch {
      // A logger must not throw, and has nowhere else to write.
    }
  }

  return {
    debug: (message, fields) => write("debug", message, fields),
    info: (message, fields) => write("info", message, fields),
    warn: (message, fields) => write("warn", message, fields),
    error: (message, fields) => write("error", message, fields),
    child: (childScope) => createConsoleLogger({ ...options, scope: childScope }),
  };
}

const COLORS = { debug: "gray", info: "cyan", warn: "yellow", error: "red" } as const;

function formatEntry(
  level: Level,
  scope: string,
  message: string,
  fields: JsonObject | undefined,
  hasColor: boolean,
): string {
  const mark = level.toUpperCase().padEnd(5);
  const start = hasColor ? styleText(COLORS[level], mark, { validateStream: false }) : mark;
  return `${start} [${shortText(scope, 100)}] ${shortText(String(message), MAX_LENGTH)}${formatFields(fields)}`;
}

/** Pairs of key and value. Texts without spaces, quotes or = stand bare; everything else as JSON. */
function formatFields(fields: JsonObject | undefined): string {
  try {
    return Object.entries(fields ?? {})
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => ` ${shortText(key, 100)}=${shortText(formatValue(value), MAX_LENGTH)}`)
      .join("");
  } catch {
    // Plugins may hand over anything; what they have to say still counts.
    return " (fields that cannot be read)";
  }
}

function formatValue(value: unknown): string {
  const isBare = typeof value === "string" && /^[^\s"=]+$/.test(value);
  return isBare ? value : (JSON.stringify(value) ?? String(value));
}
