import type { EventName, HookPoint, PluginContract, PluginErrorCode, PluginState } from "@asky/sdk";

/**
 * The step of a plugin's life in which a fault happens. `activate` and `stop` stand for the steps of both contracts;
 * `later` is what comes of a call after it has returned.
 */
export type FaultPhase = "import" | "construct" | "activate" | "start" | "hook" | "event" | "later" | "stop";

/** What a host must have switched on, or waited for, to see a fault. */
export type FaultNeed = "deadline" | "owner tracking" | "watchdog";

/** What a host promises to make of a fault. */
export interface ExpectedOutcome {
  /** The code of the entry in the report that names the plugin; left out when the process does not live to tell. */
  readonly code?: PluginErrorCode;
  /** Codes that the plugin's part of the report holds besides, in no order. @defaultValue none */
  readonly alongside?: readonly PluginErrorCode[];
  /** Where the plugin then stands; left out when the process does not live to tell. */
  readonly state?: PluginState;
  /** The promise in words. */
  readonly says: string;
}

/** A plugin that misbehaves in one way, and what a host promises to do about it. */
export interface Fault {
  /** Unique; the subpath of this package. */
  readonly id: string;
  /** What it does, after "The plugin …". */
  readonly title: string;
  /** The key that it must have in plugins.toml. An animal: it tells nothing of the fault. */
  readonly plugin: string;
  /** The `module` of its entry in plugins.toml. */
  readonly module: string;
  readonly contract: PluginContract;
  readonly phase: FaultPhase;
  /** Whether no host can contain it in process: run it in a child process, with limits, and nowhere else. */
  readonly isFatal: boolean;
  /** What brings it about: a hook point to invoke or an event to emit. Left out when starting up and stopping do. */
  readonly trigger?: HookPoint | EventName;
  /** How often that must be done. @defaultValue 1 */
  readonly times?: number;
  /** @defaultValue nothing */
  readonly needs?: FaultNeed;
  /** A second plugin without which there is no fault, and of which the same is expected. */
  readonly companion?: { readonly plugin: string; readonly module: string };
  readonly expected: ExpectedOutcome;
}

/** An entry of the catalogue, before what follows from its id. */
export type FaultFacts = Omit<Fault, "module" | "isFatal" | "companion"> & {
  readonly companion?: { readonly plugin: string; readonly id: string };
};
