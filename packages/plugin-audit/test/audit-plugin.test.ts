import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEventBus, createServiceRegistry, PluginManager, PluginRegistry } from "@asky/manager";
import createAuditPlugin, { AuditPlugin, createJsonLinesAuditLogger } from "@asky/plugin-audit";
import {
  type AuditLogger,
  createEvent,
  type Logger,
  type Problem,
  type SecurityViolationEntry,
  type TetherPluginContext,
  TOOL_ALLOWED,
  TOOL_DENIED,
  TOOL_GATED,
  type ToolDeniedData,
} from "@asky/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let configDir: string;

beforeEach(async () => {
  configDir = await realpath(await mkdtemp(join(tmpdir(), "asky-audit-")));
});

afterEach(async () => {
  await rm(configDir, { recursive: true, force: true });
});

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** A logger that only remembers violations. */
function memoryAudit(): AuditLogger & { readonly violations: SecurityViolationEntry[] } {
  const violations: SecurityViolationEntry[] = [];
  const refuse = async (): Promise<never> => expect.unreachable("AuditPlugin writes violations only.");
  return {
    violations,
    logToolAttempt: refuse,
    logApproval: refuse,
    logOperation: refuse,
    logSecurityViolation: async (entry) => {
      violations.push(entry);
    },
  };
}

async function startHost(plugin: AuditPlugin): Promise<PluginManager> {
  const manager = new PluginManager({}, configDir, { plugins: [plugin], logger: silent });
  await manager.discoverAndLoad();
  await manager.activateAll();
  await manager.startAll();
  return manager;
}

const sandboxDenial: ToolDeniedData = {
  sessionId: "s1",
  callId: "c1",
  toolName: "Read",
  reason: "outside",
  violationType: "sandbox",
};

const recorded = { sessionId: "s1", toolName: "Read", reason: "outside", riskLevel: "high" };

const allProblems = (manager: PluginManager): readonly Problem[] => {
  const report = manager.report();
  return [...report.problems, ...report.plugins.flatMap(({ problems }) => problems)];
};

describe("AuditPlugin", () => {
  test("is who the seed says", () => {
    const { meta } = new AuditPlugin(memoryAudit());
    expect(meta).toEqual({
      name: "audit",
      version: "0.1.0",
      description: "Logs sandbox violations from TOOL_DENIED events",
    });
    expect(Object.isFrozen(meta)).toBe(true);
  });

  test("records a sandbox violation exactly once, with risk high", async () => {
    const audit = memoryAudit();
    const manager = await startHost(new AuditPlugin(audit));
    await manager.eventBus.emit(createEvent(TOOL_DENIED, sandboxDenial));
    expect(audit.violations).toStrictEqual([recorded]);
    expect(allProblems(manager)).toEqual([]);
  });

  test("leaves every other denial and event alone", async () => {
    const audit = memoryAudit();
    const { eventBus } = await startHost(new AuditPlugin(audit));
    const { violationType: _, ...policyDenial } = sandboxDenial;
    await eventBus.emit(createEvent(TOOL_DENIED, policyDenial));
    await eventBus.emit(createEvent(TOOL_DENIED, { ...policyDenial, plugin: "notes" }));
    await eventBus.emit(
      createEvent(TOOL_DENIED, { ...sandboxDenial, violationType: "SANDBOX" as "sandbox" }),
    );
    await eventBus.emit(createEvent(TOOL_GATED, { ...policyDenial, toolInput: {} }));
    await eventBus.emit(createEvent(TOOL_ALLOWED, { ...policyDenial, toolInput: {} }));
    expect(audit.violations).toEqual([]);
  });

  test.each([
    ["nothing else", {}],
    ["values that are no text", { sessionId: 7, toolName: null, reason: ["x"] }],
  ])("records a violation whose event carries %s", async (_name, data) => {
    const audit = memoryAudit();
    const { eventBus } = await startHost(new AuditPlugin(audit));
    const event = createEvent(TOOL_DENIED, {
      ...data,
      violationType: "sandbox",
    } as unknown as ToolDeniedData);
    await eventBus.emit(event);
    expect(audit.violations).toStrictEqual([
      { sessionId: "unknown", toolName: "unknown", reason: "", riskLevel: "high" },
    ]);
  });

  test.each([
    ["rejects", () => Promise.reject(new Error("disk full"))],
    [
      "throws",
      () => {
        throw new Error("disk full");
      },
    ],
  ])("reports a log that %s, and records the next violation", async (_name, fail) => {
    const audit = memoryAudit();
    let isBroken = true;
    const flaky: AuditLogger = {
      ...audit,
      logSecurityViolation: (entry) => (isBroken ? fail() : audit.logSecurityViolation(entry)),
    };
    const manager = await startHost(new AuditPlugin(flaky));
    await manager.eventBus.emit(createEvent(TOOL_DENIED, sandboxDenial));
    expect(allProblems(manager)).toMatchObject([
      { code: "HANDLER_FAILED", plugin: "audit", severity: "warning", causes: ["disk full"] },
    ]);
    isBroken = false;
    await manager.eventBus.emit(createEvent(TOOL_DENIED, sandboxDenial));
    expect(audit.violations).toStrictEqual([recorded]);
  });

  test("stops with the host", async () => {
    const audit = memoryAudit();
    const manager = await startHost(new AuditPlugin(audit));
    await manager.deactivateAll();
    await manager.eventBus.emit(createEvent(TOOL_DENIED, sandboxDenial));
    expect(audit.violations).toEqual([]);
    expect(allProblems(manager)).toEqual([]);
  });

  test.each([
    ["nothing", undefined],
    ["null", null],
    ["the host's services", createServiceRegistry()],
  ])("refuses to be constructed with %s", (_name, value) => {
    expect(() => new AuditPlugin(value as unknown as AuditLogger)).toThrowError(
      expect.objectContaining({ code: "AUDIT_LOGGER_INVALID", hint: expect.stringContaining("class") }),
    );
  });
});

describe("AuditPlugin in the seed's registry", () => {
  const contextOf = (more: Partial<TetherPluginContext> = {}): TetherPluginContext =>
    ({ eventBus: createEventBus(), config: {}, ...more }) as TetherPluginContext;

  test("needs no more than the seed's context", async () => {
    const audit = memoryAudit();
    const context = contextOf();
    const registry = new PluginRegistry({ logger: silent });
    registry.register(new AuditPlugin(audit));
    await registry.initAll(context);
    await registry.startAll();
    await context.eventBus.emit(createEvent(TOOL_DENIED, sandboxDenial));
    await registry.stopAll();
    await context.eventBus.emit(createEvent(TOOL_DENIED, sandboxDenial));
    expect(audit.violations).toStrictEqual([recorded]);
  });

  test("records once also when it was initialised twice", async () => {
    const audit = memoryAudit();
    const context = contextOf();
    const plugin = new AuditPlugin(audit);
    await plugin.initialize(context);
    await plugin.initialize(context);
    await context.eventBus.emit(createEvent(TOOL_DENIED, sandboxDenial));
    expect(audit.violations.length).toBe(1);
  });
});

describe("the risk level", () => {
  async function riskLevelOf(plugin: (audit: AuditLogger) => AuditPlugin, toml?: string): Promise<unknown> {
    if (toml !== undefined) {
      await mkdir(join(configDir, "plugins"));
      await writeFile(join(configDir, "plugins", "audit.toml"), toml);
    }
    const audit = memoryAudit();
    const { eventBus } = await startHost(plugin(audit));
    await eventBus.emit(createEvent(TOOL_DENIED, sandboxDenial));
    return audit.violations[0]?.riskLevel;
  }

  test("is the constructor's, when it says one", async () => {
    expect(await riskLevelOf((audit) => new AuditPlugin(audit, { riskLevel: "medium" }))).toBe("medium");
  });

  test("is that of plugins/audit.toml before all", async () => {
    const toml = 'risk_level = "critical"\n';
    expect(await riskLevelOf((audit) => new AuditPlugin(audit, { riskLevel: "medium" }), toml)).toBe(
      "critical",
    );
  });

  test("that is none keeps the plugin from starting", async () => {
    await mkdir(join(configDir, "plugins"));
    await writeFile(join(configDir, "plugins", "audit.toml"), 'risk_level = "huge"\n');
    const manager = await startHost(new AuditPlugin(memoryAudit()));
    expect(manager.isActive("audit")).toBe(false);
    expect(allProblems(manager)).toMatchObject([{ code: "CONFIG_INVALID", plugin: "audit" }]);
  });
});

describe("the default export", () => {
  test("makes the plugin with the host's service", async () => {
    const audit = memoryAudit();
    const services = createServiceRegistry();
    services.provide("audit", audit);
    const { eventBus } = await startHost(createAuditPlugin(services));
    await eventBus.emit(createEvent(TOOL_DENIED, sandboxDenial));
    expect(audit.violations).toStrictEqual([recorded]);
  });

  test("says what is missing in a host without the service", () => {
    expect(() => createAuditPlugin(createServiceRegistry())).toThrowError(
      expect.objectContaining({
        code: "AUDIT_SERVICE_MISSING",
        plugin: "audit",
        hint: expect.stringContaining("provide"),
      }),
    );
  });
});

test("plugin and logger together write one line for a violation", async () => {
  const path = join(configDir, "audit", "audit.jsonl");
  const log = createJsonLinesAuditLogger({ path, now: () => new Date(0) });
  const manager = await startHost(new AuditPlugin(log));
  await manager.eventBus.emit(createEvent(TOOL_DENIED, sandboxDenial));
  await manager.deactivateAll();
  await log.close();
  expect(await readFile(path, "utf8")).toBe(
    '{"timestamp":"1970-01-01T00:00:00.000Z","event":"security_violation","session_id":"s1","tool_name":"Read","reason":"outside","risk_level":"high"}\n',
  );
});
