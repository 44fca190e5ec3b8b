import { freezeJson, type HookPayloads, type NotifyPoint, type ReplacedFields } from "@asky/sdk";
import { describeError } from "../problems/describe-error.ts";
import { type FieldGuard, fieldGuards } from "./field-guards.ts";

/** A payload for one callback, and what the callback made of it. */
export interface PayloadView<Point extends NotifyPoint> {
  /** Replaceable members can be assigned, others cannot; nested values are frozen; no member can be added. */
  readonly payload: HookPayloads[Point];
  /**
   * The members that now have another value of the right type. Each is copied and frozen, so that nothing the plugin
   * does to it later reaches anybody. One of the wrong type goes to `refuse` and is passed over.
   */
  readReplaced(refuse: (field: string, guard: FieldGuard, detail?: string) => void): ReplacedFields<Point>;
}

/** Members that are no data: they act, or are filled by the callback, and the host has scoped them already. */
const LIVE_MEMBERS: ReadonlySet<string> = new Set([
  ...["registry", "signal", "deny", "daemonService", "servers", "registerServer"],
]);

/** Copies that are frozen at every level, so that the next callback's view needs no new copy. */
const frozenCopies = new WeakSet<object>();

/** Creates the view of one callback. Throws when the host's own payload is not JSON where it should be. */
export function createView<Point extends NotifyPoint>(
  point: Point,
  payload: HookPayloads[Point],
): PayloadView<Point> {
  const guards = fieldGuards(point);
  const initial: Record<string, unknown> = {};
  const view: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(payload)) {
    const value = LIVE_MEMBERS.has(name) ? given : frozen(given);
    initial[name] = value;
    // Not configurable, so that a member can never become an accessor that answers differently when read back.
    Object.defineProperty(view, name, { value, writable: name in guards, enumerable: true });
  }
  Object.preventExtensions(view);
  return {
    payload: view as unknown as HookPayloads[Point],
    readReplaced(refuse) {
      const replaced: Record<string, unknown> = {};
      for (const [field, guard] of Object.entries(guards)) {
        if (view[field] === initial[field]) continue;
        try {
          const value = frozen(view[field]);
          if (guard.accepts(value)) replaced[field] = value;
          else refuse(field, guard);
        } catch (error) {
          refuse(field, guard, describeError(error).message);
        }
      }
      return replaced as ReplacedFields<Point>;
    },
  };
}

function frozen(value: unknown): unknown {
  if (typeof value !== "object" || value === null || frozenCopies.has(value)) return value;
  const copy = freezeJson(value);
  frozenCopies.add(copy);
  return copy;
}
