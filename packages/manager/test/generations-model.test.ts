import {
  type Generations,
  handOverServers,
  type Lease,
  type OwnedServer,
  type PluginManager,
} from "@asky/manager";
import { DAEMON_SERVER_REGISTER, type Problem } from "@asky/sdk";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ReloadingHost, rosterOf, use } from "./reloading.ts";

// Any sequence of edits, reloads and turns, against a model that knows only the rules: which files a reload takes over,
// and that whoever holds a generation sees that one alone.

const NAMES = ["alpha", "bravo", "carol", "delta"] as const;
const CARRIED = ["audit", "meter"] as const;

/** One entry of a roster, and what its plugin is told to do. */
interface Entry {
  readonly isEnabled: boolean;
  readonly isNeeded: boolean;
  readonly fails: boolean;
  /** Where its server listens: one server at a time. */
  readonly port: number;
}
type Files = Readonly<Partial<Record<(typeof NAMES)[number], Entry>>> | "broken";

type Step =
  | { readonly do: "edit"; readonly files: Files }
  | { readonly do: "reload"; readonly times: number; readonly meanwhile: number }
  | { readonly do: "acquire" | "expire" }
  | { readonly do: "turn" | "release"; readonly turn: number };

const rarely = (often: number) => fc.nat(often).map((value) => value === 0);
const entry = fc.record({
  isEnabled: rarely(3).map((value) => !value),
  isNeeded: rarely(2),
  fails: rarely(5),
  port: fc.integer({ min: 1, max: 9 }),
});
const files: fc.Arbitrary<Files> = fc.oneof(
  {
    weight: 7,
    arbitrary: fc.record({ alpha: entry, bravo: entry, carol: entry, delta: entry }, { requiredKeys: [] }),
  },
  { weight: 1, arbitrary: fc.constant("broken" as const) },
);
const one = <Kind extends Step["do"]>(kind: Kind) => fc.constant(kind);
const turn = fc.nat(5);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: one("edit"), files }),
  fc.record({ do: one("reload"), times: fc.integer({ min: 1, max: 3 }), meanwhile: fc.nat(3) }),
  fc.record({ do: one("acquire") }),
  fc.record({ do: one("turn"), turn }),
  fc.record({ do: one("release"), turn }),
  fc.record({ do: one("expire") }),
);

/** The instances that a reload with these files brings up, as names; `undefined` when the old ones stay. */
function takesPart(given: Files): readonly string[] | undefined {
  if (given === "broken") return undefined;
  const enabled = NAMES.filter((name) => given[name]?.isEnabled);
  if (enabled.some((name) => given[name]?.fails && given[name].isNeeded)) return undefined;
  const up = enabled.filter((name) => !given[name]?.fails);
  const ports = new Set(up.map((name) => given[name]?.port));
  return ports.size === up.length ? up : undefined;
}

/** The ports of the machine. Two servers of one roster may want the same; those of two generations never meet. */
class Ports {
  readonly owners = new Map<number, string>();
  readonly clashes: string[] = [];

  listen(port: number, id: string, names: readonly string[]): void {
    const owner = this.owners.get(port);
    if (owner !== undefined && !names.includes(owner)) this.clashes.push(`${id} met ${owner}`);
    if (owner !== undefined) throw new Error(`${owner} listens on ${port}`);
    this.owners.set(port, id);
  }

  close(port: number, id: string): void {
    if (this.owners.get(port) === id) this.owners.delete(port);
  }
}

/** A host with four plugins, two of its own, and the servers that run now. */
class World {
  readonly host: ReloadingHost;
  readonly ports = new Ports();
  readonly problems: Problem[] = [];
  readonly generations: Generations;
  #serving: readonly OwnedServer[] = [];

  constructor(host: ReloadingHost) {
    this.host = host;
    this.generations = host.build({
      plugins: CARRIED.map((name) => host.passed(name)),
      handOver: (_, to) => this.#handOver(to),
    });
  }

  async install(): Promise<void> {
    const register = `context.hooks.register("daemon_server_register", ({ servers }) =>
      void servers.push({ name: id, port: context.config.port }));`;
    for (const name of NAMES) await this.host.install(name, register);
  }

  async write(given: Files): Promise<void> {
    const { host } = this;
    if (given === "broken") return host.roster("[plugin.alpha");
    const tables = NAMES.flatMap((name) => {
      const { isEnabled = false, isNeeded = false } = given[name] ?? {};
      const policy = `enabled = ${isEnabled}\non_failure = "${isNeeded ? "abort" : "isolate"}"\n`;
      return given[name] ? [rosterOf(name) + policy] : [];
    });
    for (const name of NAMES) {
      const { fails = false, port = 0 } = given[name] ?? {};
      await host.dir.write(`plugins/${name}.toml`, `fail = ${fails}\nport = ${port}\n`);
    }
    await host.roster(tables.join("\n"));
  }

  async #handOver(to: PluginManager): Promise<void> {
    const next = await this.#serversOf(to);
    const { clock } = this.host;
    const report = (problem: Problem) => void this.problems.push(problem);
    await handOverServers({ from: this.#serving, to: next, clock, report });
    this.#serving = next;
  }

  async #serversOf({ hookRegistry }: PluginManager): Promise<readonly OwnedServer[]> {
    const wanted: { readonly plugin: string; readonly servers: { name: string; port: number }[] }[] = [];
    const daemonService = { serverNames: [], getServer: () => undefined };
    await hookRegistry.invokeEach(
      DAEMON_SERVER_REGISTER,
      (plugin) => {
        const servers: never[] = [];
        wanted.push({ plugin, servers });
        return { daemonService, servers, registerServer() {} };
      },
      () => {},
    );
    const names = wanted.flatMap(({ servers }) => servers.map(({ name }) => name));
    return wanted.flatMap(({ plugin, servers }) =>
      servers.map(({ name, port }) => ({
        plugin,
        spec: {
          name,
          start: () => this.ports.listen(port, name, names),
          stop: () => this.ports.close(port, name),
          isRunning: () => this.ports.owners.get(port) === name,
        },
      })),
    );
  }
}

/** What is known of the world by the rules alone. */
class Model {
  files: Files = {};
  /** Generation → its instances, in order of activation. */
  readonly instances = new Map<number, readonly string[]>([[1, []]]);
  current = 1;
  readonly expired = new Set<number>();
  turns: Lease[] = [];

  expire(): void {
    for (const { generation } of this.turns) if (generation !== this.current) this.expired.add(generation);
  }

  /** What a turn's hooks and events reach. */
  reached({ generation }: Lease, text: string): readonly string[] {
    const own = this.expired.has(generation) ? [] : (this.instances.get(generation) ?? []);
    return [
      ...own.map((id) => `${id} hook ${text}`),
      ...[...CARRIED, ...own].map((id) => `${id} event ${text}`),
    ];
  }
}

async function play(steps: readonly Step[]): Promise<void> {
  const host = await ReloadingHost.create();
  try {
    const world = new World(host);
    await world.install();
    await world.generations.start();
    const model = new Model();
    let used = 0;

    async function useTurn(lease: Lease): Promise<void> {
      const text = `use-${++used}`;
      await use(lease, text);
      const seen = host.journal.filter((line) => line.endsWith(` ${text}`));
      expect(seen).toEqual(model.reached(lease, text));
    }

    for (const now of steps) {
      const chosen = "turn" in now ? model.turns[now.turn % Math.max(1, model.turns.length)] : undefined;
      if (now.do === "edit") {
        model.files = now.files;
        await world.write(now.files);
      }
      if (now.do === "acquire") model.turns.push(world.generations.acquire());
      if (now.do === "turn" && chosen) await useTurn(chosen);
      if (now.do === "release" && chosen) {
        model.turns = model.turns.filter((lease) => lease !== chosen);
        chosen.release();
      }
      if (now.do === "expire") {
        await host.clock.advance(30_000);
        model.expire();
      }
      if (now.do === "reload") await reload(world, model, now);
      await host.clock.advance(0);
      check(world, model);
      for (const lease of model.turns) await useTurn(lease);
    }

    for (const lease of model.turns) lease.release();
    await world.generations.stop();
    checkLives(host.journal);
    for (const instances of model.instances.values()) checkEnd(host.journal, instances);
    expect([world.ports.clashes, world.problems, host.clock.pending]).toEqual([[], [], 0]);
  } finally {
    await host.remove();
  }
}

/** Reloads, while some turns begin and others go on. */
async function reload(
  { host, generations }: World,
  model: Model,
  { times, meanwhile }: { readonly times: number; readonly meanwhile: number },
): Promise<void> {
  const from = host.journal.length;
  const asked = Array.from({ length: times }, () => generations.reload());
  for (let round = 0; round < meanwhile; round++) {
    model.turns.push(generations.acquire());
    await new Promise((resolve) => setImmediate(resolve));
  }
  const outcomes = await Promise.all(asked);
  model.turns.push(generations.acquire());
  const [outcome] = outcomes;
  const up = takesPart(model.files);
  expect([new Set(outcomes).size, outcome?.kind]).toEqual([1, up ? "swapped" : "kept"]);
  if (!up || !outcome) return;
  const activated = host.journal.slice(from).flatMap((line) => line.match(/^(.*) activate$/)?.[1] ?? []);
  const instances = up.map((name) => activated.find((id) => id.startsWith(`${name}#`)) ?? `no ${name}`);
  model.instances.set(outcome.generation, instances);
  model.current = outcome.generation;
}

function check({ generations, ports }: World, model: Model): void {
  const instances = model.instances.get(model.current) ?? [];
  const { generation, plugins } = generations.current.report();
  const started = plugins.filter(({ state }) => state === "started").map(({ name }) => name);
  expect([generation, started]).toEqual([
    model.current,
    [...CARRIED, ...instances.map((id) => id.split("#")[0])],
  ]);
  expect([...ports.owners.values()].sort()).toEqual([...instances].sort());
  const aborted = model.turns.filter(({ signal }) => signal.aborted).map((lease) => lease.generation);
  const expired = model.turns.filter((lease) => model.expired.has(lease.generation));
  expect(aborted).toEqual(expired.map((lease) => lease.generation));
}

/** Whoever began has ended, once, or has failed; those passed in code lived once. */
function checkLives(journal: readonly string[]): void {
  const of = (what: string) =>
    journal.flatMap((line) => (line.endsWith(` ${what}`) ? [line.slice(0, -what.length - 1)] : []));
  expect([...of("deactivate"), ...of("fail")].sort()).toEqual(of("activate").sort());
  expect(new Set(of("activate")).size).toBe(of("activate").length);
  expect([of("initialize"), of("start"), of("stop")]).toEqual([CARRIED, CARRIED, CARRIED.toReversed()]);
}

/** The plugins of a generation stop in the reverse of the order in which they were activated. */
function checkEnd(journal: readonly string[], instances: readonly string[]): void {
  const of = (what: string) => journal.filter((line) => instances.some((id) => line === `${id} ${what}`));
  expect(of("activate")).toEqual(instances.map((id) => `${id} activate`));
  expect(of("deactivate")).toEqual(instances.toReversed().map((id) => `${id} deactivate`));
}

test("any sequence of edits, reloads and turns ends in the last good roster, and no turn ever sees a mixture", async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), play), { numRuns: 80 });
}, 60_000);
