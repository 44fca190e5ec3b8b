import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PluginManager, type PluginManagerOptions } from "@asky/manager";
import type { PluginReport, Problem } from "@asky/sdk";

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A real configuration directory of its own, with the SDK installed in it. */
export class ConfigDir {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  static async create(): Promise<ConfigDir> {
    const dir = new ConfigDir(await realpath(await mkdtemp(join(tmpdir(), "asky-config-"))));
    const sdk = dirname(dirname(fileURLToPath(import.meta.resolve("@asky/sdk"))));
    await mkdir(join(dir.path, "node_modules", "@asky"), { recursive: true });
    await symlink(sdk, join(dir.path, "node_modules", "@asky", "sdk"));
    return dir;
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }

  file(path: string): string {
    return join(this.path, path);
  }

  async write(path: string, content: string | Uint8Array): Promise<void> {
    await mkdir(dirname(this.file(path)), { recursive: true });
    await writeFile(this.file(path), content);
  }

  /** Puts a package of one module into node_modules. */
  async install(name: string, source: string, packageJson: object = {}): Promise<void> {
    const json = { name, version: "1.2.3", type: "module", exports: "./index.js", ...packageJson };
    await this.write(`node_modules/${name}/package.json`, JSON.stringify(json));
    await this.write(`node_modules/${name}/index.js`, source);
  }

  /** Discovers and loads; `roster` is written first. */
  async load(roster?: string, options: PluginManagerOptions = {}): Promise<PluginManager> {
    if (roster !== undefined) await this.write("plugins.toml", roster);
    const manager = new PluginManager({}, this.path, { logger: silent, ...options });
    await manager.discoverAndLoad();
    return manager;
  }

  /** The same, and activates. */
  async activate(roster: string, options: PluginManagerOptions = {}): Promise<PluginManager> {
    const manager = await this.load(roster, options);
    await manager.activateAll();
    return manager;
  }
}

/** One plugin's part of the report. */
export function reportOf(manager: PluginManager, name: string): PluginReport {
  const plugin = manager.report().plugins.find((one) => one.name === name);
  if (!plugin) throw new Error(`The report has no plugin "${name}".`);
  return plugin;
}

/** The only problem of a plugin. */
export function problemOf(manager: PluginManager, name: string): Problem {
  const { problems } = reportOf(manager, name);
  const [problem] = problems;
  if (!problem || problems.length > 1) throw new Error(`"${name}" has ${problems.length} problems, not one.`);
  return problem;
}

/** A module whose default export is an Asky plugin that leaves what it is given where a test finds it. */
export function plainPlugin(name: string, extra = ""): string {
  return `export default { name: ${JSON.stringify(name)}, activate(context) { ${extra} } };\n`;
}
