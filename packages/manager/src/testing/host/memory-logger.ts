import type { JsonObject, Logger } from "@asky/sdk";

/** One thing that was logged. */
export interface LogEntry {
  readonly level: "debug" | "info" | "warn" | "error";
  /** The name of the logger, for example `asky.plugins.notes`. */
  readonly scope: string;
  readonly message: string;
  readonly fields?: JsonObject;
}

/** A logger that keeps what it is told. */
export interface MemoryLogger extends Logger {
  /** Everything so far, oldest first, also what loggers made with `child` were told. */
  readonly entries: readonly LogEntry[];
  child(scope: string): Logger;
}

/** Creates a logger that keeps every entry and writes nothing. */
export function createMemoryLogger(): MemoryLogger {
  const entries: LogEntry[] = [];

  function loggerNamed(scope: string): Logger {
    const keep = (level: LogEntry["level"]) => (message: string, fields?: JsonObject) => {
      entries.push({ level, scope, message, ...(fields && { fields }) });
    };
    return { debug: keep("debug"), info: keep("info"), warn: keep("warn"), error: keep("error") };
  }

  return { ...loggerNamed("asky"), entries, child: loggerNamed };
}
