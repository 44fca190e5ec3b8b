import type { Undo } from "@asky/sdk";
import type { Frames, StrayKind } from "./frames.ts";

import { replaceMethod } from "./replace-method.ts";

const KINDS: ReadonlySet<unknown> = new Set<StrayKind>(["uncaughtException", "unhandledRejection"]);

/**
 * Gives failures that nobody caught to the plugin in whose frame they came up. They then reach no listener and end no
 * process. Those without an owner take exactly the way that they would have taken: no listener is added, so that Node and
 * the host see no difference.
 */
export function catchStrays(frames: Frames): Undo {
  // With --unhandled-rejections=strict one rejection comes as both, one right after the other.
  let toldTwice: { readonly error: unknown } | undefined;
  // Node reports both by way of `process.emit`, while the frame of what failed is still there.
  const undoEmit = replaceMethod(process, "emit", (proceed, [name, error, origin]) => {
    const owner = KINDS.has(name) ? frames.current?.owner : undefined;
    if (!owner) return proceed();
    const isBoth = origin === "unhandledRejection";
    const wasToldBefore = name === "unhandledRejection" && toldTwice?.error === error;
    toldTwice = isBoth ? { error } : undefined;
    if (!wasToldBefore) owner.strayed(isBoth ? origin : (name as StrayKind), error);
    return true;
  });
  // A callback of queueMicrotask has lost its frame by the time that its failure is reported.
  const undoMicrotasks = replaceMethod(globalThis, "queueMicrotask", (proceed, [callback]) => {
    const owner = frames.current?.owner;
    if (!owner || typeof callback !== "function") return proceed();
    const guarded = (): void => {
      try {
        callback();
      } catch (error) {
        owner.strayed("uncaughtException", error);
      }
    };
    return proceed([guarded]);
  });
  return () => {
    undoMicrotasks();
    undoEmit();
  };
}
