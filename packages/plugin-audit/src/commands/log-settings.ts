import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "smol-toml";
import { auditLogUnreadable } from "../errors.ts";

/** Where the host's configuration says that the log is. */
export interface LogSettings {
  readonly directory?: string;
  readonly keyDirectory?: string;
}

/** Reads `[audit]` of `config.toml`, as the host does. @throws PluginError `AUDIT_LOG_UNREADABLE` when the file is no TOML. */
export async function findLogSettings(configDir: string): Promise<LogSettings> {
  const file = join(configDir, "config.toml");
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw auditLogUnreadable(file, error);
    return "";
  });
  try {
    const { audit } = parse(text) as {
      readonly audit?: { readonly directory?: unknown; readonly key_directory?: unknown };
    };
    const pathOf = (value: unknown): string | undefined =>
      typeof value === "string" && value !== ""
        ? resolve(configDir, value.replace(/^~(?=\/|$)/, homedir()))
        : undefined;
    const [directory, keyDirectory] = [pathOf(audit?.directory), pathOf(audit?.key_directory)];
    return {
      ...(directory !== undefined && { directory }),
      ...(keyDirectory !== undefined && { keyDirectory }),
    };
  } catch (cause) {
    throw auditLogUnreadable(file, cause);
  }
}
