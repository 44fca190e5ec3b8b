import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { validateConfig } from "./start-console.ts";

const packageFolder = new URL("../", import.meta.url);

describe("plugins/gui_server.toml", () => {
  test("an empty file means 127.0.0.1 and port 8765", () => {
    expect(validateConfig({})).toEqual({ value: { host: "127.0.0.1", port: 8765 } });
  });

  test("the sample of the seed is accepted", () => {
    const sample = { host: "127.0.0.1", port: 8765, auth_enabled: false };
    expect(validateConfig(sample)).toEqual({ value: { host: "127.0.0.1", port: 8765 } });
  });

  test("a host beyond loopback is refused with what to use instead", () => {
    const { issues } = validateConfig({ host: "0.0.0.0" });
    expect(issues?.[0]?.path).toEqual(["host"]);
    expect(issues?.[0]?.message).toContain('"0.0.0.0" is no loopback address');
    expect(issues?.[0]?.message).toContain('Use "127.0.0.1"');
  });

  test("auth_enabled = true is refused, saying that there is no password login", () => {
    const { issues } = validateConfig({ auth_enabled: true });
    expect(issues?.[0]?.path).toEqual(["auth_enabled"]);
    expect(issues?.[0]?.message).toContain("no password login");
  });

  test("an unknown key is refused by name, with the known ones", () => {
    const { issues } = validateConfig({ prot: 8765 });
    expect(issues?.[0]?.message).toBe('nothing reads "prot". Known keys are host, port and auth_enabled.');
  });
});

describe("schemas/gui_server.schema.json", () => {
  const text = readFileSync(new URL("schemas/gui_server.schema.json", packageFolder), "utf8");
  const schema = JSON.parse(text) as { properties: Record<string, { default: unknown }> };
  const satisfiesSchema = new Ajv({ allErrors: true }).compile(schema);

  const accepted: readonly object[] = [
    {},
    { host: "127.0.0.1" },
    { host: "127.255.0.9" },
    { host: "::1" },
    { host: "localhost" },
    { port: 0 },
    { port: 65535 },
    { auth_enabled: false },
  ];
  const refused: readonly unknown[] = [
    { host: "0.0.0.0" },
    { host: "::" },
    { host: "192.168.1.5" },
    { host: "127.0.0.256" },
    { host: "127.0.0.1.evil.test" },
    { host: "evil.127.0.0.1" },
    { host: "127.0.0.1\n" },
    { host: "localhost.evil.test" },
    { host: "LOCALHOST" },
    { host: "" },
    { host: 1 },
    { port: -1 },
    { port: 65536 },
    { port: 80.5 },
    { port: "8765" },
    { auth_enabled: true },
    { auth_enabled: "false" },
    { prot: 8765 },
    [],
    null,
    "text",
  ];

  test.each(accepted)("the plugin and the file both accept %j", (config) => {
    expect(validateConfig(config).issues).toBeUndefined();
    expect(satisfiesSchema(config)).toBe(true);
  });

  test.each(refused.map((config) => [config]))("the plugin and the file both refuse %j", (config) => {
    expect(validateConfig(config).issues).not.toHaveLength(0);
    expect(validateConfig(config).issues).toBeDefined();
    expect(satisfiesSchema(config)).toBe(false);
  });

  test("names the defaults that the plugin has", () => {
    const defaults = Object.entries(schema.properties).map(([key, { default: value }]) => [key, value]);
    expect(validateConfig(Object.fromEntries(defaults))).toEqual(validateConfig({}));
    expect(defaults).toContainEqual(["port", 8765]);
  });
});
