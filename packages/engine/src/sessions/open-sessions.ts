import { join, resolve } from "node:path";
import type { PluginError, SessionsService } from "@asky/sdk";
import { createFileSessionStore } from "./file-session-store.ts";
import { sessionsService } from "./sessions-service.ts";

/**
 * Opens the conversations of a config dir for whoever looks after them while no engine need run: no plugin is loaded and
 * no hook is fired. Does no I/O until it is asked.
 *
 * @param report - told of files that cannot be read whole. @defaultValue nobody
 */
export function openSessions(
  configDir: string,
  report: (error: PluginError) => void = () => {},
): SessionsService {
  const directory = join(resolve(configDir), "sessions");
  return sessionsService(createFileSessionStore({ directory, report }), async () => {});
}
