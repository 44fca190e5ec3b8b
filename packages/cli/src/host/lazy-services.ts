import type { Services } from "@asky/sdk";
import { serviceMissing } from "../errors/work.ts";
import type { Run } from "../io/run.ts";
import { type Host, openHost } from "./open-host.ts";

/**
 * Services that start the plugins when they are first asked for. `when` waits for the start; `get` begins it and tells
 * what is there by now.
 */
export class LazyServices {
  /** What a command is handed. */
  readonly view: Services;
  /** Aborts when the plugins cannot be started, or a service that is waited for is not there when they have. */
  readonly signal: AbortSignal;
  /** Rejects then, too; never resolves. */
  readonly failed: Promise<never>;
  readonly #run: Run;
  readonly #plugin: string;
  readonly #controller = new AbortController();
  readonly #awaited = new Set<string>();
  #starting: Promise<Host | undefined> | undefined;
  #host: Host | undefined;

  constructor(run: Run, plugin: string) {
    this.#run = run;
    this.#plugin = plugin;
    this.signal = this.#controller.signal;
    this.failed = new Promise((_, reject) => {
      this.signal.addEventListener("abort", () => reject(this.signal.reason as Error), { once: true });
    });
    this.failed.catch(() => {});
    this.view = Object.freeze<Services>({
      provide: (name, service) => {
        if (this.#host) return this.#host.engine.services.provide(name, service);
        return this.#later((services) => services.provide(name, service));
      },
      get: (name) => {
        if (!this.#host) void this.#start();
        return this.#host?.engine.services.get(name);
      },
      when: (name, callback) => {
        if (this.#host) return this.#host.engine.services.when(name, callback);
        this.#awaited.add(name);
        return this.#later((services) => services.when(name, callback));
      },
    });
  }

  /** Stops what was started. */
  async close(): Promise<void> {
    const host = await this.#starting;
    await host?.close();
  }

  #later(register: (services: Services) => () => void): () => void {
    let isUndone = false;
    let undo = (): void => {};
    void this.#start().then((host) => {
      if (host && !isUndone) undo = register(host.engine.services);
    });
    return () => {
      isUndone = true;
      undo();
    };
  }

  #start(): Promise<Host | undefined> {
    this.#starting ??= openHost(this.#run, { keepsStdout: true }).then(
      (host) => {
        this.#host = host;
        this.#checkAwaited(host);
        return host;
      },
      (error: unknown) => {
        this.#controller.abort(error);
        return undefined;
      },
    );
    return this.#starting;
  }

  #checkAwaited({ engine }: Host): void {
    const missing = [...this.#awaited].find((name) => engine.services.get(name as "status") === undefined);
    if (missing !== undefined) this.#controller.abort(serviceMissing(missing, this.#plugin));
  }
}
