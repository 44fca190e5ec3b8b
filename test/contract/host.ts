import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PluginManager, type PluginManagerOptions, type ScopableLogger } from "@asky/manager";
import type { HostConfig, Logger, PluginManifest, PluginReport } from "@asky/sdk";
import { onTestFinished } from "vitest";

/** What stands in a config directory. */
export interface Files {
  /** Text of `plugins.toml`; none when left out. */
  readonly roster?: string;
  /** Source of each installed package's only module, by npm name. */
  readonly packages?: Readonly<Record<string, string>>;
  /** The plugins in a package's manifest, by npm name. */
  readonly manifests?: Readonly<Record<string, Readonly<Record<string, PluginManifest>>>>;
  /** Text of `plugins/<name>.toml`, by plugin name. */
  readonly configs?: Readonly<Record<string, string>>;
}

const packagesFolder = dirname(dirname(dirname(fileURLToPath(import.meta.resolve("@asky/sdk")))));

/** A fresh folder that is gone after the test. */
export function createFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "asky-contract-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A real config directory, with `@asky/sdk` and the little packages installed in it. */
export function createConfigDir({ roster, packages = {}, manifests = {}, configs = {} }: Files): string {
  const folder = createFolder();
  if (roster !== undefined) writeFileSync(join(folder, "plugins.toml"), roster);
  linkPackage(folder, "sdk");
  for (const [name, source] of Object.entries(packages)) {
    const directory = join(folder, "node_modules", name);
    mkdirSync(directory, { recursive: true });
    const plugins = manifests[name];
    const asky = plugins && { apiVersion: 1, plugins };
    const json = { name, version: "1.0.0", type: "module", exports: "./index.js", asky };
    writeFileSync(join(directory, "package.json"), JSON.stringify(json));
    writeFileSync(join(directory, "index.js"), source);
  }
  for (const [name, text] of Object.entries(configs)) {
    mkdirSync(join(folder, "plugins"), { recursive: true });
    writeFileSync(join(folder, "plugins", `${name}.toml`), text);
  }
  return folder;
}

/** Installs one of the workspace's packages, as built. */
export function linkPackage(configDir: string, folder: string): void {
  mkdirSync(join(configDir, "node_modules", "@asky"), { recursive: true });
  symlinkSync(join(packagesFolder, folder), join(configDir, "node_modules", "@asky", folder), "junction");
}

declare global {
  /** Where the little packages write down what happens to them. */
  var trace: string[];
}

/** An empty trace. */
export function startTrace(): string[] {
  globalThis.trace = [];
  return globalThis.trace;
}

/** One entry of a log. */
export interface LogEntry {
  readonly scope: string;
  readonly level: keyof Logger;
  readonly message: string;
}

/** A logger that remembers. */
export function createMemoryLogger(): ScopableLogger & { readonly entries: LogEntry[] } {
  const entries: LogEntry[] = [];
  const scoped = (scope: string): Required<ScopableLogger> => {
    const write = (level: keyof Logger) => (message: string) => void entries.push({ scope, level, message });
    return {
      debug: write("debug"),
      info: write("info"),
      warn: write("warn"),
      error: write("error"),
      child: scoped,
    };
  };
  return { ...scoped("asky"), entries };
}

/** A manager on a config directory, with what it logged. */
export function createManager(files: Files, options: PluginManagerOptions = {}, config: HostConfig = {}) {
  const configDir = createConfigDir(files);
  const logger = createMemoryLogger();
  const manager = new PluginManager(config, configDir, { logger, ...options });
  onTestFinished(() => manager.deactivateAll());
  return { manager, configDir, log: logger.entries };
}

/** The same, started. */
export async function startManager(
  files: Files,
  options: PluginManagerOptions = {},
  config: HostConfig = {},
) {
  const host = createManager(files, options, config);
  await host.manager.discoverAndLoad();
  await host.manager.activateAll();
  await host.manager.startAll();
  return host;
}

/** The report of one plugin. */
export function reportOf(manager: PluginManager, name: string): PluginReport {
  const report = manager.report().plugins.find((plugin) => plugin.name === name);
  if (report === undefined) throw new Error(`The report has no plugin "${name}".`);
  return report;
}

/** The codes of all problems, with their plugins. */
export function problemsOf(manager: PluginManager): string[] {
  const { plugins, problems } = manager.report();
  const own = plugins.flatMap((plugin) => plugin.problems.map(({ code }) => `${plugin.name} ${code}`));
  return [...own, ...problems.map(({ code, plugin }) => `${plugin ?? "-"} ${code}`)].sort();
}
