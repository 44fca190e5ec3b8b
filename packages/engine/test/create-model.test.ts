import { createModel, MODEL_PROVIDERS } from "@asky/engine";
import { type ModelConfig, PluginError } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import { asking, collect } from "./model-server.ts";
import { startEngine } from "./running-engine.ts";
import { temporaryFolder } from "./temporary-folder.ts";

function faultOf(config: ModelConfig, env: Record<string, string> = {}): PluginError {
  try {
    createModel(config, env);
  } catch (error) {
    if (PluginError.is(error)) return error;
  }
  throw new Error("It was made.");
}

describe("createModel", () => {
  test.each<[ModelConfig, string]>([
    [{}, "offline"],
    [{ provider: "offline" }, "offline"],
    [{ provider: "openai", name: "llama3.2" }, "openai:llama3.2"],
    [{ provider: "recorded", recording: "a.jsonl" }, "recorded"],
    [{ provider: "recorded", recording: "a.jsonl", record: "offline" }, "recording:offline"],
  ])("%j is %s", (config, name) => {
    expect(createModel(config, {}).name).toBe(name);
  });

  test.each([
    ["opena", "openai"],
    ["OpenAI", "openai"],
    ["ofline", "offline"],
    ["openai-compatible", "openai"],
    ["record", "recorded"],
  ])('"%s" is taken for a slip of "%s"', (provider, nearest) => {
    const { code, message, hint } = faultOf({ provider });
    expect(code).toBe("CONFIG_INVALID");
    expect(message).toContain(`"${provider}"`);
    expect(hint).toContain(`Did you mean "${nearest}"?`);
  });

  test("a provider like no other gets the list", () => {
    const { hint } = faultOf({ provider: "anthropic" });
    for (const provider of MODEL_PROVIDERS) expect(hint).toContain(`"${provider}"`);
  });

  test.each<[ModelConfig, RegExp]>([
    [{ provider: "openai" }, /"model\.name" is not set/],
    [{ provider: "recorded" }, /"model\.recording" is not set/],
    [
      { provider: "openai", name: "m", base_url: "localhost:11434" },
      /"model\.base_url" is neither http nor https/,
    ],
    [{ provider: "openai", name: "m", base_url: "no url" }, /"model\.base_url" is no URL/],
    [{ provider: "recorded", recording: "a", record: "recorded" }, /"model\.record" is "recorded"/],
  ])("%j is refused", (config, fault) => {
    expect(faultOf(config).message).toMatch(fault);
  });

  test("a password in an address is refused and not quoted", () => {
    const { message, hint } = faultOf({
      provider: "openai",
      name: "m",
      base_url: "https://ada:s3cret@example.org",
    });
    expect(message).toBe('"model.base_url" holds a user name or password.');
    expect(message + hint).not.toContain("s3cret");
  });

  test("OPENAI_BASE_URL is used when no address is configured, and named when it is wrong", () => {
    expect(faultOf({ provider: "openai", name: "m" }, { OPENAI_BASE_URL: "ftp://x" }).message).toContain(
      '"OPENAI_BASE_URL"',
    );
  });

  test("an address that ends in chat/completions already is not lengthened", async () => {
    const model = createModel(
      { provider: "openai", name: "m", base_url: "http://127.0.0.1:1/v1/chat/completions/", max_retries: 0 },
      {},
    );
    await expect(collect(model, asking("x"))).rejects.toThrow("http://127.0.0.1:1/v1/chat/completions: ");
  });
});

describe("the table [model] of config.toml", () => {
  async function read(table: string) {
    const configDir = await temporaryFolder({ "config.toml": `[model]\n${table}\n` });
    const engine = await startEngine({ configDir });
    return { engine, problems: engine.report().problems };
  }

  test.each([
    ["provider = 'openay'", "model.provider", 'Did you mean "openai"?'],
    ["name = ''", "model.name", "the name of a model"],
    ["base_url = 'example.org'", "model.base_url", "an http or https address"],
    ["api_key_env = 'sk-123'", "model.api_key_env", "environment variable"],
    ["allow_plain_http = 'yes'", "model.allow_plain_http", "true or false"],
    ["recording = 3", "model.recording", "the path of a file"],
    ["record = 'recorded'", "model.record", '"offline" or "openai"'],
    ["timeout_seconds = 0", "model.timeout_seconds", "from 1 to 300"],
    ["max_retries = 1.5", "model.max_retries", "from 0 to 10"],
  ])("%s is refused and named", async (table, key, hint) => {
    const { problems } = await read(table);
    expect(problems).toMatchObject([{ severity: "error", code: "CONFIG_INVALID", place: { key } }]);
    expect(problems[0]?.hint).toContain(hint);
  });

  test("a key in the file is refused, kept from plugins, and quoted nowhere", async () => {
    const { engine, problems } = await read('provider = "offline"\napi_key = "sk-live-abcdef"');
    expect(problems).toMatchObject([
      { severity: "error", code: "CONFIG_INVALID", place: { key: "model.api_key" } },
    ]);
    expect(problems[0]?.hint).toContain("api_key_env");
    expect(JSON.stringify(engine.report())).not.toContain("sk-live");
  });

  test("a model that cannot be made is reported, and the offline one answers", async () => {
    const { engine, problems } = await read('provider = "openai"');
    expect(problems).toMatchObject([{ severity: "error", code: "CONFIG_INVALID" }]);
    expect(problems[0]?.message).toContain("The offline model answers instead");
    expect((await engine.handleMessage({ text: "What time is it?" })).model).toBe("offline");
  });

  test("a recording is looked for from the config dir", async () => {
    const { engine } = await read('provider = "recorded"\nrecording = "talks/a.jsonl"');
    const { text, stopReason } = await engine.handleMessage({ text: "hello" });
    expect(stopReason).toBe("error");
    expect(text).toMatch(
      /asky-engine-\w+\/talks\/a\.jsonl" cannot be used: it is not there\. Record it anew/,
    );
  });
});
