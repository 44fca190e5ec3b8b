import type { Logger } from "@asky/sdk";

/** A logger that can make one with a longer name. */
export interface ScopableLogger extends Logger {
  child?(scope: string): Logger;
}

/** A logger named `asky.plugins.<plugin>`, made from whatever the host logs with. */
export function scopeLogger(logger: ScopableLogger, plugin: string): Logger {
  const scope = `asky.plugins.${plugin}`;
  if (logger.child) return logger.child(scope);
  return {
    debug: (message, fields) => logger.debug(`[${scope}] ${message}`, fields),
    info: (message, fields) => logger.info(`[${scope}] ${message}`, fields),
    warn: (message, fields) => logger.warn(`[${scope}] ${message}`, fields),
    error: (message, fields) => logger.error(`[${scope}] ${message}`, fields),
  };
}
