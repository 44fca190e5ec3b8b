import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { StandardSchema } from "@asky/sdk";
import * as z from "zod/mini";

/**
 * The configuration of both plugins, as read from `plugins/<name>.toml`. No interface: only a type alias counts as a JSON
 * object, which a plugin's configuration must be.
 */
export type PersonaConfig = {
  /** The file's `store_dir`: where personas are. Left out: the data directory of `persona_manager`. */
  readonly storeDir?: string;
  /** The file's `llm_tools`: whether the model gets tools. @defaultValue true */
  readonly llmTools: boolean;
};

const file = z.strictObject(
  {
    store_dir: z.optional(
      z
        .string({ error: "must be text" })
        .check(z.regex(/^[^\0]*[^\s\0][^\0]*$/, { error: "must name a folder" })),
    ),
    llm_tools: z._default(z.boolean({ error: "must be true or false" }), true),
  },
  {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `has no key "${issue.keys[0]}"; the keys are "store_dir" and "llm_tools"`
        : "must be a table",
  },
);

export const personaConfigSchema: StandardSchema<unknown, PersonaConfig> = z.pipe(
  file,
  z.transform(({ store_dir: storeDir, llm_tools: llmTools }) => ({
    llmTools,
    ...(storeDir !== undefined && { storeDir }),
  })),
);

/** Where the personas are. Both plugins come to the same folder, so that each also works alone. */
export function resolveStoreDirectory({ storeDir }: PersonaConfig, configDir: string): string {
  if (storeDir === undefined) return join(configDir, "plugins", "persona_manager", "personas");
  if (storeDir === "~" || storeDir.startsWith("~/")) return join(homedir(), storeDir.slice(1));
  return resolve(configDir, storeDir);
}
