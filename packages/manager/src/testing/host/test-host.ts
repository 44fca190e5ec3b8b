import {
  createEvent,
  type EventMap,
  type EventName,
  freezeJson,
  type HookPayloads,
  type HostConfig,
  type JsonObject,
  type PluginReport,
  type Problem,
  SYSTEM_PROMPT_EXTEND,
  type ToolOutput,
} from "@asky/sdk";
import type { HostEventBus } from "../../events/event-bus.ts";
import type { InvocationRecord } from "../../hooks/invocation-record.ts";
import type { PassedPlugin, PassedPluginEntry } from "../../manager/passed-plugin.ts";
import { PluginManager } from "../../manager/plugin-manager.ts";
import {
  type DataPoint,
  type ProbeScope,
  probePayload,
  probePromptContext,
  probeTurn,
} from "../payloads/probe-payloads.ts";
import { ORDINARY } from "../payloads/samples.ts";
import { collectServers, collectTools, type FiredPoint, firePoint, type OwnedServer } from "./fire-point.ts";
import { createManualClock, type ManualClock } from "./manual-clock.ts";
import { createMemoryLogger, type MemoryLogger } from "./memory-logger.ts";
import { TempConfigDir } from "./temp-config-dir.ts";
import type { ProbedTool } from "./tool-probe.ts";

/** What {@link createTestHost} takes. All of it optional. */
export interface TestHostOptions {
  /** Plugins as values, in this order, before the roster's. */
  readonly plugins?: readonly (PassedPlugin | PassedPluginEntry)[];
  /** The text of plugins.toml. @defaultValue none */
  readonly roster?: string;
  /** Packages for the roster, by npm name: the folder of each, which is linked into `node_modules`. */
  readonly packages?: Readonly<Record<string, string>>;
  /** The configuration of plugins, by plugin name: written to `plugins/<name>.toml`. */
  readonly configs?: Readonly<Record<string, JsonObject>>;
  /** The host's own configuration. @defaultValue `{}` */
  readonly config?: HostConfig;
  /** @defaultValue the manager's own */
  readonly eventBus?: HostEventBus;
}

/**
 * A host for tests of plugins: a real `PluginManager` on a temporary configuration directory, with a clock that stands
 * still and a logger that remembers, and the probes with which to fire what real hosts fire. There is no gate: a tool's
 * executor is called as it is.
 */
export class TestHost implements AsyncDisposable {
  readonly manager: PluginManager;
  readonly clock: ManualClock = createManualClock();
  readonly logger: MemoryLogger = createMemoryLogger();
  /** Every call of a hook callback so far, with duration, outcome and error. */
  readonly calls: InvocationRecord[] = [];
  /** Aborts when the host stops. Part of every turn's payloads. */
  readonly signal: AbortSignal;
  readonly #dir: TempConfigDir;
  readonly #config: HostConfig;
  readonly #abort = new AbortController();

  /** @internal Made by {@link createTestHost}. */
  constructor(dir: TempConfigDir, { plugins = [], config = {}, eventBus }: TestHostOptions) {
    this.#dir = dir;
    this.#config = freezeJson(config);
    this.signal = this.#abort.signal;
    this.manager = new PluginManager(config, dir.path, {
      plugins,
      logger: this.logger,
      clock: this.clock,
      record: (call) => this.calls.push(call),
      ...(eventBus && { eventBus }),
    });
  }

  /** The temporary configuration directory, absolute. */
  get configDir(): string {
    return this.#dir.path;
  }

  /** The folder in which tools work, absolute and outside of the configuration. */
  get directory(): string {
    return this.#dir.workDir;
  }

  /** Loads, activates and starts. */
  async start(): Promise<void> {
    await this.manager.discoverAndLoad();
    await this.manager.activateAll();
    await this.manager.startAll();
  }

  /** Stops the plugins and removes the directory. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.manager.eventBus.drain();
    await this.manager.deactivateAll();
    await this.#dir.remove();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** One plugin's part of the report. */
  plugin(name: string): PluginReport | undefined {
    return this.manager.report().plugins.find((plugin) => plugin.name === name);
  }

  /** Everything that went wrong so far: that of all plugins, then that of nobody in particular. */
  problems(): readonly Problem[] {
    const { plugins, problems } = this.manager.report();
    return [...plugins.flatMap((plugin) => plugin.problems), ...problems];
  }

  /** The turn of a session, as every payload carries it. */
  scope(sessionId = "session-1", signal: AbortSignal = this.signal): ProbeScope {
    return { turn: Object.freeze(probeTurn(sessionId)), signal, config: this.#config };
  }

  /** Fires a hook point. What `fields` leaves out looks as it does in an ordinary turn. */
  fire<Point extends DataPoint>(
    point: Point,
    fields: Partial<HookPayloads[Point]> = {},
    sessionId?: string,
  ): Promise<FiredPoint<Point>> {
    const payload = { ...probePayload(point, ORDINARY, this.scope(sessionId)), ...fields };
    return firePoint(this.manager.hookRegistry, point, payload);
  }

  /** What the plugins make of a system prompt. */
  async extendPrompt(prompt: string, sessionId?: string): Promise<string> {
    const context = probePromptContext(this.scope(sessionId));
    return this.manager.hookRegistry.invokeChain(SYSTEM_PROMPT_EXTEND, prompt, context);
  }

  /** The tools of a turn, by name. */
  async tools(sessionId?: string): Promise<ReadonlyMap<string, ProbedTool>> {
    const probe = await collectTools(this.manager.hookRegistry, this.scope(sessionId));
    return probe.tools;
  }

  /**
   * Calls a tool's executor with frozen arguments, in a turn of its own, and resolves to what it returned.
   *
   * @throws Error when there is no such tool; whatever the executor throws.
   */
  async callTool(name: string, args: JsonObject = {}, sessionId?: string): Promise<ToolOutput> {
    const probed = (await this.tools(sessionId)).get(name);
    if (!probed) throw new Error(`No plugin registers a tool named "${name}".`);
    const { turn, signal } = this.scope(sessionId);
    const call = { id: `call-${turn.id}`, name, arguments: JSON.stringify(args) };
    return probed.tool.executor(freezeJson(args), {
      call,
      turn,
      directory: this.directory,
      allowedDirs: [],
      signal,
    });
  }

  /** The daemon servers that plugins register. None is started. */
  servers(): Promise<readonly OwnedServer[]> {
    return collectServers(this.manager.hookRegistry);
  }

  /** Emits an event of the host and awaits its handlers. */
  emit<Name extends EventName>(name: Name, data: EventMap[Name]): Promise<void> {
    return this.manager.eventBus.emit(createEvent(name, data));
  }
}

/** Creates a host whose directory is ready and of which nothing has run yet. Whoever creates it stops it. */
export async function createTestHost(options: TestHostOptions = {}): Promise<TestHost> {
  const { roster, packages = {}, configs = {} } = options;
  const dir = await TempConfigDir.create();
  try {
    if (roster !== undefined) await dir.write("plugins.toml", roster);
    for (const [name, folder] of Object.entries(packages)) await dir.link(name, folder);
    for (const [plugin, config] of Object.entries(configs)) await dir.configure(plugin, config);
    return new TestHost(dir, options);
  } catch (error) {
    await dir.remove();
    throw error;
  }
}
