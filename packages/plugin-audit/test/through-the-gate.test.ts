import { createApprovals, createGate, parsePolicy } from "@asky/gate";
import { createEventBus, createHookRegistry } from "@asky/manager";
import { AuditPlugin } from "@asky/plugin-audit";
import { expect, test } from "vitest";
import { openLog, recordsOf } from "./open-log.ts";

const RULES = `
[[rule]]
name = "looks"
tools = ["Look"]
action = "allow"

[[rule]]
name = "asked"
tools = ["Ask"]
action = "ask"

[[rule]]
name = "never"
tools = ["Never"]
action = "deny"
`;

test("every call through the gate leaves exactly the records that belong to it", async () => {
  const { log, directory } = await openLog();
  const eventBus = createEventBus();
  const plugin = new AuditPlugin(log);
  await plugin.initialize({ eventBus, config: {} } as never);
  const approvals = createApprovals({ eventBus, report: () => {} });
  approvals.service.connect({
    name: "test",
    ask: ({ callId }) =>
      ({ approved: callId === "yes", scope: "once", userId: "anna", reason: "No." }) as never,
  });
  const { policy } = parsePolicy(RULES, "policies/test.toml");
  const gate = createGate({
    hooks: createHookRegistry(),
    eventBus,
    policy,
    audit: log,
    approvals,
    report: () => {},
  });
  const registry = gate.createRegistry();
  for (const name of ["Look", "Ask", "Never"]) {
    const schema = { name, description: name, parameters: { type: "object" } };
    registry.register({ name, schema, executor: () => "done" });
  }
  const info = { id: "turn-1", sessionId: "session-1", chatId: "chat-1", userId: "user-1" };
  const turn = {
    info,
    registry,
    directory: "/nowhere/work",
    allowedDirs: [],
    signal: new AbortController().signal,
  };
  for (const [id, name, args] of [
    ["look", "Look", {}],
    ["yes", "Ask", {}],
    ["no", "Ask", {}],
    ["never", "Never", {}],
    ["out", "Look", { path: "/etc/passwd" }],
  ] as const) {
    await gate.dispatch({ id, name, arguments: JSON.stringify(args) }, turn);
  }
  await eventBus.drain();
  await log.close();
  const records = (await recordsOf(directory)).map(({ event, call_id: id, decision, approved }) =>
    [event, id, decision ?? approved].filter((part) => part !== undefined).join(" "),
  );
  expect(records.slice(0, -2).sort()).toEqual(
    [
      "tool_attempt look allow",
      "tool_attempt yes ask",
      "approval yes true",
      "tool_attempt no ask",
      "approval no false",
      "tool_attempt never deny",
    ].sort(),
  );
  expect(records.slice(-2)).toEqual(["security_violation", "checkpoint"]);
});
