import { access, mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { defineTetherPlugin, type HostConfig } from "@asky/sdk";
import { expect, test } from "vitest";
import { makeEngine, startEngine } from "./running-engine.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const LIMITS = { max_model_calls: 16, max_tool_calls: 64, max_output_tokens: 64_000, max_turn_seconds: 600 };

/** Starts a host on a `config.toml` and says what plugins see of it, and what was reported. */
async function read(toml: string | undefined, given?: HostConfig) {
  const configDir = await temporaryFolder(toml === undefined ? {} : { "config.toml": toml });
  const seen: { config?: HostConfig } = {};
  const reader = defineTetherPlugin({
    meta: { name: "reader", version: "1.0.0" },
    initialize({ config }) {
      seen.config = config;
    },
  });
  const engine = await startEngine({ configDir, plugins: [reader], ...(given && { config: given }) });
  return { configDir, config: seen.config ?? {}, problems: engine.report().problems };
}

test("without a file the defaults hold", async () => {
  const { configDir, config, problems } = await read(undefined);
  expect(config).toEqual({
    model: { provider: "offline" },
    sandbox: { allowed_dirs: [], runner: "none", network: false },
    limits: LIMITS,
    preload: { sources: [], max_chars: 12_000 },
    audit: { path: join(configDir, "audit.jsonl") },
  });
  expect(Object.isFrozen(config.limits)).toBe(true);
  expect(problems).toEqual([]);
});

test("relative paths start at the config dir, and ~ is the home", async () => {
  const { configDir, config } = await read(
    '[sandbox]\nallowed_dirs = ["notes", "~/shared"]\n[audit]\npath = "logs/audit.jsonl"\n',
  );
  expect(config).toMatchObject({
    sandbox: { allowed_dirs: [join(configDir, "notes"), join(homedir(), "shared")] },
    audit: { path: join(configDir, "logs/audit.jsonl") },
  });
});

test("the engine's own option goes over the file, key by key", async () => {
  const { config } = await read("[limits]\nmax_model_calls = 3\n[mine]\na = 1\n", {
    sandbox: { allowed_dirs: ["/data"] },
    limits: {},
  });
  expect(config).toMatchObject({
    limits: { max_model_calls: 3 },
    sandbox: { allowed_dirs: ["/data"] },
    mine: { a: 1 },
  });
});

test("a file that is no TOML is reported with its line, and the defaults hold", async () => {
  const { configDir, config, problems } = await read('[limits]\nmax_model_calls = "3\n');
  expect(config).toMatchObject({ limits: LIMITS });
  expect(problems).toMatchObject([
    { severity: "error", code: "CONFIG_SYNTAX", place: { file: join(configDir, "config.toml"), line: 2 } },
  ]);
});

test.each([
  ["[limits]\nmax_model_calls = 0", "limits.max_model_calls"],
  ['[limits]\nmax_model_calls = "8"', "limits.max_model_calls"],
  ["[limits]\nmax_model_calls = 2.5", "limits.max_model_calls"],
  ["limits = 3", "limits"],
  ['[sandbox]\nallowed_dirs = "/"', "sandbox.allowed_dirs"],
  ["[sandbox]\nallowed_dirs = [1]", "sandbox.allowed_dirs"],
  ['[audit]\npath = ""', "audit.path"],
  ['[model]\nprovider = "openai"', "model.provider"],
])("%j is refused and named, and its default holds", async (toml, key) => {
  const { configDir, config, problems } = await read(toml);
  expect(problems).toMatchObject([
    { severity: "error", code: "CONFIG_INVALID", place: { file: join(configDir, "config.toml"), key } },
  ]);
  expect(problems[0]?.hint).toContain(key);
  expect(config).toMatchObject({
    model: { provider: "offline" },
    sandbox: { allowed_dirs: [] },
    limits: LIMITS,
    audit: { path: join(configDir, "audit.jsonl") },
  });
});

test("a wrong key does not take the right ones with it", async () => {
  const { config, problems } = await read("[limits]\nmax_model_calls = 2\n[audit]\npath = 7\n");
  expect(problems).toHaveLength(1);
  expect(config).toMatchObject({ limits: { max_model_calls: 2 } });
});

test("keys that the host does not read are warned about and kept for plugins", async () => {
  const { config, problems } = await read("[limit]\nmax_model_calls = 3\n[limits]\nmax_tokens = 5\n");
  expect(problems).toMatchObject([
    { severity: "warning", code: "CONFIG_INVALID", place: { key: "limit" } },
    { severity: "warning", code: "CONFIG_INVALID", place: { key: "limits.max_tokens" } },
  ]);
  expect(config).toMatchObject({
    limit: { max_model_calls: 3 },
    limits: { ...LIMITS, max_tokens: 5 },
  });
});

test("names of a prototype are ordinary keys", async () => {
  const { config, problems } = await read(
    "[__proto__]\npolluted = true\n[constructor]\nx = 1\n[limits.__proto__]\ny = 1\n",
  );
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(problems.map(({ place }) => place?.key)).toEqual(["__proto__", "constructor", "limits.__proto__"]);
  expect(config).toMatchObject({ limits: LIMITS });
});

test("dates become text, as JSON has none", async () => {
  const { config } = await read("[mine]\nsince = 2026-01-02\n");
  expect(config.mine).toEqual({ since: "2026-01-02" });
});

test("a config.toml that is a folder is reported", async () => {
  const configDir = await temporaryFolder();
  await mkdir(join(configDir, "config.toml"));
  const engine = await startEngine({ configDir });
  expect(engine.report().problems).toMatchObject([
    { code: "CONFIG_UNREADABLE", place: { file: join(configDir, "config.toml") } },
  ]);
});

test("a policy that cannot be used is reported, and nothing is allowed", async () => {
  const configDir = await temporaryFolder({ "policies/a.toml": "[[rule]]\n" });
  const engine = await startEngine({ configDir });
  expect(engine.report().problems[0]).toMatchObject({ code: "POLICY_INVALID" });
  const { toolCalls } = await engine.handleMessage({ text: "What time is it?" });
  expect(toolCalls).toMatchObject([{ name: "Now", status: "denied" }]);
});

test("a configuration in code that is no JSON is refused at the start-up", async () => {
  const engine = await makeEngine({ config: { mine: (() => 1) as never } });
  await expect(engine.startup()).rejects.toThrow(TypeError);
});

test("an audit log that cannot be written denies every tool", async () => {
  const configDir = await temporaryFolder({ taken: "a file" });
  const engine = await startEngine({ configDir, config: { audit: { path: "taken/audit.jsonl" } } });
  const { toolCalls } = await engine.handleMessage({ text: "What time is it?" });
  expect(toolCalls).toMatchObject([{ name: "Now", status: "denied" }]);
  await expect(access(join(configDir, "audit.jsonl"))).rejects.toThrow();
});
