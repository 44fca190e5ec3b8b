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
import {
  callbackFailed,
  hookFieldInvalid,
  hookOptionsInvalid,
  hookPointUnknown,
  hooksFrozen,
} from "../errors/hook.ts";
import type { ReportProblem } from "../problems/problem-log.ts";
import {
  type CallbackEntry,
  type CallbackList,
  callAll,
  callChain,
  callEach,
  type OpenView,
} from "./call-loop.ts";
import { insert, without } from "./callback-order.ts";
import { callbackName, registrationFault } from "./check-registration.ts";
import { chainGuard } from "./field-guards.ts";
import { createView } from "./view.ts";

const DEFAULT_PRIORITY = 100;

type AnyCallback = (value: never, context: never) => unknown;
type NotifyList<Point extends NotifyPoint> = CallbackList<(payload: HookPayloads[Point]) => unknown>;
type ChainList<Point extends ChainPoint> = CallbackList<
  (value: HookChains[Point]["value"], context: HookChains[Point]["context"]) => unknown
>;

/** One point's callbacks. The list is replaced on every change; handles hold the slot. */
interface Slot {
  list: CallbackList<AnyCallback>;
}

/** A callback that was registered, with the way out that stays open when the registry is frozen. */
export interface HookRegistration {
  readonly entry: CallbackEntry;
  /** For the end of a plugin's life. A running invocation still goes through the callbacks it began with. */
  remove(): void;
}

/** The registry as its owner has it. Frozen is frozen for everybody else. */
export interface HostHookRegistry extends HookRegistry {
  add<Point extends HookPoint>(
    point: Point,
    callback: HookCallback<Point>,
    options: number | HookOptions | undefined,
    plugin: string,
  ): HookRegistration;
}

/** What {@link createHookRegistry} takes. */
export interface HookRegistryOptions {
  /** Told of every callback that fails and of every wrong value. @defaultValue nobody is told */
  readonly report?: ReportProblem;
}

/**
 * Creates an empty registry for the twelve hook points.
 *
 * @see docs/contracts.md#asky-4
 */
export function createHookRegistry({ report = () => {} }: HookRegistryOptions = {}): HostHookRegistry {
  const slots = new Map<string, Slot>(
    HOOK_POINTS.map((point) => [point, { list: { callbacks: [], entries: [] } }]),
  );
  let frozen = false;

  function slotOf(point: unknown, plugin = "host"): Slot {
    const slot = typeof point === "string" ? slots.get(point) : undefined;
    if (!slot) throw hookPointUnknown(plugin, point);
    return slot;
  }

  function add(
    point: HookPoint,
    callback: HookCallback<HookPoint>,
    options: number | HookOptions | undefined,
    plugin: string,
  ): HookRegistration {
    const slot = slotOf(point, plugin);
    if (frozen) throw hooksFrozen(plugin, point);
    const fault = registrationFault(callback, options);
    if (fault !== undefined) throw hookOptionsInvalid(plugin, point, fault);
    const priority = (typeof options === "number" ? options : options?.priority) ?? DEFAULT_PRIORITY;
    const entry: CallbackEntry = Object.freeze({ plugin, priority, name: callbackName(callback) });
    slot.list = insert(slot.list, callback as AnyCallback, entry);
    return {
      entry,
      remove: () => {
        slot.list = without(slot.list, slot.list.entries.indexOf(entry));
      },
    };
  }

  function register(
    point: HookPoint,
    callback: HookCallback<HookPoint>,
    options?: number | HostHookOptions,
  ): Undo {
    const plugin = typeof options === "object" ? options.plugin : undefined;
    const { entry, remove } = add(point, callback, options, plugin ?? "host");
    return () => {
      if (frozen) throw hooksFrozen(entry.plugin, point);
      remove();
    };
  }

  function invokeEach<Point extends NotifyPoint>(
    slot: Slot,
    point: Point,
    view: (plugin: string) => HookPayloads[Point],
    merge: (replaced: ReplacedFields<Point>, plugin: string) => void,
  ): void | Promise<void> {
    function open(entry: CallbackEntry): OpenView<HookPayloads[Point]> {
      const { payload, readReplaced } = createView(point, view(entry.plugin));
      return {
        payload,
        readBack() {
          const replaced = readReplaced((field, guard, detail) => {
            report(hookFieldInvalid(entry.plugin, point, field, guard.expected, detail));
          });
          merge(replaced, entry.plugin);
        },
      };
    }
    return callEach(slot.list as unknown as NotifyList<Point>, open, (entry, error) => {
      report(callbackFailed(entry.plugin, point, entry.name, error));
    });
  }

  function createNotifyHandle<Point extends NotifyPoint>(point: Point): NotifyHandle<Point> {
    const slot = slotOf(point);
    const onFault = (entry: CallbackEntry, error: unknown): void =>
      report(callbackFailed(entry.plugin, point, entry.name, error));
    return Object.freeze({
      get size() {
        return slot.list.callbacks.length;
      },
      invoke: (payload: HookPayloads[Point]) =>
        callAll(slot.list as unknown as NotifyList<Point>, payload, onFault),
      invokeEach: (
        view: (plugin: string) => HookPayloads[Point],
        merge: (replaced: ReplacedFields<Point>, plugin: string) => void,
      ) => invokeEach(slot, point, view, merge),
    });
  }

  function createChainHandle<Point extends ChainPoint>(point: Point): ChainHandle<Point> {
    type Value = HookChains[Point]["value"];
    const slot = slotOf(point);
    const guard = chainGuard(point);
    const onFault = (entry: CallbackEntry, error: unknown): void =>
      report(callbackFailed(entry.plugin, point, entry.name, error));
    function accept(entry: CallbackEntry, returned: unknown): returned is Value {
      if (guard.accepts(returned)) return true;
      report(hookFieldInvalid(entry.plugin, point, "the value of the chain", guard.expected));
      return false;
    }
    return Object.freeze({
      get size() {
        return slot.list.callbacks.length;
      },
      invokeChain: (value: Value, context: HookChains[Point]["context"]) =>
        callChain(slot.list as unknown as ChainList<Point>, value, context, accept, onFault),
    });
  }

  const chain = createChainHandle("system_prompt_extend");
  const handles = new Map<string, unknown>(
    HOOK_POINTS.map((point) => [point, point === "system_prompt_extend" ? chain : createNotifyHandle(point)]),
  );

  function handleOf<Handle>(point: unknown): Handle {
    const handle = typeof point === "string" ? handles.get(point) : undefined;
    if (!handle) throw hookPointUnknown("host", point);
    return handle as Handle;
  }

  const registry = {
    add,
    register,
    unregister(point: HookPoint, callback: HookCallback<HookPoint>) {
      const slot = slotOf(point);
      if (frozen) throw hooksFrozen("host", point);
      slot.list = without(slot.list, slot.list.callbacks.indexOf(callback as AnyCallback));
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
