import { readFile } from "node:fs/promises";
import * as exported from "@asky/plugin-audit";
import { AUDIT_ERROR_CODES, AuditPlugin } from "@asky/plugin-audit";
import { API_VERSION, type AuditLogger, type PackageManifest } from "@asky/sdk";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";

const folder = new URL("../", import.meta.url);
const readJson = async (file: string) => JSON.parse(await readFile(new URL(file, folder), "utf8"));

const audit = { logSecurityViolation: async () => {} } as unknown as AuditLogger;

describe("the manifest", () => {
  test("agrees with the plugin", async () => {
    const { asky }: { asky: PackageManifest } = await readJson("package.json");
    const plugin = new AuditPlugin(audit);
    expect(asky.apiVersion).toBe(API_VERSION);
    expect(Object.keys(asky.plugins)).toEqual([plugin.meta.name]);
    const manifest = asky.plugins.audit;
    expect(manifest).toMatchObject({ contract: "tether", export: ".", hooks: [], tools: [], services: [] });
    // Without a class the default export counts: the factory that takes the host's service.
    expect(manifest?.class).toBeUndefined();
    expect(exported.default({ get: () => audit } as never)).toBeInstanceOf(AuditPlugin);
  });

  test("names a schema that is shipped", async () => {
    const { asky, files }: { asky: PackageManifest; files: string[] } = await readJson("package.json");
    const file = asky.plugins.audit?.configSchema ?? "";
    expect(files).toContain(file.split("/")[1]);
    expect(await readJson(file)).toMatchObject({ type: "object", title: "plugins/audit.toml" });
  });
});

describe("the JSON Schema and the plugin's own schema agree", () => {
  test.each([
    [{}, true],
    [{ risk_level: "unknown" }, true],
    [{ risk_level: "low" }, true],
    [{ risk_level: "medium" }, true],
    [{ risk_level: "high" }, true],
    [{ risk_level: "critical" }, true],
    [{ risk_level: "High" }, false],
    [{ risk_level: "" }, false],
    [{ risk_level: 3 }, false],
    [{ risk_level: null }, false],
    [{ risk_level: ["high"] }, false],
    [{ riskLevel: "high" }, false],
    [{ risk_level: "high", more: 1 }, false],
    [[], false],
    ["high", false],
    [null, false],
  ])("on %j", async (config, isGood) => {
    const validate = new Ajv({ strict: true }).compile(await readJson("schemas/audit.schema.json"));
    const own = await new AuditPlugin(audit).configSchema["~standard"].validate(config);
    expect({ json: validate(config), own: own.issues === undefined }).toEqual({ json: isGood, own: isGood });
  });

  test("and the plugin's own says what is allowed instead", async () => {
    const { validate } = new AuditPlugin(audit).configSchema["~standard"];
    expect(await validate({ risk_level: "huge" })).toMatchObject({
      issues: [{ path: ["risk_level"], message: "must be one of unknown, low, medium, high, critical" }],
    });
    expect(await validate({ risk: "high" })).toMatchObject({
      issues: [{ message: 'has no key "risk"; the only key is "risk_level"' }],
    });
  });
});

test("the codes are a closed list", () => {
  expect(Object.keys(AUDIT_ERROR_CODES)).toEqual([
    "AUDIT_SERVICE_MISSING",
    "AUDIT_LOGGER_INVALID",
    "AUDIT_ENTRY_INVALID",
    "AUDIT_LOG_CLOSED",
    "AUDIT_LOG_NOT_A_FILE",
    "AUDIT_LOG_UNWRITABLE",
    "AUDIT_LOG_RECOVERED",
    "AUDIT_TAIL_REPAIRED",
    "AUDIT_ANCHOR_FAILED",
    "AUDIT_KEY_MISMATCH",
    "AUDIT_OPTION_INVALID",
    "AUDIT_COMMAND_INVALID",
    "AUDIT_LOG_UNREADABLE",
  ]);
});
