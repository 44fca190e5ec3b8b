import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Fault } from "@asky/fault-zoo";

/** Healthy Asky plugins. Their names stand before, between and after those of the zoo. */
export const ASKY_HERD: readonly string[] = [
  ...["aardvark", "alpaca", "bison", "camel", "deer", "emu", "finch", "gazelle", "ibis", "jaguar"],
  ...["lion", "okapi", "quail", "yak"],
];

/** Healthy Tether plugins. */
export const TETHER_HERD: readonly string[] = ["cheetah", "gecko", "kiwi", "puma", "turkey", "zebra"];

export const HERD: readonly string[] = [...ASKY_HERD, ...TETHER_HERD].sort();

/** One entry of a roster. */
interface Entry {
  readonly plugin: string;
  readonly module: string;
  readonly hasDeadline: boolean;
}

/** What a healthy plugin tells of what it lives through: the service `witness` of the host. */
export type Witness = (plugin: string, what: string) => void;

/**
 * A folder whose `node_modules` holds the zoo and twenty healthy plugins, and in it a configuration directory for each
 * fault: the faulty plugin is one entry among twenty, its package's name and its own telling nothing.
 */
export class Paddock {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async create(): Promise<Paddock> {
    const paddock = new Paddock(await realpath(await mkdtemp(join(tmpdir(), "asky-zoo-"))));
    for (const name of ["sdk", "fault-zoo"]) {
      const link = join(paddock.path, "node_modules", "@asky", name);
      await mkdir(dirname(link), { recursive: true });
      await symlink(dirname(dirname(fileURLToPath(import.meta.resolve(`@asky/${name}`)))), link);
    }
    for (const name of ASKY_HERD) await paddock.#install(name, askySource(name));
    for (const name of TETHER_HERD) await paddock.#install(name, tetherSource(name));
    return paddock;
  }

  /** Makes the configuration directory of one fault, and returns its path. */
  async hide(fault: Fault): Promise<string> {
    const entries = entriesOf(fault);
    for (const { plugin, module } of entries) {
      const name = JSON.stringify(module);
      await this.#install(plugin, `export * from ${name};\nexport { default } from ${name};\n`);
    }
    const hidden = entries.map((entry) => ({ ...entry, module: `asky-plugin-${entry.plugin}` }));
    return this.#configure(fault.id, hidden);
  }

  /** Makes one configuration directory for many faults, under the names of their own modules. */
  gather(faults: readonly Fault[]): Promise<string> {
    return this.#configure("together", faults.flatMap(entriesOf));
  }

  async #configure(folder: string, faulty: readonly Entry[]): Promise<string> {
    const healthy = HERD.map((plugin) => ({ plugin, module: `asky-plugin-${plugin}`, hasDeadline: false }));
    const entries = [...healthy, ...faulty]
      .sort((a, b) => (a.plugin < b.plugin ? -1 : 1))
      .map(({ plugin, module, hasDeadline }) => {
        const limit = hasDeadline ? "" : "timeout_ms = 0\n";
        return `[plugin.${plugin}]\nmodule = "${module}"\n${limit}`;
      });
    const configDir = join(this.path, folder);
    await mkdir(configDir);
    await writeFile(join(configDir, "plugins.toml"), entries.join("\n"));
    return configDir;
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }

  async #install(plugin: string, source: string): Promise<void> {
    const folder = join(this.path, "node_modules", `asky-plugin-${plugin}`);
    await mkdir(folder, { recursive: true });
    const json = { name: `asky-plugin-${plugin}`, version: "1.0.0", type: "module", exports: "./index.js" };
    await writeFile(join(folder, "package.json"), JSON.stringify(json));
    await writeFile(join(folder, "index.js"), source);
  }
}

/** Only those that run out of time have a deadline, so that a manual clock has no other timers. */
function entriesOf({ plugin, module, companion, needs }: Fault): readonly Entry[] {
  const hasDeadline = needs === "deadline";
  return [{ plugin, module }, ...(companion ? [companion] : [])].map((one) => ({ ...one, hasDeadline }));
}

/** Registers on every point and leaves its name in the prompt. */
function askySource(name: string): string {
  return `
    import { defineAskyPlugin, HOOK_POINTS } from "@asky/sdk";
    export default defineAskyPlugin({
      name: "${name}",
      activate({ hooks, eventBus, services, defer }) {
        const tell = services.get("witness");
        for (const point of HOOK_POINTS.filter((one) => one !== "system_prompt_extend"))
          hooks.register(point, () => tell("${name}", point));
        hooks.register("system_prompt_extend", (prompt) => prompt + " ${name}");
        eventBus.subscribe("message.in", () => tell("${name}", "message.in"));
        defer(() => tell("${name}", "stopped"));
      },
    });`;
}

function tetherSource(name: string): string {
  return `
    import { defineTetherPlugin } from "@asky/sdk";
    export default defineTetherPlugin({
      meta: { name: "${name}", version: "1.0.0" },
      async initialize({ eventBus, services, defer }) {
        const tell = services.get("witness");
        eventBus.subscribe("message.in", async () => tell("${name}", "message.in"));
        eventBus.subscribe("tool.allowed", async () => tell("${name}", "tool.allowed"));
        defer(async () => tell("${name}", "stopped"));
      },
    });`;
}
