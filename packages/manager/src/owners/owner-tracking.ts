import type { Undo } from "@asky/sdk";
import { catchStrays } from "./catch-strays.ts";
import { countOutput } from "./count-output.ts";
import { Frames } from "./frames.ts";
import { trackLeftovers } from "./leftovers.ts";
import { ownConnections } from "./own-connections.ts";
import { OwnerList } from "./owner-list.ts";
import { type OwnerHost, PluginOwner } from "./plugin-owner.ts";
import { refuseExit } from "./refuse-exit.ts";
import { shareStart } from "./share-start.ts";
import { watchGlobals } from "./watch-globals.ts";
import { startWatchdog, type WatchdogOptions } from "./watchdog.ts";

/**
 * Knows which plugin the running code belongs to, also when it runs long after the call that began it. One serves all
 * managers of a process: pass it as `owners`.
 *
 * @see docs/isolation.md
 */
export interface OwnerTracking {
  /**
   * Watches the whole process: a failure that nobody caught fails the plugin that it came from, and that one alone;
   * `process.exit` throws when a plugin's code calls it; timers and handles that plugins leave are counted, and so is what
   * they write to the standard streams. Called before plugins are loaded. What has no owner goes its usual way. May be
   * called several times; it lasts until the last undo.
   *
   * @returns an undo that puts everything back.
   */
  install(): Undo;
  /**
   * Watches from a thread of its own whether a plugin's code keeps this one busy, and says on standard error, while it
   * lasts, which plugin it is and at what line. When it is over, the report says so too (`THREAD_BLOCKED`). It keeps no
   * process alive. While it is on, a further call changes nothing.
   *
   * @returns an undo that ends it.
   */
  watch(options?: WatchdogOptions): Undo;
  /** The name of the plugin whose code asks, or whose code began what asks; `undefined` for the host's own. */
  current(): string | undefined;
  /** Runs code of the host that is called by a plugin's: what comes of it later is the host's. */
  leave<Result>(code: () => Result): Result;
  /** Makes a plugin the owner of what its code does. Called by managers, once for each plugin. */
  adopt(plugin: string, host: OwnerHost): PluginOwner;
  /**
   * Names what all code of the process shares and somebody has changed since the last call: built-in objects, functions
   * of Node, environment variables, the working directory. Called by managers after each step of a plugin; the first
   * call names nothing. Takes less than a millisecond.
   */
  changedGlobals(): readonly string[];
}

/**
 * Creates the tracking of owners. It costs nothing until a plugin's code runs. A host decides for its process whether it
 * wants this; importing the library never switches it on.
 */
export function createOwnerTracking(): OwnerTracking {
  const frames = new Frames();
  const owners = new OwnerList();
  let changes: (() => readonly string[]) | undefined;

  const install = shareStart(() => {
    // These streams are made when they are first asked for, and must not become a plugin's.
    void [process.stdout, process.stderr];
    const undos = [
      catchStrays(frames),
      ownConnections(frames),
      refuseExit(frames),
      trackLeftovers(frames),
      countOutput(frames),
    ];
    return () => {
      for (const undo of undos) undo();
    };
  });
  const watch = shareStart((options: WatchdogOptions | undefined) => startWatchdog(frames, owners, options));

  return Object.freeze({
    install: () => install(undefined),
    watch,
    current: () => frames.current?.owner.plugin,
    leave: <Result>(code: () => Result) => frames.run(undefined, code),
    adopt(plugin: string, host: OwnerHost) {
      const owner = new PluginOwner(plugin, owners.nextIndex(), frames, host);
      owners.add(owner);
      return owner;
    },
    changedGlobals() {
      if (changes) return changes();
      changes = watchGlobals();
      return [];
    },
  });
}
