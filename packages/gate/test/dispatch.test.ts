import { createGate, parsePolicy } from "@asky/gate";
import { createEventBus, createHookRegistry } from "@asky/manager";
import type { EventBus } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import { openGate, RULES, silentAudit, textOfOutcome, tool, turnInfo } from "./open-gate.ts";

describe("the path of an allowed call", () => {
  test("runs hooks, events, audit, tool and hooks again in that order", async () => {
    const open = openGate();
    const { hooks, registry, steps } = open;
    registry.register(
      tool("Look", () => {
        steps.push("tool");
        return "seen";
      }),
    );
    hooks.register("pre_tool_execute", () => void steps.push("pre"), { plugin: "notes" });
    hooks.register("post_tool_execute", () => void steps.push("post"), { plugin: "notes" });
    const outcome = await open.dispatch("Look");
    expect(steps).toEqual(["pre", "tool.gated", "audit:allow", "tool.allowed", "tool", "post"]);
    expect(outcome).toMatchObject({
      status: "done",
      callId: "call-1",
      toolName: "Look",
      origin: "host",
      result: { parts: [{ type: "text", text: "seen" }], isError: false },
      denials: [],
      changes: [],
    });
  });

  test("is told to watchers with session, call, tool and effective arguments", async () => {
    const open = openGate();
    open.registry.register(tool("Look", () => "seen"));
    await open.dispatch("Look", { at: "me" });
    const subject = { sessionId: "session-1", callId: "call-1", toolName: "Look" };
    expect(open.events).toEqual([
      { name: "tool.gated", data: { ...subject, toolInput: { at: "me" } } },
      { name: "tool.allowed", data: { ...subject, toolInput: { at: "me" } } },
    ]);
  });

  test("is audited once, with rule, risk and owner", async () => {
    const open = openGate();
    open.registry.forPlugin("notes").register(tool("add", () => "added"));
    await open.dispatch("add", { text: "x" });
    expect(open.attempts).toEqual([
      {
        sessionId: "session-1",
        turnId: "turn-1",
        callId: "call-1",
        toolName: "add",
        origin: "notes",
        toolInput: { text: "x" },
        decision: "allow",
        classification: "policy",
        riskLevel: "low",
        matchedRule: "tests",
      },
    ]);
  });

  test("waits for the audit log before the tool runs", async () => {
    let finishWriting = (): void => {};
    const written = new Promise<void>((resolve) => {
      finishWriting = resolve;
    });
    let begin = (): void => {};
    const writing = new Promise<void>((resolve) => {
      begin = resolve;
    });
    let hasRun = false;
    const open = openGate({
      audit: {
        ...silentAudit,
        logToolAttempt: () => {
          begin();
          return written;
        },
      },
    });
    open.registry.register(
      tool("Look", () => {
        hasRun = true;
        return "seen";
      }),
    );
    const outcome = open.dispatch("Look");
    await writing;
    await new Promise((resolve) => setImmediate(resolve));
    expect(hasRun).toBe(false);
    finishWriting();
    expect((await outcome).status).toBe("done");
    expect(hasRun).toBe(true);
  });

  test("needs no audit log", async () => {
    const bare = createGate({
      hooks: createHookRegistry(),
      eventBus: createEventBus(),
      policy: parsePolicy(RULES, "p.toml").policy,
    });
    const registry = bare.createRegistry();
    registry.register(tool("Look", () => "seen"));
    const outcome = await bare.dispatch(
      { id: "1", name: "Look", arguments: "" },
      { info: turnInfo(), registry, directory: "/w", allowedDirs: [], signal: new AbortController().signal },
    );
    expect(outcome.status).toBe("done");
  });

  test("hands the executor frozen copies of arguments and context", async () => {
    const open = openGate({ directory: "/nowhere/else" });
    let isFrozen = false;
    let seen: unknown;
    open.registry.register(
      tool("Look", (args, context) => {
        isFrozen = [args, args.deep, context, context.call, context.turn].every(Object.isFrozen);
        seen = { args, call: context.call, turn: context.turn, directory: context.directory };
        return "seen";
      }),
    );
    await open.dispatch("Look", { deep: { list: [1] } });
    expect(isFrozen).toBe(true);
    expect(seen).toEqual({
      args: { deep: { list: [1] } },
      call: { id: "call-1", name: "Look", arguments: '{"deep":{"list":[1]}}' },
      turn: turnInfo(),
      directory: "/nowhere/else",
    });
  });

  test("keeps interleaved calls apart", async () => {
    const open = openGate();
    open.registry.register(
      tool("Look", async ({ n }) => {
        await new Promise((resolve) => setImmediate(resolve));
        return { n: n ?? null };
      }),
    );
    const outcomes = await Promise.all([1, 2, 3].map((n) => open.dispatch("Look", { n }, `call-${n}`)));
    expect(outcomes.map(({ callId, result }) => [callId, result.parts[0]])).toEqual([
      ["call-1", { type: "data", data: { n: 1 } }],
      ["call-2", { type: "data", data: { n: 2 } }],
      ["call-3", { type: "data", data: { n: 3 } }],
    ]);
  });
});

describe("a call that is none", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["no JSON", "Look", "{nope"],
    ["JSON of a list", "Look", "[1]"],
    ["JSON of a text", "Look", '"x"'],
    ["JSON null", "Look", "null"],
    ["an unknown tool", "Nothing", "{}"],
    ["a tool named like a member of every object", "constructor", "{}"],
    ["a tool named __proto__", "__proto__", "{}"],
    ["arguments nested too deep", "Look", `${'{"a":'.repeat(40)}1${"}".repeat(40)}`],
    ["arguments of more than 1 MiB", "Look", JSON.stringify({ text: "x".repeat(1_048_577) })],
    ["arguments with a __proto__ key", "Look", '{"a":{"__proto__":{"isAdmin":true}}}'],
  ];

  test.each(cases)("%s is an error result without hooks, events or audit", async (_, name, text) => {
    const open = openGate();
    let hasRun = false;
    open.registry.register(
      tool("Look", () => {
        hasRun = true;
        return "seen";
      }),
    );
    open.hooks.register("pre_tool_execute", () => void open.steps.push("pre"));
    open.hooks.register("post_tool_execute", () => void open.steps.push("post"));
    const outcome = await open.dispatch(name, text);
    expect(outcome.status).toBe("invalid");
    expect(outcome.result.isError).toBe(true);
    expect(textOfOutcome(outcome)).toContain(name);
    expect(open.steps).toEqual([]);
    expect(hasRun).toBe(false);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  test("empty arguments mean none", async () => {
    const open = openGate();
    open.registry.register(tool("Look", (args) => ({ keys: Object.keys(args) })));
    const outcome = await open.dispatch("Look", "  ");
    expect(outcome.result.parts).toEqual([{ type: "data", data: { keys: [] } }]);
  });

  test.each([
    ["null", null],
    ["a text", "Look"],
    ["a number as id", { id: 1, name: "Look", arguments: "{}" }],
    ["an object as arguments", { id: "1", name: "Look", arguments: {} }],
    [
      "a getter that throws",
      {
        get id(): string {
          throw new Error("no");
        },
      },
    ],
  ])("%s in place of a call is an error result", async (_, call) => {
    const { gate, registry, abort } = openGate();
    const outcome = await gate.dispatch(call as never, {
      info: turnInfo(),
      registry,
      directory: "/w",
      allowedDirs: [],
      signal: abort.signal,
    });
    expect(outcome).toMatchObject({ status: "invalid", callId: "", toolName: "" });
  });

  test.each([
    ["nothing", undefined],
    ["an empty object", {}],
  ])("%s in place of a turn rejects nothing and runs nothing", async (_, turn) => {
    const { gate } = openGate();
    const outcome = await gate.dispatch({ id: "1", name: "Look", arguments: "{}" }, turn as never);
    expect(["denied", "invalid"]).toContain(outcome.status);
    expect(outcome.result.isError).toBe(true);
  });
});

describe("an interrupted turn", () => {
  test("runs nothing when it was interrupted before the call", async () => {
    const open = openGate();
    let hasRun = false;
    open.registry.register(
      tool("Look", () => {
        hasRun = true;
        return "seen";
      }),
    );
    open.hooks.register("pre_tool_execute", () => void open.steps.push("pre"));
    open.abort.abort();
    const outcome = await open.dispatch("Look");
    expect(outcome.status).toBe("denied");
    expect(outcome.deniedBy).toBeUndefined();
    expect(hasRun).toBe(false);
    expect(open.steps).toEqual([]);
  });

  test("judges nothing when it is interrupted by then", async () => {
    const open = openGate();
    open.registry.register(tool("Look", () => "seen"));
    open.hooks.register("pre_tool_execute", () => open.abort.abort());
    expect((await open.dispatch("Look")).status).toBe("denied");
    expect(open.steps).toEqual([]);
  });

  test("runs nothing when it is interrupted while the decision is written", async () => {
    const open = openGate({
      audit: { ...silentAudit, logToolAttempt: async () => open.abort.abort() },
    });
    let hasRun = false;
    open.registry.register(
      tool("Look", () => {
        hasRun = true;
        return "seen";
      }),
    );
    const outcome = await open.dispatch("Look");
    expect(outcome.status).toBe("denied");
    expect(hasRun).toBe(false);
    expect(open.steps).toEqual(["tool.gated", "tool.denied"]);
  });
});

describe("the audit log", () => {
  test.each([
    ["rejects", () => Promise.reject(new Error("disk full"))],
    [
      "throws",
      () => {
        throw new Error("disk full");
      },
    ],
  ])("denies the call when it %s", async (_, logToolAttempt) => {
    const open = openGate({ audit: { ...silentAudit, logToolAttempt } });
    let hasRun = false;
    open.registry.register(
      tool("Look", () => {
        hasRun = true;
        return "seen";
      }),
    );
    const outcome = await open.dispatch("Look");
    expect(outcome).toMatchObject({ status: "denied", deniedBy: "audit" });
    expect(hasRun).toBe(false);
    expect(open.steps).toEqual(["tool.gated", "tool.denied"]);
    expect(open.problems).toMatchObject([
      { code: "AUDIT_UNAVAILABLE", severity: "error", causes: ["disk full"] },
    ]);
  });

  test("that rejects leaves a denial what it was", async () => {
    const open = openGate({
      rules: "",
      audit: { ...silentAudit, logToolAttempt: () => Promise.reject(null) },
    });
    open.registry.register(tool("Look", () => "seen"));
    const outcome = await open.dispatch("Look");
    expect(outcome).toMatchObject({ status: "denied", deniedBy: "policy" });
    expect(open.problems).toMatchObject([{ code: "AUDIT_UNAVAILABLE" }]);
  });

  test("is not told of a sandbox denial", async () => {
    const open = openGate();
    open.registry.register(tool("Look", () => "seen"));
    const outcome = await open.dispatch("Look", { path: "/etc/passwd" });
    expect(outcome).toMatchObject({ status: "denied", deniedBy: "sandbox" });
    expect(open.attempts).toEqual([]);
    expect(open.events.at(-1)).toMatchObject({ name: "tool.denied", data: { violationType: "sandbox" } });
  });

  test("is told once of a denial by policy, which is no violation", async () => {
    const open = openGate({
      rules: `[[rule]]\nname = "never"\ntools = ["Look"]\naction = "deny"\nrisk = "high"`,
    });
    open.registry.register(tool("Look", () => "seen"));
    const outcome = await open.dispatch("Look");
    expect(outcome).toMatchObject({ status: "denied", deniedBy: "policy" });
    expect(open.attempts).toMatchObject([
      { decision: "deny", classification: "policy", matchedRule: "never", riskLevel: "high" },
    ]);
    expect(open.events.at(-1)?.data).not.toHaveProperty("violationType");
  });
});

describe("a broken event bus", () => {
  function brokenBus(brokenName: string): EventBus {
    return {
      subscribe: () => () => {},
      unsubscribe: () => {},
      emit: (event) => {
        if (event.name === brokenName) throw new Error("bus down");
        return Promise.resolve();
      },
    };
  }

  test.each(["tool.gated", "tool.allowed"])("denies when emitting %s throws", async (name) => {
    const open = openGate({ eventBus: brokenBus(name) });
    let hasRun = false;
    open.registry.register(
      tool("Look", () => {
        hasRun = true;
        return "seen";
      }),
    );
    const outcome = await open.dispatch("Look");
    expect(outcome.status).toBe("denied");
    expect(hasRun).toBe(false);
    expect(open.problems).toMatchObject([{ code: "TOOL_DENIED", severity: "error" }]);
  });

  test("leaves a denial a denial when emitting tool.denied throws", async () => {
    const open = openGate({ eventBus: brokenBus("tool.denied"), rules: "" });
    open.registry.register(tool("Look", () => "seen"));
    expect(await open.dispatch("Look")).toMatchObject({ status: "denied", deniedBy: "policy" });
    expect(open.problems).toMatchObject([{ code: "TOOL_DENIED" }]);
  });

  test("that rejects is reported and changes nothing", async () => {
    const open = openGate({
      eventBus: {
        subscribe: () => () => {},
        unsubscribe: () => {},
        emit: () => Promise.reject(new Error("late")),
      },
    });
    open.registry.register(tool("Look", () => "seen"));
    expect((await open.dispatch("Look")).status).toBe("done");
    expect(open.problems).toMatchObject([{ code: "HANDLER_FAILED" }, { code: "HANDLER_FAILED" }]);
  });
});

test("a watcher that never answers holds up nothing, and events still start in order", async () => {
  const started: string[] = [];
  const open = openGate({
    eventBus: {
      subscribe: () => () => {},
      unsubscribe: () => {},
      emit: (event) => {
        started.push(event.name);
        return new Promise<void>(() => {});
      },
    },
  });
  open.registry.register(tool("Look", () => "seen"));
  expect((await open.dispatch("Look")).status).toBe("done");
  expect(started).toEqual(["tool.gated", "tool.allowed"]);
});

test("a report that throws changes nothing", async () => {
  const open = openGate({
    audit: { ...silentAudit, logToolAttempt: () => Promise.reject(new Error("disk full")) },
  });
  open.problems.push = () => {
    throw new Error("report down");
  };
  open.registry.register(tool("Look", () => "seen"));
  expect(await open.dispatch("Look")).toMatchObject({ status: "denied", deniedBy: "audit" });
});
