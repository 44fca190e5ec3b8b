import { createHash } from "node:crypto";
import { join } from "node:path";

/** Where the daemon of a config dir listens: a socket in it, on Windows a pipe that is named by it. */
export function daemonAddress(configDir: string): string {
  if (process.platform !== "win32") return join(configDir, "daemon.sock");
  const digest = createHash("sha256").update(configDir.toLowerCase()).digest("hex");
  return `\\\\.\\pipe\\asky-${digest.slice(0, 32)}`;
}
