import {
  type ChainHandle,
  type ChainPoint,
  HOOK_POINTS,
  type HookCallback,
  type HookChains,
  type HookOptions,
  type HookPayloads,
  type HookPoint,
  type HookRegistry,
  type HostHookOptions,
  type NotifyHandle,
  type NotifyPoint,
  type ReplacedFields,
  type Undo,
} from "@asky/sdk";
import { type Clock, systemClock } from "../deadline/clock.ts";
import { DEFAULT_TIMEOUT_MS } from "../deadline/settle-within.ts";
import { hookOptionsInvalid, hookPointUnknown, hooksFrozen } from "../errors/hook.ts";
import type { EnterPlugin } from "../owners/plugin-owner.ts";
import type { ReportProblem } from "../problems/problem-log.ts";
import { type CallbackEntry, callAll, callChain, callEach } from "./call-loop.ts";
import { callbackName, registrationFault } from "./check-registration.ts";
import type { InvocationRecorder } from "./invocation-record.ts";
import { openChainView, openSharedView, openView } from "./open-view.ts";
import { type AnyCallback, Slot } from "./slot.ts";

/** A callback that was registered, with the way out that stays open when the registry is frozen. */
export interface HookRegistration {
  readonly plugin: string;
  readonly priority: number;
  /** The callback's name, for reports. */
  readonly name: string;
  /** For the end of a plugin's life. A running invocation still goes through the callbacks it began with. */
  remove(): void;
}

/** Whose callback it is, and the limits that its host sets. */
export interface HookOwner {
  readonly plugin: string;
  /** The longest that a promise of it may take, in milliseconds; 0 means for ever. @defaultValue no limit set */
  readonly timeoutMs?: number | undefined;
  /** Calls the plugin's code so that what comes of it later still has an owner. @defaultValue calls it */
  readonly enter?: EnterPlugin | undefined;
  /** Refuses what the call that returned this promise still tries, once its deadline is over. @defaultValue nothing more is refused */
  readonly fence?: ((pending: object) => void) | undefined;
}

/** The registry as its owner has it. Frozen is frozen for everybody else. */
export interface HostHookRegistry extends HookRegistry {
  add<Point extends HookPoint>(
    point: Point,
    callback: HookCallback<Point>,
    options: number | HookOptions | undefined,
    owner: HookOwner,
  ): HookRegistration;
}

/** What {@link createHookRegistry} takes. */
export interface HookRegistryOptions {
  /** Told of every callback that fails and of every wrong value. @defaultValue nobody is told */
  readonly report?: ReportProblem;
  /** Told of every call with its duration, outcome and changes. @defaultValue nobody, and nothing is measured */
  readonly record?: InvocationRecorder | undefined;
  /** @defaultValue the machine's own */
  readonly clock?: Clock;
}

/**
 * Creates an empty registry for the twelve hook points.
 *
 * @see docs/contracts.md#asky-4
 */
export function createHookRegistry(options: HookRegistryOptions = {}): HostHookRegistry {
  const { report = () => {}, record, clock = systemClock } = options;
  const slots = new Map<unknown, Slot>(HOOK_POINTS.map((point) => [point, new Slot(point, clock, report)]));
  let frozen = false;

  function slotOf(point: unknown, plugin = "host"): Slot {
    const slot = slots.get(point);
    if (!slot) throw hookPointUnknown(plugin, point);
    return slot;
  }

  function add(
    point: HookPoint,
    callback: HookCallback<HookPoint>,
    options: number | HookOptions | undefined,
    { plugin, timeoutMs: limitMs, enter, fence }: HookOwner,
  ): HookRegistration {
    const slot = slotOf(point, plugin);
    if (frozen) throw hooksFrozen(plugin, point);
    const fault = registrationFault(point, callback, options);
    if (fault !== undefined) throw hookOptionsInvalid(plugin, point, fault);
    const {
      priority = 100,
      guard = false,
      timeoutMs,
    } = typeof options === "number" ? { priority: options } : (options ?? {});
    const entry: CallbackEntry = Object.freeze({
      plugin,
      priority,
      name: callbackName(callback),
      timeoutMs: shorter(timeoutMs ?? limitMs ?? DEFAULT_TIMEOUT_MS, limitMs),
      isGuard: guard,
      enter,
      fence,
    });
    const original = callback as AnyCallback;
    slot.insert(
      entry,
      original,
      enter ? (value, context) => enter(() => original(value, context)) : original,
    );
    return Object.freeze({ plugin, priority, name: entry.name, remove: () => slot.remove(entry) });
  }

  function register(
    point: HookPoint,
    callback: HookCallback<HookPoint>,
    options?: number | HostHookOptions,
  ): Undo {
    const plugin = (typeof options === "object" ? options?.plugin : undefined) ?? "host";
    const { remove } = add(point, callback, options, { plugin });
    return () => {
      if (frozen) throw hooksFrozen(plugin, point);
      remove();
    };
  }

  function createNotifyHandle<Point extends NotifyPoint>(point: Point): NotifyHandle<Point> {
    type Payload = HookPayloads[Point];
    const slot = slotOf(point);
    return Object.freeze({
      get size() {
        return slot.list.callbacks.length;
      },
      invoke: (payload: Payload) =>
        record
          ? callEach(slot.list as never, (entry) => openSharedView({ point, entry, record }, payload), slot)
          : callAll(slot.list as never, payload, slot),
      invokeEach: (
        view: (plugin: string) => Payload,
        merge: (replaced: ReplacedFields<Point>, plugin: string) => void,
      ) =>
        callEach<Payload>(
          slot.list as never,
          (entry) => openView({ point, entry, record }, view(entry.plugin), merge, report),
          slot,
        ),
    });
  }

  function createChainHandle<Point extends ChainPoint>(point: Point): ChainHandle<Point> {
    type Chain = HookChains[Point];
    const slot = slotOf(point);
    return Object.freeze({
      get size() {
        return slot.list.callbacks.length;
      },
      invokeChain: (value: Chain["value"], context: Chain["context"]) =>
        callChain<Chain["value"], Chain["context"]>(
          slot.list as never,
          value,
          (entry, current) => openChainView({ point, entry, record }, current, context, report),
          slot,
        ),
    });
  }

  const handles = new Map<unknown, unknown>(
    HOOK_POINTS.map((point) => [
      point,
      point === "system_prompt_extend" ? createChainHandle(point) : createNotifyHandle(point),
    ]),
  );

  function handleOf<Handle>(point: unknown): Handle {
    const handle = handles.get(point);
    if (!handle) throw hookPointUnknown("host", point);
    return handle as Handle;
  }

  const registry = {
    add,
    register,
    unregister(point: HookPoint, callback: HookCallback<HookPoint>) {
      const slot = slotOf(point);
      if (frozen) throw hooksFrozen("host", point);
      const entry = slot.find(callback);
      if (entry) slot.remove(entry);
    },
    invoke: <Point extends NotifyPoint>(point: Point, payload: HookPayloads[Point]) =>
      handleOf<NotifyHandle<Point>>(point).invoke(payload),
    invokeEach: <Point extends NotifyPoint>(
      point: Point,
      view: (plugin: string) => HookPayloads[Point],
      merge: (replaced: ReplacedFields<Point>, plugin: string) => void,
    ) => handleOf<NotifyHandle<Point>>(point).invokeEach(view, merge),
    invokeChain: <Point extends ChainPoint>(
      point: Point,
      value: HookChains[Point]["value"],
      context: HookChains[Point]["context"],
    ) => handleOf<ChainHandle<Point>>(point).invokeChain(value, context),
    point: (name: HookPoint) => handleOf<never>(name),
    freeze() {
      frozen = true;
    },
    get isFrozen() {
      return frozen;
    },
  };
  return Object.freeze(registry) as HostHookRegistry;
}

/** What a plugin asks for, within what its host allows; 0 is the longest. */
function shorter(asked: number, limit: number | undefined): number {
  if (limit === undefined || limit === 0) return asked;
  return asked === 0 ? limit : Math.min(asked, limit);
}
