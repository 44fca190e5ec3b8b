import {
  type AskyPlugin,
  type AskyPluginContext,
  defineAskyPlugin,
  defineTetherPlugin,
  type HostConfig,
  type HostUnderTest,
  type PluginReport,
  type Problem,
  type RunningHost,
  type TetherPlugin,
  type TetherPluginContext,
  type TurnUnderTest,
} from "@asky/sdk";
import { describeError } from "../../problems/describe-error.ts";
import { codeOf } from "../contract/error-code.ts";
import { createManualClock, type ManualClock } from "../host/manual-clock.ts";
import { TempConfigDir } from "../host/temp-config-dir.ts";
import { withinBudget } from "../observe/within-budget.ts";
import { type ProbeScope, probeTurn } from "../payloads/probe-payloads.ts";

/** What {@link runHostContract} takes besides the host. All of it optional. */
export interface HostContractOptions {
  /** How long each step may take, in real milliseconds. @defaultValue 2000 */
  readonly budgetMs?: number;
}

/** How one host differs from the usual. */
export interface RunSettings {
  /** @defaultValue none */
  readonly allowedTools?: readonly string[];
  /** Whether its start never ends by itself, so that there is nothing to wait for. @defaultValue false */
  readonly startHangs?: boolean;
}

/** Long enough for what comes before the plugin that hangs. */
const START_HANGS_MS = 100;

/** The configuration that plugins are to see. */
export const HOST_CONFIG: HostConfig = Object.freeze({ asky_contract: { list: [1, { two: 2 }] } });

/** A host at work, as the rules use it. */
export class HostRun {
  readonly host: RunningHost;
  readonly clock: ManualClock;
  readonly signal: AbortSignal = new AbortController().signal;
  readonly #budgetMs: number;

  constructor(host: RunningHost, clock: ManualClock, budgetMs: number) {
    this.host = host;
    this.clock = clock;
    this.#budgetMs = budgetMs;
  }

  /** @throws whatever the work throws; Error when it does not end. */
  async within(what: string, work: () => unknown): Promise<void> {
    await withinBudget(what, work, { budgetMs: this.#budgetMs, clock: this.clock });
  }

  scope(sessionId = "session-1"): ProbeScope {
    return { turn: probeTurn(sessionId), signal: this.signal, config: HOST_CONFIG };
  }

  plugin(name: string): PluginReport | undefined {
    return this.host.report().plugins.find((plugin) => plugin.name === name);
  }

  /** Problems that name a plugin, by their codes. */
  problemsOf(name: string): readonly Problem[] {
    const { plugins, problems } = this.host.report();
    return [...plugins.flatMap((plugin) => plugin.problems), ...problems].filter(
      ({ plugin }) => plugin === name,
    );
  }

  /** A fault unless a problem of that code names the plugin. */
  unlessReported(name: string, code: string): readonly string[] {
    const codes = this.problemsOf(name).map((problem) => problem.code);
    if (codes.includes(code)) return [];
    const seen = codes.length === 0 ? "nothing" : codes.join(", ");
    return [`The report should have ${code} under "${name}", and has ${seen}.`];
  }

  /** @throws TypeError when the host has no tools. */
  openTurn(sessionId?: string): Promise<TurnUnderTest> {
    const open = this.host.openTurn;
    if (!open) throw new TypeError("The host has no tools.");
    return open.call(this.host, probeTurn(sessionId ?? "session-1"), this.signal);
  }
}

/** What the rules for hosts work with: any number of hosts, one after the other. */
export class HostBench {
  readonly subject: HostUnderTest;
  readonly #budgetMs: number;

  constructor(subject: HostUnderTest, { budgetMs = 2_000 }: HostContractOptions) {
    this.subject = subject;
    this.#budgetMs = budgetMs;
  }

  /** Starts a host with these plugins, and stops it again. */
  async run<Result>(
    plugins: readonly (AskyPlugin | TetherPlugin)[],
    use: (run: HostRun) => Promise<Result>,
    { allowedTools = [], startHangs = false }: RunSettings = {},
  ): Promise<Result> {
    const dir = await TempConfigDir.create();
    const clock = createManualClock();
    const budget = { budgetMs: this.#budgetMs, clock };
    let host: RunningHost | undefined;
    try {
      const surroundings = { configDir: dir.path, config: HOST_CONFIG, clock, allowedTools };
      const start = async (): Promise<void> => {
        host = await this.subject.start(plugins, surroundings);
      };
      await withinBudget(
        "Starting the host",
        start,
        startHangs ? { budgetMs: START_HANGS_MS, clock } : budget,
      );
      return await use(new HostRun(host as RunningHost, clock, this.#budgetMs));
    } finally {
      await withinBudget("Stopping the host", () => host?.stop(), budget).finally(() => dir.remove());
    }
  }
}

/** An Asky plugin for one rule. */
export function asky(
  name: string,
  activate: (context: AskyPluginContext) => void | Promise<void> = () => {},
  rest: { readonly dependencies?: readonly string[]; readonly deactivate?: () => void | Promise<void> } = {},
): AskyPlugin {
  return defineAskyPlugin({ name, version: "1.0.0", activate, ...rest });
}

/** A Tether plugin for one rule. */
export function tether(
  name: string,
  initialize: (context: TetherPluginContext) => void | Promise<void> = () => {},
  rest: { readonly start?: () => void | Promise<void>; readonly stop?: () => void | Promise<void> } = {},
): TetherPlugin {
  return defineTetherPlugin({ meta: { name, version: "1.0.0" }, initialize, ...rest });
}

/** A fault unless two values have the same JSON text. */
export function unlessEqual(what: string, seen: unknown, expected: unknown): readonly string[] {
  const [one, other] = [JSON.stringify(seen), JSON.stringify(expected)];
  return one === other ? [] : [`${what} should be ${other}, and is ${one}.`];
}

/** A fault unless a function throws an error of that code. Its promise counts too. */
export async function unlessRefused(
  what: string,
  code: string,
  attempt: () => unknown,
): Promise<readonly string[]> {
  try {
    await attempt();
    return [`${what} should be refused with ${code}, and is not.`];
  } catch (error) {
    const seen = codeOf(error) ?? describeError(error).message;
    return seen === code ? [] : [`${what} should be refused with ${code}, and is with "${seen}".`];
  }
}

/** Things that are thrown, each worse than the one before. */
export const THROWN: Readonly<Record<string, () => unknown>> = {
  error: () => new Error("This error belongs to the contract suite."),
  null: () => null,
  trap: () =>
    new Proxy(new Error("trap"), {
      get() {
        throw new Error("Reading this error throws.");
      },
    }),
};
