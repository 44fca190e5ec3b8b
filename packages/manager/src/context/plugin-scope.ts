import type { LifecyclePhase, PluginError, PluginLifetime, Undo } from "@asky/sdk";
import { type Clock, systemClock } from "../deadline/clock.ts";
import { DEFAULT_TIMEOUT_MS, EXPIRED, settleWithin } from "../deadline/settle-within.ts";
import { settledLate } from "../errors/hook.ts";
import { pluginFenced, problemOf, undoFailed, undoTimedOut } from "../errors/lifecycle.ts";
import { isThenable } from "../is-thenable.ts";
import type { EnterPlugin, PluginOwner } from "../owners/plugin-owner.ts";
import type { ReportProblem } from "../problems/problem-log.ts";

/** What a plugin obtained through its context, for the report. */
export interface Obtained {
  readonly hooks: Set<{ readonly point: string; readonly priority: number; readonly callback: string }>;
  readonly events: Set<{ readonly name: string }>;
  readonly services: Set<{ readonly name: string }>;
}

type Undoing = () => void | Promise<void>;

/** Whose scope it is, and the limits that the host sets. */
export interface ScopeOptions {
  readonly plugin: string;
  readonly report: ReportProblem;
  /** The roster's `timeout_ms`; 0 means for ever. @defaultValue no limit set */
  readonly timeoutMs?: number | undefined;
  /** Whether the host cannot do without it: its event handlers are then never skipped. */
  readonly isEssential?: boolean;
  /** @defaultValue the machine's own */
  readonly clock?: Clock;
  /** Who answers for what its code leaves behind. @defaultValue nobody */
  readonly owner?: PluginOwner | undefined;
}

/**
 * The life of one plugin in one host: open, then ending, then ended. Whatever the plugin obtains is kept here with the
 * way to undo it.
 */
export class PluginScope implements PluginLifetime {
  readonly plugin: string;
  readonly timeoutMs: number | undefined;
  readonly isEssential: boolean;
  readonly clock: Clock;
  readonly enter: EnterPlugin | undefined;
  readonly fence: PluginOwner["fence"] | undefined;
  readonly obtained: Obtained = { hooks: new Set(), events: new Set(), services: new Set() };
  readonly #report: ReportProblem;
  readonly #owner: PluginOwner | undefined;
  readonly #controller = new AbortController();
  readonly #undos: Undoing[] = [];
  #state: "open" | "ending" | "ended" = "open";

  constructor({ plugin, report, timeoutMs, isEssential = false, clock = systemClock, owner }: ScopeOptions) {
    this.plugin = plugin;
    this.timeoutMs = timeoutMs;
    this.isEssential = isEssential;
    this.clock = clock;
    this.enter = owner?.enter;
    this.fence = owner?.fence;
    this.#owner = owner;
    this.#report = report;
  }

  /** Awaits something of the plugin within its deadline. Whether it was in time; what comes later is reported. */
  async settle(what: string, pending: unknown): Promise<boolean> {
    if (!isThenable(pending)) return true;
    const settled = await settleWithin(pending, {
      timeoutMs: this.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      clock: this.clock,
      onLate: (outcome) => this.#report(settledLate(this.plugin, what, outcome)),
    });
    if (settled !== EXPIRED) return true;
    this.fence?.(pending);
    return false;
  }

  /** Runs code of the plugin under its name. */
  run<Result>(code: () => Result): Result {
    return this.enter ? this.enter(code) : code();
  }

  /** Runs code of the host that the plugin's calls. */
  leave<Result>(code: () => Result): Result {
    return this.#owner ? this.#owner.leave(code) : code();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  get hasEnded(): boolean {
    return this.#state === "ended";
  }

  /**
   * Reports what it refuses: nobody may catch the error.
   *
   * @throws PluginError `PLUGIN_FENCED` when the plugin has stopped or failed, or the call that asks is past its deadline.
   */
  assertAlive(action: string): void {
    if (this.#state === "ended") throw this.#reported(pluginFenced(this.plugin, action), "stop");
    if (this.#owner?.isFenced)
      throw this.#reported(pluginFenced(this.plugin, action, "after its deadline"), "serve");
  }

  #reported(error: PluginError, phase: LifecyclePhase): PluginError {
    this.leave(() => this.#report(problemOf(error, "warning", phase)));
    return error;
  }

  defer(undo: Undoing): void {
    this.assertAlive("context.defer()");
    if (typeof undo !== "function") throw new TypeError("context.defer() takes a function.");
    this.#undos.push(undo);
  }

  use<Resource extends Disposable | AsyncDisposable>(resource: Resource): Resource {
    this.assertAlive("context.use()");
    const disposable = resource as Partial<Disposable & AsyncDisposable> | null | undefined;
    const dispose = disposable?.[Symbol.asyncDispose] ?? disposable?.[Symbol.dispose];
    if (typeof dispose !== "function") {
      throw new TypeError("context.use() takes an object with Symbol.dispose or Symbol.asyncDispose.");
    }
    this.#undos.push(() => dispose.call(resource));
    return resource;
  }

  /** Keeps an undo and returns one that also forgets it, so that it runs once. */
  own(undo: Undo): Undo {
    this.#undos.push(undo);
    return () => {
      const index = this.#undos.indexOf(undo);
      if (index === -1) return;
      undo();
      this.#undos.splice(index, 1);
    };
  }

  /** Tells the plugin that its end has come. It may still clean up with its context. */
  beginEnd(): void {
    if (this.#state !== "open") return;
    this.#state = "ending";
    // Its listeners are the plugin's code, too.
    this.run(() => this.#controller.abort(pluginFenced(this.plugin, "its context")));
  }

  /** Undoes everything, last first; each is tried, and each fault is reported. Never rejects. */
  async end(phase: LifecyclePhase): Promise<void> {
    this.beginEnd();
    for (let undo = this.#undos.pop(); undo; undo = this.#undos.pop()) {
      try {
        const isInTime = await this.settle("undoing", this.run(undo));
        if (!isInTime) this.#report(undoTimedOut(this.plugin, phase));
      } catch (error) {
        this.#report(undoFailed(this.plugin, phase, error));
      }
    }
    this.#state = "ended";
    await this.#owner?.reportLeftovers();
  }
}
