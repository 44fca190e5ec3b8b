import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  asky,
  installPlugin,
  type Outcome,
  type RunningAsky,
  startAsky,
  temporaryFolder,
} from "./run-asky.ts";

const ROSTER = '[plugin.web]\nenabled = true\nmodule = "asky-plugin-web"\n';

/** A config dir whose plugins have a server each. */
function serverConfigDir(): string {
  const configDir = temporaryFolder({ "plugins.toml": ROSTER });
  for (const name of ["web", "api"]) {
    const plugin = `asky-plugin-${name}`;
    const manifest = { name: plugin, version: "1.0.0", type: "module", exports: "./index.js" };
    const plugins = { [name]: { contract: "asky", export: "." } };
    installPlugin(configDir, plugin, {
      "package.json": JSON.stringify({ ...manifest, asky: { apiVersion: 1, plugins } }),
      "index.js": `
import { defineAskyPlugin } from "@asky/sdk";
let isUp = false;
export default defineAskyPlugin({
  name: "${name}",
  activate({ hooks }) {
    hooks.register("daemon_server_register", ({ registerServer }) => {
      registerServer({
        name: "${name}_server",
        start: async () => { isUp = true; console.log("${name} is up"); },
        stop: async () => { isUp = false; console.log("${name} is down"); },
        isRunning: () => isUp,
      });
    });
  },
});
`,
    });
  }
  return configDir;
}

interface Status {
  readonly schemaVersion: number;
  readonly pid: number;
  readonly log?: string;
  readonly servers: readonly { readonly name: string; readonly isRunning: boolean }[];
  readonly report: { readonly plugins: readonly { readonly name: string }[] };
}

function statusOf(configDir: string): Status {
  const { code, stdout } = asky(["daemon", "status", "--json"], { configDir });
  expect(code).toBe(0);
  return JSON.parse(stdout) as Status;
}

/** Starts one in the foreground and waits until it answers. */
async function runDaemon(configDir: string, ...words: readonly string[]): Promise<RunningAsky> {
  const daemon = startAsky(["daemon", "run", ...words], { configDir });
  await daemon.until("Ctrl-C stops it");
  return daemon;
}

function codeOf({ stdout }: Outcome): string {
  return (JSON.parse(stdout) as { error: { code: string } }).error.code;
}

describe("asky daemon start --detach", () => {
  test("leaves a daemon that answers, refuses a second one, reloads its roster, and stops", () => {
    const configDir = serverConfigDir();
    const started = asky(["daemon", "start", "--detach", "--json"], { configDir });
    expect(started).toMatchObject({ code: 0, stderr: "" });
    const { schemaVersion, pid, log = "", servers } = JSON.parse(started.stdout) as Status;
    onTestFinished(() => killIfAlive(pid));
    expect(schemaVersion).toBe(1);
    expect(servers).toMatchObject([{ name: "web_server", isRunning: true }]);
    expect(statusOf(configDir).pid).toBe(pid);

    for (const words of [["start"], ["start", "--detach"], ["run"]]) {
      const second = asky(["daemon", ...words, "--json"], { configDir });
      expect([second.code, codeOf(second)]).toEqual([5, "DAEMON_RUNNING"]);
    }

    writeFileSync(join(configDir, "plugins.toml"), `${ROSTER}${ROSTER.replaceAll("web", "api")}`);
    const reloaded = asky(["daemon", "reload"], { configDir });
    expect(reloaded).toMatchObject({ code: 0, stdout: "Generation 2 runs.\n  added api\n  restarted web\n" });
    expect(statusOf(configDir).servers).toMatchObject([
      { name: "api_server", isRunning: true },
      { name: "web_server", isRunning: true },
    ]);
    const { stdout } = asky(["daemon", "status"], { configDir });
    expect(stdout).toMatch(/✔ {2}api_server {2}runs {2}of api\n/);
    expect(stdout).toMatch(/✔ web +started/);

    expect(asky(["daemon", "stop"], { configDir })).toMatchObject({
      code: 0,
      stdout: `The daemon has stopped; it was process ${pid}.\n`,
    });
    expect(readdirSync(configDir).filter((name) => name.startsWith("daemon"))).toEqual(["daemon.log"]);
    expect(log).toBe(join(configDir, "daemon.log"));
    expect(statSync(log).mode & 0o777).toBe(0o600);
    expect(readFileSync(log, "utf8")).toMatch(
      /web is up[\s\S]*web is down[\s\S]*api is up[\s\S]*web is up[\s\S]*web is down[\s\S]*api is down/,
    );
  });

  test("appends to a log that others could read before, and keeps it to its owner", () => {
    const configDir = temporaryFolder({ "daemon.log": "before\n" });
    chmodSync(join(configDir, "daemon.log"), 0o644);
    const { stdout } = asky(["daemon", "start", "--detach", "--json"], { configDir });
    const { pid, log = "" } = JSON.parse(stdout) as Status;
    onTestFinished(() => killIfAlive(pid));
    expect(asky(["daemon", "stop"], { configDir }).code).toBe(0);
    expect(readFileSync(log, "utf8")).toMatch(/^before\n[\s\S]*process +\d+/);
    expect(statSync(log).mode & 0o777).toBe(0o600);
  });

  test("that cannot start says why", () => {
    const long = join(temporaryFolder(), "d".repeat(120));
    const { code, stdout, stderr } = asky(["daemon", "start", "--detach"], { configDir: long });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("cannot listen on");
    expect(stderr).toContain("did not start. It ended with 1");
  });
});

describe("asky daemon", () => {
  test.each([["status"], ["stop"], ["reload"], ["interrupt"]])("%s says that none runs, with 3", (verb) => {
    const outcome = asky(["daemon", verb, "--json"]);
    expect([outcome.code, codeOf(outcome)]).toEqual([3, "DAEMON_NOT_RUNNING"]);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("run stops its servers on %s and ends with %i", async (signal, exitCode) => {
    const configDir = serverConfigDir();
    const daemon = await runDaemon(configDir);
    daemon.kill(signal);
    const { code, stdout, stderr } = await daemon.ended;
    expect(code).toBe(exitCode);
    expect(stdout).toMatch(/web_server {2}runs/);
    expect(stderr).toContain("web is down");
    expect(existsSync(join(configDir, "daemon.lock"))).toBe(false);
  });

  test("run ends with 0 when it is asked to stop, and says where it was", async () => {
    const configDir = serverConfigDir();
    const daemon = await runDaemon(configDir);
    expect(asky(["daemon", "interrupt", "home", "--json"], { configDir }).stdout).toContain('"turns": 0');
    expect(asky(["daemon", "interrupt", "home"], { configDir }).stderr).toContain(
      'Nothing runs in the chat "home".',
    );
    expect(asky(["daemon", "stop"], { configDir }).code).toBe(0);
    const { code, stderr } = await daemon.ended;
    expect(code).toBe(0);
    expect(stderr).toContain(`The daemon runs for "${configDir}".`);
    expect(stderr).toContain(`asky daemon stop --config-dir "${configDir}"`);
  });

  test("starts again at once where one was killed", async () => {
    const configDir = serverConfigDir();
    const killed = await runDaemon(configDir);
    killed.kill("SIGKILL");
    await killed.ended;
    expect(existsSync(join(configDir, "daemon.lock"))).toBe(true);
    expect(asky(["daemon", "status"], { configDir }).code).toBe(3);
    await runDaemon(configDir);
    expect(statusOf(configDir).servers).toMatchObject([{ isRunning: true }]);
  });

  test("reload that cannot be keeps the plugins and fails", async () => {
    const configDir = serverConfigDir();
    await runDaemon(configDir);
    writeFileSync(join(configDir, "plugins.toml"), "[plugin.web\n");
    const { code, stderr } = asky(["daemon", "reload"], { configDir });
    expect(code).toBe(1);
    expect(stderr).toContain("The plugins stay as they were, generation 1");
    expect(statusOf(configDir).servers).toMatchObject([{ name: "web_server", isRunning: true }]);
  });

  test("runs without the roster in safe mode", async () => {
    const configDir = serverConfigDir();
    await runDaemon(configDir, "--safe-mode");
    expect(statusOf(configDir)).toMatchObject({ servers: [], report: { plugins: [{ name: "audit" }] } });
  });

  test("charges what a plugin leaves behind to it, and goes on", async () => {
    const configDir = temporaryFolder({ "plugins.toml": ROSTER });
    installPlugin(configDir, "asky-plugin-web", {
      "package.json": JSON.stringify({
        name: "asky-plugin-web",
        version: "1.0.0",
        type: "module",
        exports: "./index.js",
        asky: { apiVersion: 1, plugins: { web: { contract: "asky", export: "." } } },
      }),
      "index.js": `
import { defineAskyPlugin } from "@asky/sdk";
export default defineAskyPlugin({
  name: "web",
  activate() { setTimeout(() => { throw new Error("left behind"); }, 20); },
});
`,
    });
    const daemon = await runDaemon(configDir);
    await daemon.until("left behind");
    const { report } = statusOf(configDir) as Status & { report: { plugins: { state: string }[] } };
    expect(report.plugins.find(({ name }) => name === "web")).toMatchObject({ state: "failed" });
  });
});

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended, as it should.
  }
}
