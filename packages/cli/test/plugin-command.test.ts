import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { diceConfigDir } from "./dice.ts";
import { asky, installPlugin, startAsky } from "./run-asky.ts";

describe("a plugin's command", () => {
  test("gets its arguments, options and checked configuration, and starts no plugin", () => {
    const configDir = diceConfigDir({ "plugins/dice.toml": "luck = 3\n" });
    const { code, stdout, stderr } = asky(["dice", "plain", "a", "b", "--sides", "8"], { configDir });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      positional: ["plain", "a", "b"],
      options: { sides: "8" },
      config: { luck: 3 },
      dataDir: "/plugins/dice",
    });
    expect(JSON.parse(asky(["dice", "plain"], { configDir }).stdout)).toMatchObject({
      options: { sides: 6 },
    });
  });

  test("starts its plugin when it asks for a service, and ends with its own code", () => {
    const { code, stdout } = asky(["dice", "service", "--sides", "4"], { configDir: diceConfigDir() });
    expect(code).toBe(7);
    expect(stdout).toBe("dice is awake\nrolled 4\n");
  });

  test.each([
    ["throw", "CLI_COMMAND_FAILED", "no luck"],
    ["odd", "CLI_COMMAND_FAILED", 'it ended with "fine" instead of an exit code'],
    ["missing", "CLI_SERVICE_MISSING", '"nobody_offers_this"'],
  ])("that has the fault %j is named with its plugin", (what, code, message) => {
    const outcome = asky(["dice", what], { configDir: diceConfigDir() });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain(`(${code})`);
    expect(outcome.stderr).toContain(message);
    expect(outcome.stderr).toContain('plugin "dice"');
  });

  test("is not run with a configuration that is wrong", () => {
    const configDir = diceConfigDir({ "plugins/dice.toml": 'luck = "much"\n' });
    const { code, stdout, stderr } = asky(["dice", "plain"], { configDir });
    expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
    expect(stderr).toContain("CONFIG_INVALID");
  });

  test("hears of an interrupt", async () => {
    const running = startAsky(["dice", "wait"], { configDir: diceConfigDir() });
    await running.until("waiting");
    running.kill("SIGTERM");
    expect((await running.ended).code).toBe(143);
  });

  test("has a help of its own", () => {
    const { stdout } = asky(["help", "dice"], { configDir: diceConfigDir() });
    expect(stdout).toContain("Usage: asky dice [options] <what> [more...]");
    expect(stdout).toContain("--sides <count>");
  });

  test("takes no name that asky or another plugin has", () => {
    const configDir = diceConfigDir({
      "plugins.toml": ["dice", "cards"]
        .map((name) => `[plugin.${name}]\nenabled = true\nmodule = "asky-plugin-${name}"\n`)
        .join("\n"),
    });
    const command = (name: string): object => ({ name, summary: "x", run: "./run.js" });
    const plugins = {
      cards: {
        contract: "asky",
        export: ".",
        commands: [command("dice"), command("ask"), command("Bad Name")],
      },
    };
    installPlugin(configDir, "asky-plugin-cards", {
      "package.json": JSON.stringify({
        name: "asky-plugin-cards",
        version: "1.0.0",
        type: "module",
        exports: "./index.js",
        asky: { apiVersion: 1, plugins },
      }),
      "index.js": "export default {}",
    });
    const { stdout, stderr } = asky(["--help"], { configDir });
    expect(stderr).toContain('The command "dice" is claimed by the plugin "dice" and the plugin "cards"');
    expect(stderr).toContain('The command "ask" is claimed by asky itself and the plugin "cards"');
    expect(stderr).toContain('The command "Bad Name" of the plugin "cards" cannot be used');
    expect(stdout).not.toMatch(/\(dice, |\(cards, /);
    expect(asky(["dice", "plain"], { configDir }).code).toBe(2);
  });

  test("cannot be loaded from outside of its package", () => {
    const configDir = diceConfigDir();
    const folder = join(configDir, "node_modules", "asky-plugin-away");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(configDir, "away.js"), "export const run = async () => 0;");
    const plugins = {
      away: {
        contract: "asky",
        export: ".",
        commands: [{ name: "away", summary: "x", run: "./../../away.js" }],
      },
    };
    installPlugin(configDir, "asky-plugin-away", {
      "package.json": JSON.stringify({
        name: "asky-plugin-away",
        version: "1.0.0",
        type: "module",
        exports: "./index.js",
        asky: { apiVersion: 1, plugins },
      }),
      "index.js": "export default {}",
    });
    writeFileSync(
      join(configDir, "plugins.toml"),
      '[plugin.away]\nenabled = true\nmodule = "asky-plugin-away"\n',
    );
    expect(asky(["away"], { configDir }).code).toBe(2);
  });
});
