import type { PluginErrorCode } from "../errors/codes.ts";
import type { PluginContract } from "../shared/brand.ts";

/**
 * Where a plugin stands.
 *
 * - `disabled`: the roster says so; nothing of it was loaded.
 * - `loaded`: imported and constructed, not yet activated.
 * - `active`: activated or initialised.
 * - `started`: started; for an Asky plugin the same as `active`, one phase later.
 * - `stopped`: was active and has ended.
 * - `failed`: a fault of its own, see its problems.
 * - `skipped`: a dependency is missing, disabled, failed, or part of a circle.
 */
export type PluginState = "disabled" | "loaded" | "active" | "started" | "stopped" | "failed" | "skipped";

/** The step of the start-up or shut-down in which something happened. */
export type LifecyclePhase = "roster" | "plan" | "load" | "config" | "init" | "start" | "serve" | "stop";

/** Where in a file a problem lies. Lines and columns count from 1. */
export interface ProblemPlace {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** The key concerned, dotted, for example `plugin.gui_server.enabled`. */
  readonly key?: string;
}

/** One thing that went wrong: what, where, and what to do next. */
export interface Problem {
  readonly severity: "error" | "warning";
  readonly code: PluginErrorCode | (string & {});
  readonly phase: LifecyclePhase;
  /** The plugin concerned; left out when the fault is the whole file's. */
  readonly plugin?: string;
  readonly message: string;
  readonly hint: string;
  readonly place?: ProblemPlace;
  /** How often it has happened, when more than once. */
  readonly count?: number;
  /** The generation of the plugins it happened in; left out when it is the report's own. */
  readonly generation?: number;
  /** The message of the original error, and of those that caused it, outermost first. */
  readonly causes?: readonly string[];
}

/** One plugin in the report. Times are milliseconds. */
export interface PluginReport {
  readonly name: string;
  readonly state: PluginState;
  readonly contract?: PluginContract;
  readonly version?: string;
  /** The roster's `module`; left out for a plugin passed in code. */
  readonly module?: string;
  /** The installed package it came from. */
  readonly package?: { readonly name: string; readonly version: string; readonly directory: string };
  /** The file that was imported. */
  readonly entry?: string;
  readonly dependencies: readonly string[];
  readonly optionalDependencies: readonly string[];
  /** What a failure of this plugin means to the host. */
  readonly onFailure: "isolate" | "abort";
  readonly hooks: readonly { readonly point: string; readonly priority: number; readonly callback: string }[];
  readonly events: readonly string[];
  readonly services: readonly string[];
  readonly timings: {
    readonly importMs?: number;
    readonly initMs?: number;
    readonly startMs?: number;
    readonly stopMs?: number;
  };
  readonly problems: readonly Problem[];
}

/** How a generation of plugins differs from the one before it, by those that take part. Each list is sorted. */
export interface GenerationChanges {
  /** They take part now and did not before. */
  readonly added: readonly string[];
  /** They took part before and no longer do: not named any more, disabled, failed or skipped. */
  readonly removed: readonly string[];
  /** They took part before and do so again, as new instances. */
  readonly restarted: readonly string[];
  /** Passed in code: the same instances as before. */
  readonly carried: readonly string[];
}

/** An older generation that running turns still hold. */
export interface DrainingGeneration {
  readonly generation: number;
  /** How many turns hold it. */
  readonly leases: number;
}

/** Everything that happened to the plugins of a host so far, as data. A snapshot: it does not change afterwards. */
export interface StartupReport {
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** From the beginning of discovery to the end of the last phase that was run, in milliseconds. */
  readonly durationMs: number;
  readonly configDir: string;
  /** Which generation of the plugins this is, from 1; left out by a host that does not reload. */
  readonly generation?: number;
  /** What the last reload changed; left out in the first generation. */
  readonly changes?: GenerationChanges;
  /** Older generations that are still in use; left out when there is none. */
  readonly draining?: readonly DrainingGeneration[];
  /** In order of activation; those that were never activated follow, by name. */
  readonly plugins: readonly PluginReport[];
  /** Problems without a single owner; each plugin's own stand with the plugin. */
  readonly problems: readonly Problem[];
}

/** The service `status`: reads the report of the running host. */
export interface StatusService {
  report(): StartupReport;
}
