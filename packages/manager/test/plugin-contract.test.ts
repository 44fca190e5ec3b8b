import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, symlink } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  assertContract,
  type ContractReport,
  formatContractReport,
  type PluginContractOptions,
  runPluginContract,
} from "@asky/manager/testing";
import { type AskyPluginContext, defineAskyPlugin, defineTetherPlugin } from "@asky/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BROKEN_PLUGINS } from "./broken-plugins.ts";
import { ConfigDir } from "./config-dir.ts";

const folder = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

const rulesWith = ({ rules }: ContractReport, verdict: string) =>
  rules.filter((rule) => rule.verdict === verdict).map(({ id }) => id);

/** Packages that break a rule; what is wrong with each shows only from outside. */
const BROKEN_PACKAGES = [
  {
    rule: "identity/is-one-plugin",
    source: `
      export const first = { name: "broken", activate() {} };
      export const second = { name: "other", activate() {} };`,
  },
  {
    rule: "manifest/fits-the-plugin",
    source: `export default { name: "broken", dependencies: ["other"], activate() {} };`,
    manifest: { contract: "asky", export: "." },
  },
  {
    rule: "manifest/agrees-with-the-code",
    source: `
      const activate = ({ hooks }) => void hooks.register("session_end", () => {});
      export default { name: "broken", activate };`,
    manifest: { contract: "asky", export: ".", hooks: ["session_start"], tools: ["search"] },
  },
  {
    rule: "config/wrong-types-are-refused",
    source: `
      const configSchema = { "~standard": { version: 1, vendor: "broken", validate: (value) => ({ value }) } };
      export default { name: "broken", configSchema, activate() {} };`,
    manifest: { contract: "asky", export: ".", configSchema: "./schema.json" },
  },
  {
    rule: "lifecycle/leaves-nothing-behind",
    source: `export default { name: "broken", activate: () => void setInterval(() => {}, 60_000) };`,
  },
  {
    rule: "sdk/accepts-a-second-copy",
    source: `
      import { PluginError } from "@asky/sdk";
      function activate({ hooks }) {
        try {
          hooks.register("no_such_point", () => {});
        } catch (error) {
          if (!(error instanceof PluginError)) throw error;
        }
      }
      export default { name: "broken", activate };`,
  },
] as const;

/** Plugin, package, and what the suite is told about it. */
const FIRST_PARTY: readonly (readonly [string, string, PluginContractOptions])[] = [
  ["audit", "packages/plugin-audit", {}],
  ["manual_persona_creator", "packages/plugin-persona", { sharedDirs: ["plugins/persona_manager"] }],
  ["persona_manager", "packages/plugin-persona", {}],
  ["gui_server", "packages/plugin-gui-server", {}],
];

const packageOf = (rule: string): string => `asky-plugin-${rule.replace("/", "-")}`;

/** Judges all of them in a process of its own, without a test framework, and ends by itself. */
const PLAIN_SCRIPT = `
  import { runPluginContract } from "@asky/manager/testing";
  const reports = {};
  for (const name of process.argv.slice(2)) {
    reports[name] = await runPluginContract({ package: name, name: "broken" });
  }
  console.log(JSON.stringify(reports));`;

let dir: ConfigDir;
let reports: Readonly<Record<string, ContractReport>>;

beforeAll(async () => {
  dir = await ConfigDir.create();
  const manager = dirname(dirname(fileURLToPath(import.meta.resolve("@asky/manager"))));
  await symlink(manager, dir.file("node_modules/@asky/manager"));
  for (const { rule, source, ...rest } of BROKEN_PACKAGES) {
    const asky = "manifest" in rest && { apiVersion: 1, plugins: { broken: rest.manifest } };
    await dir.install(packageOf(rule), source, asky ? { asky } : {});
    const schema = { type: "object", properties: { port: { type: "integer" } } };
    await dir.write(`node_modules/${packageOf(rule)}/schema.json`, JSON.stringify(schema));
  }
  await dir.write("judge.mjs", PLAIN_SCRIPT);
  const names = BROKEN_PACKAGES.map(({ rule }) => packageOf(rule));
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ["judge.mjs", ...names], { cwd: dir.path, timeout: 60_000 });
  reports = JSON.parse(stdout) as typeof reports;
}, 60_000);
afterAll(() => dir.remove());

describe("runPluginContract", { timeout: 60_000 }, () => {
  test("judges every plugin that a package of the workspace has in its manifest", async () => {
    const json = async (name: string) =>
      JSON.parse(await readFile(folder(`packages/${name}/package.json`), "utf8")) as {
        readonly asky?: { readonly plugins: object };
      };
    const names = await readdir(folder("packages"));
    const manifests = await Promise.all(names.map(json));
    const plugins = manifests.flatMap(({ asky }) => Object.keys(asky?.plugins ?? {}));
    expect(plugins.sort()).toEqual(FIRST_PARTY.map(([name]) => name).sort());
  });

  test.each(FIRST_PARTY)("finds that %s keeps the contract", async (name, path, options) => {
    const report = await runPluginContract({ package: folder(path), name }, options);
    assertContract(report);
    expect(rulesWith(report, "not_judged")).toEqual([]);
    expect(report.passed).toBeGreaterThan(20);
  });

  test.each(BROKEN_PLUGINS.map((plugin) => [plugin.rule, plugin] as const))(
    "finds out a plugin that breaks %s",
    async (rule, { subject, options }) => {
      const report = await runPluginContract(subject, options);
      expect(rulesWith(report, "failed")).toEqual([rule]);
      const broken = report.rules.find(({ id }) => id === rule);
      expect([broken?.detail, broken?.fix].every((text) => (text ?? "").length > 10)).toBe(true);
      expect(() => assertContract(report)).toThrow(rule);
    },
  );

  test.each(BROKEN_PACKAGES)("finds out, in a plain script, a package that breaks $rule", ({ rule }) => {
    expect(rulesWith(reports[packageOf(rule)] as ContractReport, "failed")).toEqual([rule]);
  });

  test("finds out a package whose key in plugins.toml is another name", async () => {
    const report = await runPluginContract({
      package: dir.file(`node_modules/${packageOf("sdk/accepts-a-second-copy")}`),
      name: "other",
    });
    expect(rulesWith(report, "failed")).toEqual(["identity/name-is-legal"]);
    expect(report.passed).toBe(0);
  });

  test("has no rule that a plugin cannot break", async () => {
    const report = await runPluginContract(defineAskyPlugin({ name: "healthy", activate: () => {} }));
    const breakable = new Set([...BROKEN_PLUGINS, ...BROKEN_PACKAGES].map(({ rule }) => rule));
    expect(report.rules.map(({ id }) => id).filter((id) => !breakable.has(id))).toEqual([]);
    expect(breakable.size).toBeGreaterThanOrEqual(10);
    expect(new Set(report.rules.map(({ id }) => id)).size).toBe(report.rules.length);
  });

  test("gives the plugin what the author says: configuration, services, dependencies, tools to skip", async () => {
    const seen = new Set<string>();
    const subject = () =>
      defineAskyPlugin({
        name: "client",
        dependencies: ["database", "cache"],
        activate({ config, services, hooks, globalConfig }: AskyPluginContext) {
          seen.add(JSON.stringify([config, globalConfig, services.get("embed" as never)]));
          hooks.register("tool_registry_build", ({ registry }) => {
            const schema = { name: "deploy", description: "Deploys." };
            registry.register({ name: "deploy", schema, executor: () => void seen.add("deployed") as never });
          });
        },
      });
    const database = () =>
      defineTetherPlugin({
        meta: { name: "database", version: "1.0.0" },
        initialize: () => void seen.add("database"),
      });
    const report = await runPluginContract(subject, {
      config: { region: "north" },
      hostConfig: { model: { provider: "offline" } },
      services: () => ({ embed: "by the author" }) as object,
      dependencies: () => [database()],
      skipTools: ["deploy"],
    });
    assertContract(report);
    const host = '{"model":{"provider":"offline"}}';
    expect(seen).toContain(`[{"region":"north"},${host},"by the author"]`);
    expect(seen).toContain("database");
    expect(seen).not.toContain("deployed");
  });

  test("says what to pass when it is given something else", async () => {
    class Notes {
      readonly meta = { name: "notes", version: "1.0.0" };
      async initialize() {}
      async start() {}
      async stop() {}
    }
    await expect(runPluginContract(new Notes())).rejects.toThrow("() => new MyPlugin(options)");
    await expect(runPluginContract(null as never)).rejects.toThrow("Pass a plugin");
    await expect(runPluginContract({ package: "./nowhere", name: "a" })).rejects.toThrow("no package.json");
    await expect(runPluginContract({ package: "no-such-package", name: "a" })).rejects.toThrow("Install it");
    await expect(runPluginContract({ package: "/tmp", name: "A b" })).rejects.toThrow("plugins.toml");
  });

  test("leaves nothing behind: no directory, no patch of the process", async () => {
    const patched = () => [process.emit, process.exit, process.stdout.write, console.log, queueMicrotask];
    const functions = patched();
    // A folder of its own, since other tests make temporary directories at the same time.
    const { TMPDIR } = process.env;
    const tmp = dir.file("tmp");
    await mkdir(tmp);
    process.env.TMPDIR = tmp;
    try {
      await runPluginContract({ package: folder("packages/plugin-audit"), name: "audit" });
    } finally {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
    }
    expect(await readdir(tmp)).toEqual([]);
    expect(patched()).toEqual(functions);
  });

  test("sees the plugin only: what other code prints or lets escape meanwhile goes where it always went", async () => {
    const escaped: unknown[] = [];
    const listener = (error: unknown) => void escaped.push(error);
    const listeners = process.rawListeners("unhandledRejection") as ((error: unknown) => void)[];
    process.removeAllListeners("unhandledRejection").on("unhandledRejection", listener);
    try {
      const running = runPluginContract(defineAskyPlugin({ name: "healthy", activate: () => {} }));
      void Promise.reject("not the plugin's");
      const report = await running;
      expect(report.failed).toBe(0);
      expect(escaped).toEqual(["not the plugin's"]);
    } finally {
      process.removeAllListeners("unhandledRejection");
      for (const one of listeners) process.on("unhandledRejection", one);
    }
  });

  test("judges two plugins at the same time", async () => {
    const noisy = () => defineAskyPlugin({ name: "noisy", activate: () => console.log("I am here.") });
    const [quiet, loud] = await Promise.all([
      runPluginContract(defineAskyPlugin({ name: "healthy", activate: () => {} })),
      runPluginContract(noisy),
    ]);
    expect(quiet.failed).toBe(0);
    expect(rulesWith(loud, "failed")).toEqual(["surroundings/stdout-is-left-alone"]);
  });
});

describe("a report", { timeout: 60_000 }, () => {
  test("is frozen JSON and reads as text, with escapes of what a plugin has put in", async () => {
    const report = await runPluginContract(() =>
      defineAskyPlugin({
        name: "broken",
        activate: () => {
          throw new Error("\u001b[2J is not obeyed.");
        },
      }),
    );
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(Object.isFrozen(report) && report.rules.every(Object.isFrozen)).toBe(true);
    const text = formatContractReport(report);
    expect(text.split("\n")[0]).toBe("broken: 3 kept, 1 broken, 1 not applicable, 28 not judged");
    expect(text).toContain("✖ lifecycle/activates");
    expect(text).toContain("\\u{1b}[2J is not obeyed.");
    expect(text).toContain("    → Mend what activate()");
    expect(text).not.toContain("\u001b");
    expect(formatContractReport(report, { color: true })).toContain("\u001b[31m✖");
  });
});
