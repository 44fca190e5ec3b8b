import type { Undo } from "@asky/sdk";
import type { Frames } from "./frames.ts";
import { replaceMethod } from "./replace-method.ts";

/** Lets `process.exit` throw when a plugin's code calls it. For the host it works as ever. */
export function refuseExit(frames: Frames): Undo {
  return replaceMethod(process, "exit", (proceed) => {
    const owner = frames.current?.owner;
    if (owner) throw owner.refuseExit();
    return proceed();
  });
}
