import type { HookPoint } from "../hooks/hook-points.ts";
import type { PluginContract } from "../shared/brand.ts";
import type { CommandSpec } from "./command.ts";

/**
 * The `asky` field of a plugin's package.json: what the package holds, readable without running its code. Where it and
 * the plugin's class both say something, they must agree.
 */
export interface PackageManifest {
  /** The contract version, see `API_VERSION`. */
  readonly apiVersion: number;
  /** Keyed by plugin name, which is also the key in plugins.toml. */
  readonly plugins: Readonly<Record<string, PluginManifest>>;
}

/** One plugin of a package. */
export interface PluginManifest {
  readonly contract: PluginContract;
  /** The subpath of the package that exports it, `.` or `./name`. */
  readonly export: string;
  /** The export's name in that module; the default export when left out. */
  readonly class?: string;
  /** Plugins that must be active before this one. */
  readonly dependencies?: readonly string[];
  /** Plugins that come before this one if they are there at all. */
  readonly optionalDependencies?: readonly string[];
  /** The hook points it registers on. */
  readonly hooks?: readonly HookPoint[];
  /** The tools it registers. */
  readonly tools?: readonly string[];
  /** The services it offers. */
  readonly services?: readonly string[];
  /** A JSON Schema for `plugins/<name>.toml`, relative to the package's folder. */
  readonly configSchema?: string;
  /** Commands it adds to the host's command line. */
  readonly commands?: readonly CommandSpec[];
}
