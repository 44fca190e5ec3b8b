import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { asky, temporaryFolder } from "./run-asky.ts";

const FILES = ["config.toml", "plugins.toml", "policies/default.toml"];

describe("asky init", () => {
  test("makes commented files that change nothing, for the owner's eyes only", () => {
    const configDir = join(temporaryFolder(), "a", "b");
    const { code, stdout } = asky(["init", "--config-dir", configDir]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      `${configDir}\n  created  .\n  created  config.toml\n  created  plugins.toml\n  created  policies\n  created  policies/default.toml\n`,
    );
    for (const file of FILES) expect(statSync(join(configDir, file)).mode & 0o077).toBe(0);
    const question = asky(["ask", "--config-dir", configDir, "What time is it in Tokyo?"]);
    expect(question.code).toBe(0);
    expect(question.stderr).toBe('· Now time_zone="Asia/Tokyo"\n');
  });

  test("has every key of config.toml commented out, and valid without the comment", () => {
    const configDir = temporaryFolder();
    asky(["init"], { configDir });
    const text = readFileSync(join(configDir, "config.toml"), "utf8");
    writeFileSync(join(configDir, "config.toml"), text.replace(/^# (\w+ = )/gm, "$1"));
    const { stderr } = asky(["ask", "What time is it in Tokyo?"], { configDir });
    expect(stderr).not.toMatch(/CONFIG_/);
  });

  test("shows with --dry-run what it would make, and makes nothing", () => {
    const configDir = join(temporaryFolder(), "none");
    const { code, stdout } = asky(["init", "--dry-run"], { configDir });
    expect(code).toBe(0);
    expect(stdout).toContain("would create  policies/default.toml");
    expect(existsSync(configDir)).toBe(false);
  });

  test("overwrites nothing, and adds no policy where there are some", () => {
    const configDir = temporaryFolder({ "config.toml": "# mine\n", "policies/mine.toml": "" });
    const { stdout } = asky(["init", "--json"], { configDir });
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      configDir,
      dryRun: false,
      created: [join(configDir, "plugins.toml")],
      kept: [configDir, join(configDir, "config.toml"), join(configDir, "policies")],
    });
    expect(readFileSync(join(configDir, "config.toml"), "utf8")).toBe("# mine\n");
    expect(existsSync(join(configDir, "policies", "default.toml"))).toBe(false);
  });

  test("says what stands in its way", () => {
    const file = join(temporaryFolder({ taken: "" }), "taken", "config");
    const { code, stderr } = asky(["init", "--config-dir", file]);
    expect(code).toBe(1);
    expect(stderr).toContain("CLI_UNWRITABLE");
  });
});
