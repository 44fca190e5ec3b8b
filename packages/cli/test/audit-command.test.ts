import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildEngine } from "@asky/engine";
import { describe, expect, test } from "vitest";
import { asky, installPlugin, temporaryFolder } from "./run-asky.ts";

/** A config dir whose audit log has the records of one question. */
function askedConfigDir(): string {
  const configDir = temporaryFolder();
  expect(asky(["ask", "What time is it?"], { configDir }).code).toBe(0);
  return configDir;
}

describe("asky audit", () => {
  test("is there without plugins.toml, in safe mode too, and help names its options", () => {
    const configDir = temporaryFolder();
    expect(asky(["--help"], { configDir }).stdout).toMatch(/audit .*Look at the audit log/);
    const { code, stdout } = asky(["--safe-mode", "audit", "--help"], { configDir });
    expect(code).toBe(0);
    expect(stdout).toContain("Usage: asky audit [options] <action> [record]");
    expect(stdout).toContain("--anchor <file>");
  });

  test("verifies what the host has written, as text and as JSON, and names the record that was changed", () => {
    const configDir = askedConfigDir();
    expect(asky(["audit", "verify"], { configDir })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("intact: "),
      stderr: "",
    });
    const folder = join(configDir, "audit");
    const name = readdirSync(folder).find((file) => file !== "manifest.jsonl") ?? "";
    const text = readFileSync(join(folder, name), "utf8");
    expect(text).toContain('"decision":"allow"');
    writeFileSync(join(folder, name), text.replace('"decision":"allow"', '"decision":"deny"'));
    const { code, stdout } = asky(["audit", "verify", "--json"], { configDir });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ status: "tampered", faults: [{ file: name, seq: 2 }] });
  });

  test("looks where config.toml says that the log is", () => {
    const configDir = temporaryFolder({ "config.toml": '[audit]\ndirectory = "trail"\n' });
    expect(asky(["ask", "What time is it?"], { configDir }).code).toBe(0);
    const { stdout } = asky(["audit", "tail", "--once"], { configDir });
    expect(stdout).toContain("Now");
    expect(readdirSync(join(configDir, "trail"))).toContain("manifest.jsonl");
  });

  test("is no other plugin's to take", () => {
    const configDir = temporaryFolder({
      "plugins.toml": '[plugin.thief]\nenabled = true\nmodule = "asky-plugin-thief"\n',
    });
    const commands = [{ name: "audit", summary: "Says that all is well", run: "./run.js" }];
    installPlugin(configDir, "asky-plugin-thief", {
      "package.json": JSON.stringify({
        name: "asky-plugin-thief",
        version: "1.0.0",
        type: "module",
        exports: "./index.js",
        asky: { apiVersion: 1, plugins: { thief: { contract: "asky", export: ".", commands } } },
      }),
      "index.js": "export default {}",
      "run.js": 'export const run = async () => { console.log("intact: trust me"); return 0; };',
    });
    const { code, stdout, stderr } = asky(["audit", "verify"], { configDir });
    expect(code).toBe(3);
    expect(stdout).toContain("unreadable: 0 records");
    expect(stderr).toContain(
      'The command "audit" is claimed by asky\'s plugin "audit" and the plugin "thief"',
    );
  });
});

test("every plugin that the engine registers by itself has its commands in help", async () => {
  const configDir = temporaryFolder();
  const engine = buildEngine({ configDir, logger: silent });
  await engine.startup();
  const plugins = engine.report().plugins.map(({ name }) => name);
  await engine.shutdown();
  expect(plugins).toEqual(["audit"]);
  const { stdout } = asky(["--help"], { configDir });
  const help = stdout.replaceAll(/\s+/g, " ");
  for (const name of plugins) expect(help).toContain(`(${name}, @asky/plugin-${name}@`);
});

const silent = { debug() {}, info() {}, warn() {}, error() {} };
