import type { Undo } from "../shared/json.ts";
import type { HookCallback, HookChains, HookPayloads, ReplacedFields } from "./hook-payloads.ts";
import type { ChainPoint, HookPoint, NotifyPoint } from "./hook-points.ts";

/** How a callback is called. */
export interface HookOptions {
  /** Lower runs earlier; ties go by plugin name, then by order of registration. @defaultValue 100 */
  readonly priority?: number;
  /**
   * On `pre_tool_execute` only: whether the callback fails closed. When it throws, when its time is over, or while it is
   * skipped for failing too often, the call is denied. @defaultValue false
   */
  readonly guard?: boolean;
  /**
   * How long a promise of the callback may take, in milliseconds; 0 means for ever. The roster's `timeout_ms` is the
   * upper limit where it is set. @defaultValue 30000
   */
  readonly timeoutMs?: number;
}

/**
 * Where a plugin registers its callbacks: the registry as a plugin sees it. Whatever it registers carries its name.
 *
 * @see docs/contracts.md#asky-4-1
 */
export interface PluginHooks {
  /**
   * Subscribes to a hook point. Possible during activation only.
   *
   * @param options - a priority, or options.
   * @returns what takes the callback out again.
   * @throws PluginError `HOOK_POINT_UNKNOWN`, `HOOK_OPTIONS_INVALID`, `HOOKS_FROZEN` after activation, `PLUGIN_FENCED`
   *   when the plugin has stopped or failed.
   */
  register<Point extends HookPoint>(
    point: Point,
    callback: HookCallback<Point>,
    options?: number | HookOptions,
  ): Undo;

  /**
   * Takes a callback out again; one that is not there is no fault.
   *
   * @throws PluginError `HOOKS_FROZEN` after activation.
   */
  unregister<Point extends HookPoint>(point: Point, callback: HookCallback<Point>): void;

  /** Whether activation is over, so that nothing can be registered any more. */
  readonly isFrozen: boolean;
}

/** A host's registration names whom it acts for. */
export interface HostHookOptions extends HookOptions {
  /** Whose callback it is, for logs, order and reports. @defaultValue "host" */
  readonly plugin?: string;
}

/** A notification, bound to its point: the quick way to call it. */
export interface NotifyHandle<Point extends NotifyPoint> {
  /** How many callbacks there are. */
  readonly size: number;
  /** Like {@link HookRegistry.invoke}. */
  invoke(payload: HookPayloads[Point]): void | Promise<void>;
  /** Like {@link HookRegistry.invokeEach}. */
  invokeEach(
    view: (plugin: string) => HookPayloads[Point],
    merge: (replaced: ReplacedFields<Point>, plugin: string) => void,
  ): void | Promise<void>;
}

/** A chain, bound to its point. */
export interface ChainHandle<Point extends ChainPoint> {
  /** How many callbacks there are. */
  readonly size: number;
  /** Like {@link HookRegistry.invokeChain}. */
  invokeChain(
    value: HookChains[Point]["value"],
    context: HookChains[Point]["context"],
  ): HookChains[Point]["value"] | Promise<HookChains[Point]["value"]>;
}

/**
 * The registry of hook callbacks, as a host sees it. Callbacks run one after the other; one that fails is logged as a
 * warning with plugin, point and callback, and the others run; nothing propagates. The calling methods return a promise
 * only when a callback did.
 *
 * Implemented by: `@asky/manager`.
 *
 * @see docs/contracts.md#asky-4
 */
export interface HookRegistry extends PluginHooks {
  register<Point extends HookPoint>(
    point: Point,
    callback: HookCallback<Point>,
    options?: number | HostHookOptions,
  ): Undo;

  /** Hands every callback of a point the same payload. What changes meanwhile takes effect at the next call. */
  invoke<Point extends NotifyPoint>(point: Point, payload: HookPayloads[Point]): void | Promise<void>;

  /**
   * Gives each callback a view of its own and reads it back afterwards.
   *
   * @param view - called before each callback with its plugin's name; returns a fresh payload with the values as of now.
   * @param merge - called after each callback that succeeded, with the fields it replaced by a value of the right type.
   */
  invokeEach<Point extends NotifyPoint>(
    point: Point,
    view: (plugin: string) => HookPayloads[Point],
    merge: (replaced: ReplacedFields<Point>, plugin: string) => void,
  ): void | Promise<void>;

  /** Passes a value through the callbacks of a point and returns what comes out. */
  invokeChain<Point extends ChainPoint>(
    point: Point,
    value: HookChains[Point]["value"],
    context: HookChains[Point]["context"],
  ): HookChains[Point]["value"] | Promise<HookChains[Point]["value"]>;

  /** A point bound to its name, for call sites that run often. */
  point<Point extends NotifyPoint>(name: Point): NotifyHandle<Point>;
  point<Point extends ChainPoint>(name: Point): ChainHandle<Point>;

  /** Ends registration, for ever. Called by the host after all plugins are activated. */
  freeze(): void;
}
