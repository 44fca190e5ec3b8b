import { createEventBus } from "@asky/manager";
import { AuditPlugin } from "@asky/plugin-audit";
import {
  type AuditLogger,
  createEvent,
  type JsonObject,
  type SecurityViolationEntry,
  type TetherPluginContext,
  TOOL_DENIED,
  type ToolDeniedData,
} from "@asky/sdk";
import { expect, test } from "vitest";
import { startEngine } from "./engine-host.ts";

const denied: ToolDeniedData = {
  sessionId: "s1",
  callId: "c1",
  toolName: "Read",
  reason: "outside",
  violationType: "sandbox",
};

/** An audit plugin on a bus, with what it logs. */
async function startAudit() {
  const entries: SecurityViolationEntry[] = [];
  const others: unknown[] = [];
  const audit: AuditLogger = {
    logSecurityViolation: async (entry) => void entries.push(entry),
    logToolAttempt: async (entry) => void others.push(entry),
    logApproval: async (entry) => void others.push(entry),
    logOperation: async (entry) => void others.push(entry),
  };
  const bus = createEventBus();
  const plugin = new AuditPlugin(audit);
  const emit = (data: ToolDeniedData) => bus.emit(createEvent(TOOL_DENIED, data));
  const initialize = () => plugin.initialize({ eventBus: bus } as unknown as TetherPluginContext<never>);
  return { plugin, audit, entries, others, emit, initialize };
}

test("tether-5-1: AuditPlugin is named audit, version 0.1.0, and is made with the audit logger", async () => {
  const { plugin, audit } = await startAudit();
  expect(plugin.meta).toMatchObject({ name: "audit", version: "0.1.0" });
  expect(plugin.meta.description).toBe("Logs sandbox violations from TOOL_DENIED events");
  expect(Object.isFrozen(plugin.meta)).toBe(true);
  expect(() => new AuditPlugin(undefined as unknown as AuditLogger)).toThrow();
  expect(() => new AuditPlugin(audit)).not.toThrow();
});

test("tether-5-2: it calls logSecurityViolation with session, tool, reason and the risk level high", async () => {
  const { entries, others, emit, initialize, audit } = await startAudit();
  await initialize();
  await emit(denied);
  expect(entries).toEqual([
    expect.objectContaining({ sessionId: "s1", toolName: "Read", reason: "outside", riskLevel: "high" }),
  ]);
  expect(others).toEqual([]);

  const bus = createEventBus();
  const critical = new AuditPlugin(audit, { riskLevel: "critical" });
  await critical.initialize({ eventBus: bus } as unknown as TetherPluginContext<never>);
  await bus.emit(createEvent(TOOL_DENIED, denied));
  expect(entries.at(-1)?.riskLevel).toBe("critical");
});

test("tether-5-3: it subscribes in initialize; start and stop have nothing else to do", async () => {
  const { plugin, entries, emit, initialize } = await startAudit();
  await emit(denied);
  expect(entries).toEqual([]);
  await initialize();
  expect(await plugin.start()).toBeUndefined();
  await emit(denied);
  expect(entries).toHaveLength(1);
  expect(await plugin.stop()).toBeUndefined();
});

test("tether-5-4: it reacts to sandbox violations only", async () => {
  const { entries, emit, initialize } = await startAudit();
  await initialize();
  const { violationType: _, ...byPolicy } = denied;
  await emit(byPolicy);
  await emit({ ...denied, violationType: "policy" as "sandbox" });
  expect(entries).toEqual([]);
});

const policy = `
  [[rule]]
  name = "reading"
  tools = ["Read"]
  action = "allow"
  [[rule]]
  name = "no-listing"
  tools = ["LS"]
  action = "deny"
  reason = "No listing here."`;

/** Lets a model read outside the sandbox and break a rule. */
async function violate() {
  const events: JsonObject[] = [];
  const host = await startEngine({
    policy,
    answers: [
      [
        ["Read", { file_path: "/etc/hostname" }],
        ["LS", { path: "." }],
      ],
    ],
  });
  host.engine.eventBus.subscribe(TOOL_DENIED, ({ data }) => void events.push({ ...data }));
  await host.engine.handleMessage({ text: "hello", sessionId: "s1" });
  await host.engine.shutdown();
  return { events, lines: host.audit() };
}

test("tether-5-5: the gate says violationType sandbox for what would leave the sandbox, and for nothing else", async () => {
  const { events } = await violate();
  expect(events).toHaveLength(2);
  const [bySandbox, byPolicy] = events.toSorted((a, b) =>
    String(b.toolName).localeCompare(String(a.toolName)),
  );
  expect(bySandbox).toMatchObject({ sessionId: "s1", toolName: "Read", violationType: "sandbox" });
  expect(bySandbox?.reason).toContain("/etc/hostname");
  expect(byPolicy).toMatchObject({ sessionId: "s1", toolName: "LS" });
  expect(byPolicy?.reason).toContain("No listing here.");
  expect(byPolicy).not.toHaveProperty("violationType");
});

test("tether-5-6: no entry is written twice: denials by policy come from the gate, violations from the plugin", async () => {
  const { lines } = await violate();
  const about = (tool: string) => lines.filter(({ tool_name: name }) => name === tool);
  expect(about("Read")).toHaveLength(1);
  expect(about("Read")[0]).toMatchObject({ session_id: "s1", risk_level: "high" });
  expect(about("Read")[0]).not.toHaveProperty("decision");
  expect(about("LS")).toHaveLength(1);
  expect(about("LS")[0]).toMatchObject({ session_id: "s1", decision: "deny", matched_rule: "no-listing" });
});

test("tether-5-7: an event that lacks session, tool or reason is recorded all the same", async () => {
  const { entries, emit, initialize } = await startAudit();
  await initialize();
  await emit({ violationType: "sandbox" } as unknown as ToolDeniedData);
  expect(entries).toHaveLength(1);
  expect(entries[0]).toMatchObject({ riskLevel: "high" });
  for (const key of ["sessionId", "toolName", "reason"] as const)
    expect(typeof entries[0]?.[key]).toBe("string");
});
