import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { freezeJson, type HostConfig, type JsonObject, type ModelConfig, type Problem } from "@asky/sdk";
import { parse, TomlError } from "smol-toml";
import { configSyntax, configUnreadable } from "../errors/config.ts";
import { readTextFile } from "../files/read-text-file.ts";
import { checkHostConfig } from "./host-config-schema.ts";

const MAX_BYTES = 1024 * 1024;

/** What one turn may use when the file does not say. */
const DEFAULT_LIMITS = Object.freeze({
  max_model_calls: 16,
  max_tool_calls: 64,
  max_output_tokens: 64_000,
  max_turn_seconds: 600,
});
const DEFAULT_PRELOAD_CHARS = 12_000;

/** The configuration as the engine uses it: every key that it reads is there, every path is absolute. */
export interface EffectiveConfig extends HostConfig {
  readonly model: ModelConfig & { readonly provider: string };
  readonly sandbox: {
    readonly allowed_dirs: readonly string[];
    readonly runner: "none" | "bubblewrap";
    readonly network: boolean;
  };
  readonly limits: {
    readonly max_model_calls: number;
    readonly max_tool_calls: number;
    readonly max_output_tokens: number;
    readonly max_turn_seconds: number;
  };
  readonly preload: { readonly sources: readonly string[]; readonly max_chars: number };
  readonly audit: NonNullable<HostConfig["audit"]> & { readonly directory: string };
}

/** What a file says that cannot be read, where the default is not the strictest: it may well have asked for it. */
const UNREADABLE = { sandbox: { runner: "bubblewrap" } } as const;

/** What reading the configuration ended in. Faults never stop the host: the defaults are the strictest values. */
export interface HostConfigReading {
  /** Deeply frozen. */
  readonly config: EffectiveConfig;
  readonly problems: readonly Problem[];
}

/**
 * Reads `config.toml` of a config dir; none means the defaults.
 *
 * @param given - goes over the file, key by key.
 */
export async function readHostConfig(configDir: string, given: HostConfig = {}): Promise<HostConfigReading> {
  const file = join(configDir, "config.toml");
  const { value, problems } = await readToml(file);
  const fromFile = checkHostConfig(value, file);
  const fromCode = checkHostConfig(freezeJson(given), "buildEngine({ config })");
  return {
    config: freezeJson(complete(configDir, fromFile.config, fromCode.config)),
    problems: [...problems, ...fromFile.problems, ...fromCode.problems],
  };
}

async function readToml(
  file: string,
): Promise<{ readonly value: JsonObject; readonly problems: readonly Problem[] }> {
  const { text, refused } = await readTextFile(file, MAX_BYTES);
  if (refused === "missing") return { value: {}, problems: [] };
  if (refused !== undefined) return { value: UNREADABLE, problems: [configUnreadable(file, refused)] };
  try {
    // Dates of TOML become strings on the way, and "__proto__" an ordinary key.
    return { value: JSON.parse(JSON.stringify(parse(text))) as JsonObject, problems: [] };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return { value: UNREADABLE, problems: [configSyntax(file, error.line, error.column, error)] };
  }
}

function complete(configDir: string, file: HostConfig, code: HostConfig): EffectiveConfig {
  const toPath = (path: string): string => resolve(configDir, path.replace(/^~(?=\/|$)/, homedir()));
  const dirs = code.sandbox?.allowed_dirs ?? file.sandbox?.allowed_dirs ?? [];
  const audit = { ...file.audit, ...code.audit };
  const model = { ...file.model, ...code.model };
  const { recording } = model;
  return {
    ...file,
    ...code,
    model: {
      provider: "offline",
      ...model,
      ...(recording !== undefined && { recording: toPath(recording) }),
    },
    sandbox: {
      runner: "none",
      network: false,
      ...file.sandbox,
      ...code.sandbox,
      allowed_dirs: dirs.map(toPath),
    },
    limits: { ...DEFAULT_LIMITS, ...file.limits, ...code.limits },
    preload: { sources: [], max_chars: DEFAULT_PRELOAD_CHARS, ...file.preload, ...code.preload },
    audit: {
      ...audit,
      directory: toPath(audit.directory ?? "audit"),
      ...(audit.key_directory !== undefined && { key_directory: toPath(audit.key_directory) }),
      ...(audit.anchor_file !== undefined && { anchor_file: toPath(audit.anchor_file) }),
    },
  };
}
