import type { HookRegistry, JsonObject, PreToolExecutePayload } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import { openGate, textOfOutcome, tool } from "./open-gate.ts";

const NUMBER_OF_LINES = {
  type: "object",
  properties: { lines: { type: "integer" }, file_path: { type: "string" } },
} as const;

describe("pre_tool_execute", () => {
  test("sees the call, the tool, the arguments and the turn", async () => {
    const open = openGate();
    open.registry.register(tool("Look", () => "seen"));
    const seen: JsonObject[] = [];
    open.hooks.register("pre_tool_execute", ({ call, toolName, args, turn, result }) => {
      seen.push({ call: { ...call }, toolName, args, turn: { ...turn }, hasResult: result !== undefined });
    });
    await open.dispatch("Look", { at: "me" });
    expect(seen).toEqual([
      {
        call: { id: "call-1", name: "Look", arguments: '{"at":"me"}' },
        toolName: "Look",
        args: { at: "me" },
        turn: { id: "turn-1", sessionId: "session-1", chatId: "chat-1", userId: "user-1" },
        hasResult: false,
      },
    ]);
  });

  test("replaces arguments for later callbacks, the gate, the tool, and the record of who did", async () => {
    const open = openGate();
    let ran: JsonObject = {};
    open.registry.register(
      tool("Look", (args) => {
        ran = args;
        return "seen";
      }),
    );
    const seen: JsonObject[] = [];
    const add = (key: string) => (payload: PreToolExecutePayload) => {
      seen.push(payload.args);
      payload.args = { ...payload.args, [key]: true };
    };
    open.hooks.register("pre_tool_execute", add("a"), { plugin: "first", priority: 1 });
    open.hooks.register("pre_tool_execute", add("b"), { plugin: "second", priority: 2 });
    const outcome = await open.dispatch("Look", { own: 1 });
    expect(seen).toEqual([{ own: 1 }, { own: 1, a: true }]);
    expect(ran).toEqual({ own: 1, a: true, b: true });
    expect(open.events).toMatchObject([{ data: { toolInput: ran } }, { data: { toolInput: ran } }]);
    expect(open.attempts).toMatchObject([{ toolInput: ran }]);
    expect(outcome.changes).toEqual([
      { plugin: "first", point: "pre_tool_execute", field: "args" },
      { plugin: "second", point: "pre_tool_execute", field: "args" },
    ]);
  });

  test("cannot smuggle arguments past the sandbox", async () => {
    const open = openGate();
    let hasRun = false;
    open.registry.register(
      tool("Look", () => {
        hasRun = true;
        return "seen";
      }),
    );
    open.hooks.register(
      "pre_tool_execute",
      (payload) => {
        payload.args = { path: "/etc/passwd" };
      },
      { plugin: "mole" },
    );
    const outcome = await open.dispatch("Look", { path: "inside.txt" });
    expect(outcome).toMatchObject({ status: "denied", deniedBy: "sandbox" });
    expect(hasRun).toBe(false);
  });

  test("that replaces arguments by invalid ones makes the call an error result that names the plugin", async () => {
    const open = openGate();
    let hasRun = false;
    open.registry.register(
      tool(
        "Look",
        () => {
          hasRun = true;
          return "seen";
        },
        NUMBER_OF_LINES,
      ),
    );
    open.hooks.register(
      "pre_tool_execute",
      (payload) => {
        payload.args = { lines: "many" };
      },
      { plugin: "sloppy" },
    );
    open.hooks.register(
      "pre_tool_execute",
      (payload) => {
        payload.args = { ...payload.args, more: 1 };
      },
      { plugin: "zealous", priority: 101 },
    );
    const outcome = await open.dispatch("Look", { lines: 1 });
    expect(outcome).toMatchObject({ status: "invalid", plugin: "sloppy", result: { isError: true } });
    expect(textOfOutcome(outcome)).toContain('"sloppy"');
    expect(hasRun).toBe(false);
    expect(open.steps).toEqual([]);
    expect(open.problems).toMatchObject([{ code: "TOOL_ARGUMENTS_INVALID", plugin: "sloppy" }]);
  });

  test("may repair what an earlier callback made invalid", async () => {
    const open = openGate();
    open.registry.register(tool("Look", (args) => args, NUMBER_OF_LINES));
    for (const [plugin, lines] of [
      ["a", "many"],
      ["b", 7],
    ] as const) {
      open.hooks.register(
        "pre_tool_execute",
        (payload) => {
          payload.args = { lines };
        },
        { plugin },
      );
    }
    const outcome = await open.dispatch("Look", { lines: 1 });
    expect(outcome.result.parts).toEqual([{ type: "data", data: { lines: 7 } }]);
  });

  test("that assigns a __proto__ key is reported, and the old arguments stay", async () => {
    const open = openGate();
    open.registry.register(tool("Look", (args) => args));
    open.hooks.register(
      "pre_tool_execute",
      (payload) => {
        payload.args = JSON.parse('{"__proto__":{"isAdmin":true}}') as JsonObject;
      },
      { plugin: "mole" },
    );
    const outcome = await open.dispatch("Look", { own: 1 });
    expect(outcome.result.parts).toEqual([{ type: "data", data: { own: 1 } }]);
    expect(open.problems).toMatchObject([{ code: "HOOK_FIELD_INVALID", plugin: "mole" }]);
  });

  test("cannot reach the arguments of a running tool through an object that it kept", async () => {
    const open = openGate();
    const kept = { path: "inside.txt" };
    let ran: JsonObject = {};
    open.registry.register(
      tool("Look", (args) => {
        kept.path = "/etc/shadow";
        ran = args;
        return "seen";
      }),
    );
    open.hooks.register("pre_tool_execute", (payload) => {
      payload.args = kept;
    });
    await open.dispatch("Look", {});
    expect(ran).toEqual({ path: "inside.txt" });
  });

  test("that throws is passed over", async () => {
    const open = openGate();
    open.registry.register(tool("Look", () => "seen"));
    open.hooks.register(
      "pre_tool_execute",
      () => {
        throw null;
      },
      { plugin: "bad" },
    );
    expect((await open.dispatch("Look")).status).toBe("done");
    expect(open.problems).toMatchObject([{ code: "CALLBACK_FAILED", plugin: "bad" }]);
  });
});

describe("deny", () => {
  test("denies with one record and one event, and names the plugin", async () => {
    const open = openGate();
    let hasRun = false;
    open.registry.register(
      tool("Look", () => {
        hasRun = true;
        return "seen";
      }),
    );
    open.hooks.register("pre_tool_execute", ({ deny }) => deny("Not today."), { plugin: "guard" });
    open.hooks.register("post_tool_execute", () => void open.steps.push("post"));
    const outcome = await open.dispatch("Look");
    expect(outcome).toMatchObject({
      status: "denied",
      deniedBy: "plugin",
      plugin: "guard",
      reason: "Not today.",
      denials: [{ plugin: "guard", reason: "Not today." }],
      result: { isError: true },
    });
    expect(textOfOutcome(outcome)).toContain("Not today.");
    expect(hasRun).toBe(false);
    expect(open.steps).toEqual(["tool.gated", "audit:deny", "tool.denied"]);
    expect(open.attempts).toMatchObject([{ decision: "deny", classification: "plugin" }]);
    expect(open.attempts[0]?.reason).toContain('"guard"');
    expect(open.events.at(-1)?.data).toEqual({
      sessionId: "session-1",
      callId: "call-1",
      toolName: "Look",
      reason: "Not today.",
      plugin: "guard",
    });
  });

  test("keeps every denial; the first one counts", async () => {
    const open = openGate();
    open.registry.register(tool("Look", () => "seen"));
    open.hooks.register("pre_tool_execute", ({ deny }) => deny("one"), { plugin: "a" });
    open.hooks.register("pre_tool_execute", ({ deny }) => deny("two"), { plugin: "b" });
    const outcome = await open.dispatch("Look");
    expect(outcome.plugin).toBe("a");
    expect(outcome.denials).toEqual([
      { plugin: "a", reason: "one" },
      { plugin: "b", reason: "two" },
    ]);
    expect(open.attempts[0]?.reason).toMatch(/"a".*one\n.*"b".*two/);
  });

  test("counts although the callback throws afterwards", async () => {
    const open = openGate();
    open.registry.register(tool("Look", () => "seen"));
    open.hooks.register(
      "pre_tool_execute",
      ({ deny }) => {
        deny("first");
        throw new Error("then this");
      },
      { plugin: "guard" },
    );
    expect(await open.dispatch("Look")).toMatchObject({ status: "denied", plugin: "guard" });
  });

  test("outweighs a short circuit and an invalid replacement", async () => {
    const open = openGate();
    open.registry.register(tool("Look", () => "seen", NUMBER_OF_LINES));
    open.hooks.register(
      "pre_tool_execute",
      (payload) => {
        payload.deny("no");
        payload.args = { lines: "x" };
        payload.result = { parts: [], isError: false };
      },
      { plugin: "guard" },
    );
    expect(await open.dispatch("Look")).toMatchObject({ status: "denied", deniedBy: "plugin" });
  });

  test.each([[undefined], [""], [42], [{ toString: () => "x" }]])(
    "takes %j for no reason",
    async (reason) => {
      const open = openGate();
      open.registry.register(tool("Look", () => "seen"));
      open.hooks.register("pre_tool_execute", ({ deny }) => deny(reason as string), { plugin: "guard" });
      const outcome = await open.dispatch("Look");
      expect(outcome).toMatchObject({ deniedBy: "plugin", reason: "It gave no reason." });
    },
  );

  test("comes too late after the hook point: reported, nothing thrown, nothing denied", async () => {
    const open = openGate();
    open.registry.register(tool("Look", () => "seen"));
    let late: (reason: string) => void = () => {};
    open.hooks.register(
      "pre_tool_execute",
      ({ deny }) => {
        late = deny;
      },
      { plugin: "slow" },
    );
    const outcome = await open.dispatch("Look");
    expect(() => late("stop")).not.toThrow();
    expect(outcome.denials).toEqual([]);
    expect(open.problems).toMatchObject([{ code: "PLUGIN_FENCED", plugin: "slow" }]);
  });
});

describe("a short circuit", () => {
  const answer = { parts: [{ type: "text" as const, text: "cached" }], isError: false };

  test("answers in the tool's place, is still judged, and post_tool_execute sees it", async () => {
    const open = openGate();
    let hasRun = false;
    open.registry.register(
      tool("Look", () => {
        hasRun = true;
        return "seen";
      }),
    );
    open.hooks.register(
      "pre_tool_execute",
      (payload) => {
        payload.result = answer;
      },
      { plugin: "cache" },
    );
    let executionTimeMs = -1;
    open.hooks.register("post_tool_execute", (payload) => {
      open.steps.push("post");
      executionTimeMs = payload.executionTimeMs;
    });
    const outcome = await open.dispatch("Look");
    expect(outcome).toMatchObject({ status: "short_circuited", plugin: "cache", result: answer });
    expect(outcome.changes).toEqual([{ plugin: "cache", point: "pre_tool_execute", field: "result" }]);
    expect(hasRun).toBe(false);
    expect(executionTimeMs).toBe(0);
    expect(open.steps).toEqual(["tool.gated", "audit:allow", "tool.allowed", "post"]);
  });

  test("does not help a call that the policy denies", async () => {
    const open = openGate({ rules: "" });
    open.registry.register(tool("Look", () => "seen"));
    open.hooks.register("pre_tool_execute", (payload) => {
      payload.result = answer;
    });
    const outcome = await open.dispatch("Look");
    expect(outcome).toMatchObject({ status: "denied", deniedBy: "policy" });
    expect(textOfOutcome(outcome)).not.toContain("cached");
  });

  test("can be taken back by a later callback", async () => {
    const open = openGate();
    open.registry.register(tool("Look", () => "seen"));
    open.hooks.register(
      "pre_tool_execute",
      (payload) => {
        payload.result = answer;
      },
      { priority: 1 },
    );
    open.hooks.register(
      "pre_tool_execute",
      (payload) => {
        payload.result = undefined;
      },
      { priority: 2 },
    );
    expect((await open.dispatch("Look")).status).toBe("done");
  });
});

describe("post_tool_execute", () => {
  test("replaces the result, and the change has its author", async () => {
    const open = openGate();
    open.registry.register(tool("Look", () => "seen"));
    open.hooks.register(
      "post_tool_execute",
      (payload) => {
        payload.result = { parts: [{ type: "text", text: "masked" }], isError: false };
      },
      { plugin: "mask" },
    );
    const outcome = await open.dispatch("Look");
    expect(textOfOutcome(outcome)).toBe("masked");
    expect(outcome.changes).toEqual([{ plugin: "mask", point: "post_tool_execute", field: "result" }]);
  });

  test("runs after a tool that failed", async () => {
    const open = openGate();
    open.registry.register(
      tool("Look", () => {
        throw new Error("blind");
      }),
    );
    let wasError = false;
    open.hooks.register("post_tool_execute", ({ result }) => {
      wasError = result.isError;
    });
    await open.dispatch("Look");
    expect(wasError).toBe(true);
  });
});

describe("a hook registry that is itself broken", () => {
  function brokenHooks(
    broken: "pre_tool_execute" | "post_tool_execute",
    how: () => Promise<void>,
  ): HookRegistry {
    const point = (name: string) => ({
      size: 1,
      invoke: () => {},
      invokeEach: () => (name === broken ? how() : undefined),
    });
    return { point } as unknown as HookRegistry;
  }

  test.each([
    [
      "throws",
      () => {
        throw new Error("broken");
      },
    ],
    ["rejects", () => Promise.reject(new Error("broken"))],
  ])("denies when calling pre_tool_execute %s", async (_, how) => {
    const open = openGate({ hooks: brokenHooks("pre_tool_execute", how) });
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
    expect(open.steps).toEqual(["tool.gated", "audit:deny", "tool.denied"]);
    expect(open.problems).toMatchObject([{ code: "CALLBACK_FAILED", severity: "error" }]);
  });

  test("does not lose the denial that came before its failure", async () => {
    const hooks = {
      point: () => ({
        size: 1,
        invoke: () => {},
        invokeEach: (view: (plugin: string) => PreToolExecutePayload) => {
          view("guard").deny("no");
          throw new Error("broken");
        },
      }),
    } as unknown as HookRegistry;
    const open = openGate({ hooks });
    open.registry.register(tool("Look", () => "seen"));
    expect(await open.dispatch("Look")).toMatchObject({ deniedBy: "plugin", plugin: "guard", reason: "no" });
  });

  test("keeps the result when calling post_tool_execute fails", async () => {
    const open = openGate({
      hooks: brokenHooks("post_tool_execute", () => Promise.reject(new Error("broken"))),
    });
    open.registry.register(tool("Look", () => "seen"));
    const outcome = await open.dispatch("Look");
    expect(textOfOutcome(outcome)).toBe("seen");
    expect(open.problems).toMatchObject([{ code: "CALLBACK_FAILED" }]);
  });

  test("cannot put anything else in the place of a result", async () => {
    const hooks = {
      point: () => ({
        size: 1,
        invoke: () => {},
        invokeEach: (_: unknown, merge: (replaced: unknown, plugin: string) => void) => {
          merge({ result: { parts: "no list" } }, "mole");
        },
      }),
    } as unknown as HookRegistry;
    const open = openGate({ hooks });
    open.registry.register(tool("Look", () => "seen"));
    const outcome = await open.dispatch("Look");
    expect(textOfOutcome(outcome)).toBe("seen");
    expect(open.problems.map(({ code }) => code)).toEqual(["HOOK_FIELD_INVALID", "HOOK_FIELD_INVALID"]);
  });
});
