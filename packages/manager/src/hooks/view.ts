import {
  freezeJson,
  type HookPayloads,
  type NotifyPoint,
  type ReplacedFields,
  type ToolRegistry,
} from "@asky/sdk";
import { ownTool } from "../owners/own-tool.ts";
import { describeError } from "../problems/describe-error.ts";
import { type FieldGuard, fieldGuards } from "./field-guards.ts";
import type { Invocation } from "./invocation.ts";

/** A payload for one callback, and what the callback made of it. */
export interface PayloadView<Point extends NotifyPoint> {
  /** Replaceable members can be assigned, others cannot; nested values are frozen; no member can be added. */
  readonly payload: HookPayloads[Point];
  /** The replaceable members as they were handed out. */
  readonly before: Readonly<Record<string, unknown>>;
  /**
   * The members that now have another value of the right type. Each is copied and frozen, so that nothing the plugin
   * does to it later reaches anybody. One of the wrong type goes to `refuse` and is passed over.
   */
  readReplaced(refuse: (field: string, guard: FieldGuard, detail?: string) => void): ReplacedFields<Point>;
}

/** Copies that are frozen at every level, so that the next callback's view needs no new copy. */
const frozenCopies = new WeakSet<object>();

/** Creates the view of one callback. Throws when the host's own payload is not JSON where it should be. */
export function createView<Point extends NotifyPoint>(
  point: Point,
  payload: HookPayloads[Point],
  invocation: Invocation,
): PayloadView<Point> {
  const guards = fieldGuards(point);
  const before: Record<string, unknown> = {};
  const view: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(payload)) {
    if (name === "signal") {
      const get = (): AbortSignal => invocation.signalWithin(given as AbortSignal);
      Object.defineProperty(view, name, { get, enumerable: true });
      continue;
    }
    const value = liveMember(name, given, invocation) ?? frozen(given);
    const writable = name in guards;
    if (writable) before[name] = value;
    // Not configurable, so that a member can never become an accessor that answers differently when read back.
    Object.defineProperty(view, name, { value, writable, enumerable: true });
  }
  Object.preventExtensions(view);
  return {
    payload: view as unknown as HookPayloads[Point],
    before,
    readReplaced(refuse) {
      const replaced: Record<string, unknown> = {};
      for (const [field, guard] of Object.entries(guards)) {
        if (view[field] === before[field]) continue;
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

/** Members that are no data: they act, or are filled by the callback. They stop working when the call is fenced. */
function liveMember(name: string, value: unknown, invocation: Invocation): unknown {
  switch (name) {
    case "deny":
    case "registerServer":
      return (argument: never) => {
        invocation.assertAlive(`${name}()`);
        return (value as (argument: never) => unknown)(argument);
      };
    case "registry":
      return fenceRegistry(value as ToolRegistry, invocation);
    case "daemonService":
    case "servers":
      return value;
    default:
      return undefined;
  }
}

function fenceRegistry(registry: ToolRegistry, invocation: Invocation): ToolRegistry {
  return Object.freeze({
    register(tool) {
      invocation.assertAlive("registry.register()");
      return registry.register(invocation.enter ? ownTool(tool, invocation.enter) : tool);
    },
    has: (name) => registry.has(name),
    getToolNames: () => registry.getToolNames(),
    getSchemas: () => registry.getSchemas(),
    getSystemPromptGuidelines: () => registry.getSystemPromptGuidelines(),
  } satisfies ToolRegistry);
}

function frozen(value: unknown): unknown {
  if (typeof value !== "object" || value === null || frozenCopies.has(value)) return value;
  const copy = freezeJson(value);
  frozenCopies.add(copy);
  return copy;
}
