import { Generations, type GenerationsOptions, type Lease } from "@asky/manager";
import { createManualClock, type ManualClock } from "@asky/manager/testing";
import { createEvent, defineTetherPlugin, type TetherPluginContext } from "@asky/sdk";
import { ConfigDir } from "./config-dir.ts";

declare module "@asky/sdk" {
  interface EventMap {
    "reload.ping": { readonly text: string };
  }
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };
let count = 0;

/** A host that reloads, on a configuration directory of its own, and what its plugins say that they do. */
export class ReloadingHost {
  readonly dir: ConfigDir;
  readonly clock: ManualClock = createManualClock();
  readonly journal: string[] = [];
  readonly #key = `asky-test-journal-${++count}`;
  #generations: Generations | undefined;

  constructor(dir: ConfigDir) {
    this.dir = dir;
    Object.assign(globalThis, { [this.#key]: this.journal });
  }

  static async create(): Promise<ReloadingHost> {
    return new ReloadingHost(await ConfigDir.create());
  }

  get generations(): Generations {
    if (!this.#generations) throw new Error("The host was not built.");
    return this.#generations;
  }

  build(options: GenerationsOptions = {}): Generations {
    this.#generations = new Generations({}, this.dir.path, {
      logger: silent,
      clock: this.clock,
      ...options,
    });
    return this.#generations;
  }

  /** Builds and starts. */
  async start(roster: string, options: GenerationsOptions = {}): Promise<Generations> {
    await this.roster(roster);
    const generations = this.build(options);
    await generations.start();
    return generations;
  }

  roster(text: string): Promise<void> {
    return this.dir.write("plugins.toml", text);
  }

  /** What was done since this was asked last. */
  news(): readonly string[] {
    return this.journal.splice(0);
  }

  /**
   * Installs an Asky plugin that notes down its life and what reaches it: instances are numbered, `notes#1` first. Its
   * `plugins/<name>.toml` may say `fail = true`.
   */
  install(name: string, activate = ""): Promise<void> {
    const source = `
      import { AskyPlugin } from "@asky/sdk";
      const journal = globalThis[${JSON.stringify(this.#key)}];
      let made = 0;
      export default class extends AskyPlugin {
        name = ${JSON.stringify(name)};
        id = this.name + "#" + ++made;
        activate(context) {
          const { id } = this;
          const note = (what) => void journal.push(id + " " + what);
          note("activate");
          context.hooks.register("session_end", ({ sessionId }) => note("hook " + sessionId));
          context.eventBus.subscribe("reload.ping", ({ data }) => note("event " + data.text));
          if (context.config.fail) {
            note("fail");
            throw new Error("told to fail");
          }
          ${activate}
        }
        deactivate() { journal.push(this.id + " deactivate"); }
      }`;
    return this.dir.install(`asky-plugin-${name}`, source);
  }

  /** A plugin to be passed in code that notes down the same things. */
  passed(name: string, initialize: (context: TetherPluginContext) => void = () => {}) {
    const { journal } = this;
    const note = (what: string) => void journal.push(`${name} ${what}`);
    return defineTetherPlugin({
      meta: { name, version: "1.0.0" },
      initialize: (context) => {
        note("initialize");
        context.eventBus.subscribe("reload.ping", ({ data }) => note(`event ${data.text}`));
        initialize(context);
      },
      start: () => note("start"),
      stop: () => note("stop"),
    });
  }

  async remove(): Promise<void> {
    Reflect.deleteProperty(globalThis, this.#key);
    await this.dir.remove();
  }
}

/** A roster of enabled plugins that {@link ReloadingHost.install} has installed. */
export function rosterOf(...names: readonly string[]): string {
  return names.map((name) => `[plugin.${name}]\nmodule = "asky-plugin-${name}"\n`).join("\n");
}

/** Does in a turn what turns do: calls the hooks, and emits. */
export async function use({ hookRegistry, eventBus }: Lease, text: string): Promise<void> {
  await hookRegistry.invoke("session_end", { sessionId: text });
  await eventBus.emit(createEvent("reload.ping", { text }));
}
