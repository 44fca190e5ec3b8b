import {
  type AuditLogger,
  defineAskyPlugin,
  type JsonObject,
  type PluginReport,
  type ServiceName,
} from "@asky/sdk";
import type { HostEventBus } from "../../events/event-bus.ts";
import type { PassedPlugin } from "../../manager/passed-plugin.ts";
import { watchGlobals } from "../../owners/watch-globals.ts";
import { createTestHost, type TestHost } from "../host/test-host.ts";
import type { Watch } from "../observe/watch.ts";
import type { UsableSchema } from "../schemas/usable-schema.ts";
import type { PluginContractOptions } from "./contract-options.ts";
import { PluginLife } from "./plugin-life.ts";
import type { Subject } from "./plugin-subject.ts";

/** How one life differs from the usual. */
export interface LifeSettings {
  /** @defaultValue the author's, else none */
  readonly config?: JsonObject;
  readonly eventBus?: HostEventBus;
  /** Called before anything is loaded. */
  readonly prepare?: (host: TestHost) => void | Promise<void>;
  /** Where the subject's package is, if elsewhere. */
  readonly folder?: string;
}

/** What is known of the subject before it is activated. */
export interface SubjectFacts {
  readonly report: PluginReport;
  /** Of its configuration, if there is one that can be read. */
  readonly schema?: UsableSchema;
}

const IMPATIENT_MS = 50;

/** What the rules work with: the subject, and any number of lives of it. */
export class PluginBench {
  readonly subject: Subject;
  readonly options: PluginContractOptions;
  readonly watch: Watch;
  readonly budgetMs: number;
  /** Set by the first rules. */
  facts: SubjectFacts | undefined;
  /** The hooks, events and services of its first life, as text. */
  firstUse = "";
  /** Names what all code of the process shares and somebody has changed since the bench was made. */
  readonly changedGlobals: () => readonly string[] = watchGlobals();
  /** How long to wait for the end of a life that no rule is about, in real milliseconds. */
  #endBudgetMs: number;

  constructor(subject: Subject, options: PluginContractOptions, watch: Watch) {
    this.subject = subject;
    this.options = options;
    this.watch = watch;
    this.budgetMs = options.budgetMs ?? 2_000;
    this.#endBudgetMs = this.budgetMs;
  }

  /** The configuration with which it is to work. */
  get config(): JsonObject {
    const { config } = this.options;
    const { port } = (this.facts?.schema?.schema.properties ?? {}) as { readonly port?: unknown };
    // A fixed port may be taken, also by the same plugin in a second host.
    const isPortFree = port !== undefined && this.facts?.schema?.accepts({ ...config, port: 0 });
    return { ...(isPortFree && { port: 0 }), ...config };
  }

  /** Gives the subject a life of its own, ends it and cleans up. */
  async live<Result>(
    use: (life: PluginLife) => Promise<Result>,
    settings: LifeSettings = {},
  ): Promise<Result> {
    const host = await this.#createHost(settings);
    const { watch, budgetMs } = this;
    const life = new PluginLife(host, { watch, budgetMs, nameOf: (one) => this.#nameIn(one.host) });
    try {
      return await use(life);
    } finally {
      // A plugin that hangs at its end does so every time: it is waited for once.
      if (!(await life.close(this.#endBudgetMs))) this.#endBudgetMs = Math.min(this.budgetMs, IMPATIENT_MS);
    }
  }

  async #createHost({ config = this.config, eventBus, prepare, folder }: LifeSettings): Promise<TestHost> {
    const { value, installed } = this.subject;
    const name = installed?.name ?? this.facts?.report.name;
    const dependencies = this.#dependencies();
    const host = await createTestHost({
      plugins: [...dependencies, ...(value ? [value] : [])].map((plugin) => ({
        plugin,
        onFailure: "isolate",
      })),
      ...(installed && {
        roster: `[plugin.${installed.name}]\nenabled = true\nmodule = ${JSON.stringify(installed.module)}\n`,
        packages: { [installed.found.name]: folder ?? installed.found.directory },
      }),
      ...(name !== undefined && { configs: { [name]: config } }),
      ...(this.options.hostConfig && { config: this.options.hostConfig }),
      ...(eventBus && { eventBus }),
    });
    const { services } = host.manager;
    const offers = { status: { report: () => host.manager.report() }, audit, ...this.options.services?.() };
    for (const [key, service] of Object.entries(offers))
      services.provide(key as ServiceName, service as never);
    await prepare?.(host);
    return host;
  }

  /** The author's, then one that does nothing for each that is missing. */
  #dependencies(): readonly PassedPlugin[] {
    const given = this.options.dependencies?.() ?? [];
    const names = given.map(nameOf);
    const missing = (this.facts?.report.dependencies ?? []).filter((name) => !names.includes(name));
    return [...given, ...missing.map((name) => defineAskyPlugin({ name, activate: () => {} }))];
  }

  /** A plugin passed in code is known by its name only once it is loaded: it is the last one. */
  #nameIn(host: TestHost): string | undefined {
    const known = this.subject.installed?.name ?? this.facts?.report.name;
    if (known !== undefined) return known;
    const given = (this.options.dependencies?.() ?? []).map(nameOf);
    return host.manager.report().plugins.find(({ name }) => !given.includes(name))?.name;
  }
}

function nameOf(plugin: PassedPlugin): string {
  return "meta" in plugin ? plugin.meta.name : plugin.name;
}

/** Takes every record and keeps none. */
const audit: AuditLogger = Object.freeze({
  logToolAttempt: async () => {},
  logApproval: async () => {},
  logSecurityViolation: async () => {},
  logOperation: async () => {},
});
