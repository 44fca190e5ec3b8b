import { createHookRegistry } from "@asky/manager";
import { HOOK_POINTS, type HookPoint, type Problem, textPart } from "@asky/sdk";
import { describe, expect, test } from "vitest";

const turn = { id: "t1", sessionId: "s1", chatId: "c1", userId: "u1" };
const { signal } = new AbortController();
const promptContext = { config: {}, sessionId: "s1", turn, signal };
const sessionEnd = Object.freeze({ sessionId: "s1" });

function setUp() {
  const problems: Problem[] = [];
  return { hooks: createHookRegistry({ report: (problem) => problems.push(problem) }), problems };
}

function toolPayload() {
  return {
    turn,
    signal,
    call: { id: "k1", name: "Read", arguments: "{}" },
    toolName: "Read",
    args: { file_path: "a.txt", nested: { list: [1] } },
    result: undefined,
    deny: () => {},
  };
}

describe("register", () => {
  test("orders by priority, then plugin name, then registration", () => {
    const { hooks } = setUp();
    const calls: string[] = [];
    const add = (label: string, plugin: string, priority?: number) =>
      hooks.register("session_end", () => calls.push(label), {
        plugin,
        ...(priority !== undefined && { priority }),
      });
    add("b second", "b");
    add("late", "a", 101);
    add("a first", "a");
    add("a second", "a");
    add("early", "z", -5);
    hooks.invoke("session_end", sessionEnd);
    expect(calls).toEqual(["early", "a first", "a second", "b second", "late"]);
  });

  test("takes a number for the priority and defaults to 100", () => {
    const { hooks } = setUp();
    const calls: number[] = [];
    hooks.register("session_end", () => calls.push(100));
    hooks.register("session_end", () => calls.push(99), 99);
    hooks.register("session_end", () => calls.push(101), 101);
    hooks.invoke("session_end", sessionEnd);
    expect(calls).toEqual([99, 100, 101]);
  });

  test.each([
    ["an unknown point", "session_ended", () => {}, undefined, "HOOK_POINT_UNKNOWN"],
    ["a point that is a prototype key", "__proto__", () => {}, undefined, "HOOK_POINT_UNKNOWN"],
    ["a symbol", Symbol("x"), () => {}, undefined, "HOOK_POINT_UNKNOWN"],
    ["no function", "session_end", "callback", undefined, "HOOK_OPTIONS_INVALID"],
    ["a priority that is no number", "session_end", () => {}, "10", "HOOK_OPTIONS_INVALID"],
    ["a priority of NaN", "session_end", () => {}, Number.NaN, "HOOK_OPTIONS_INVALID"],
    ["an endless priority", "session_end", () => {}, { priority: Infinity }, "HOOK_OPTIONS_INVALID"],
  ])("refuses %s", (_, point, callback, options, code) => {
    const { hooks } = setUp();
    const register = hooks.register as (...args: unknown[]) => unknown;
    expect(() => register(point, callback, options)).toThrow(expect.objectContaining({ code }));
  });

  test("returns an undo that takes out its own registration only", () => {
    const { hooks } = setUp();
    let calls = 0;
    const callback = () => {
      calls += 1;
    };
    const undo = hooks.register("session_end", callback);
    hooks.register("session_end", callback);
    undo();
    undo();
    hooks.invoke("session_end", sessionEnd);
    expect(calls).toBe(1);
  });

  test.each<[string, () => unknown]>([
    [
      "cannot be read",
      () => {
        throw new Error("trap");
      },
    ],
    ["is a list", () => ["secret"]],
    ["is empty", () => ""],
  ])("survives a function whose name %s", (_, get) => {
    const { hooks, problems } = setUp();
    const callback = Object.defineProperty(() => Promise.reject(new Error("no")), "name", { get });
    hooks.register("session_end", callback, { plugin: "p" });
    return Promise.resolve(hooks.invoke("session_end", sessionEnd)).then(() => {
      expect(problems[0]?.message).toContain('"anonymous"');
    });
  });
});

describe("unregister", () => {
  test("removes the first registration of the callback; an unknown one is no fault", () => {
    const { hooks } = setUp();
    let calls = 0;
    const callback = () => {
      calls += 1;
    };
    hooks.register("session_end", callback);
    hooks.register("session_end", callback);
    hooks.unregister("session_end", callback);
    hooks.unregister("session_end", () => {});
    hooks.invoke("session_end", sessionEnd);
    expect(calls).toBe(1);
  });
});

describe("freeze", () => {
  test("refuses every further change and leaves calling as it was", () => {
    const { hooks } = setUp();
    let calls = 0;
    const callback = () => {
      calls += 1;
    };
    const undo = hooks.register("session_end", callback);
    expect(hooks.isFrozen).toBe(false);
    hooks.freeze();
    hooks.freeze();
    expect(hooks.isFrozen).toBe(true);
    const frozen = expect.objectContaining({ code: "HOOKS_FROZEN" });
    expect(() => hooks.register("session_end", () => {})).toThrow(frozen);
    expect(() => hooks.unregister("session_end", callback)).toThrow(frozen);
    expect(undo).toThrow(frozen);
    hooks.invoke("session_end", sessionEnd);
    expect(calls).toBe(1);
  });
});

describe("invoke", () => {
  test.each(HOOK_POINTS.filter((point) => point !== "system_prompt_extend"))(
    "reaches a callback on %s",
    (point) => {
      const { hooks } = setUp();
      const payload = Object.freeze({ sessionId: "s1" });
      let got: unknown;
      const register = hooks.register as (point: HookPoint, callback: (payload: unknown) => void) => void;
      register(point, (value) => {
        got = value;
      });
      (hooks.invoke as (point: HookPoint, payload: unknown) => void)(point, payload);
      expect(got).toBe(payload);
    },
  );

  test("returns nothing when no callback returned a promise, and a promise when one did", async () => {
    const { hooks } = setUp();
    hooks.register("session_end", () => "ignored");
    expect(hooks.invoke("session_end", sessionEnd)).toBeUndefined();
    hooks.register("session_end", async () => "ignored");
    const outcome = hooks.invoke("session_end", sessionEnd);
    expect(outcome).toBeInstanceOf(Promise);
    expect(await outcome).toBeUndefined();
  });

  test("awaits each callback before the next one runs", async () => {
    const { hooks } = setUp();
    const calls: string[] = [];
    hooks.register("session_end", async () => {
      calls.push("first begins");
      await Promise.resolve();
      calls.push("first ends");
    });
    hooks.register("session_end", () => calls.push("second"));
    await hooks.invoke("session_end", sessionEnd);
    expect(calls).toEqual(["first begins", "first ends", "second"]);
  });

  const hostile: readonly [string, () => unknown][] = [
    [
      "an error",
      () => {
        throw new Error("boom");
      },
    ],
    [
      "null",
      () => {
        throw null;
      },
    ],
    [
      "a text",
      () => {
        throw "boom";
      },
    ],
    [
      "a proxy that traps everything",
      () => {
        throw new Proxy(
          {},
          {
            get() {
              throw new Error("trap");
            },
          },
        );
      },
    ],
    ["a rejection", () => Promise.reject(new Error("boom"))],
    ["a rejection with undefined", () => Promise.reject(undefined)],
    [
      "a thenable that throws",
      () =>
        Object.defineProperty({}, "then", {
          value: () => {
            throw new Error("boom");
          },
        }),
    ],
    [
      "a thenable whose then cannot be read",
      () =>
        Object.defineProperty({}, "then", {
          get() {
            throw new Error("trap");
          },
        }),
    ],
    [
      "a stack overflow",
      function overflow(): unknown {
        return [overflow()];
      },
    ],
  ];
  test.each(hostile)(
    "survives %s, names plugin, point and callback, and runs the others",
    async (_, callback) => {
      const { hooks, problems } = setUp();
      let others = 0;
      hooks.register(
        "session_end",
        () => {
          others += 1;
        },
        { plugin: "before", priority: 1 },
      );
      hooks.register("session_end", callback, { plugin: "culprit" });
      hooks.register(
        "session_end",
        () => {
          others += 1;
        },
        { plugin: "healthy", priority: 200 },
      );
      await hooks.invoke("session_end", sessionEnd);
      expect(others).toBe(2);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatchObject({ code: "CALLBACK_FAILED", severity: "warning", plugin: "culprit" });
      expect(problems[0]?.message).toContain('"session_end"');
      expect(problems[0]?.hint).not.toBe("");
    },
  );

  test("takes changes made meanwhile into effect at the next call", () => {
    const { hooks } = setUp();
    const calls: string[] = [];
    const undoSecond = () => undo();
    hooks.register("session_end", () => {
      calls.push("first");
      undoSecond();
      hooks.register("session_end", () => calls.push("added"), 300);
    });
    const undo = hooks.register("session_end", () => calls.push("second"));
    hooks.invoke("session_end", sessionEnd);
    expect(calls).toEqual(["first", "second"]);
    calls.length = 0;
    hooks.invoke("session_end", sessionEnd);
    expect(calls).toEqual(["first", "added"]);
  });

  test("does not hand its list of callbacks to a callback as this", () => {
    const { hooks } = setUp();
    let self: unknown = "never called";
    hooks.register("session_end", function (this: unknown) {
      self = this;
    });
    hooks.invoke("session_end", sessionEnd);
    expect(self).toBeUndefined();
  });

  test("can be nested: a callback may make the host call the same point again", () => {
    const { hooks } = setUp();
    const depths: number[] = [];
    let depth = 0;
    hooks.register("session_end", () => {
      depths.push(depth);
      if (depth++ < 2) hooks.invoke("session_end", sessionEnd);
    });
    hooks.invoke("session_end", sessionEnd);
    expect(depths).toEqual([0, 1, 2]);
  });
});

describe("invokeChain", () => {
  test("gives the value back when nobody has registered", () => {
    expect(setUp().hooks.invokeChain("system_prompt_extend", "base", promptContext)).toBe("base");
  });

  test("passes each output on, synchronously while no promise comes back", async () => {
    const { hooks } = setUp();
    hooks.register("system_prompt_extend", (prompt) => `${prompt} one`);
    hooks.register("system_prompt_extend", (prompt, context) => `${prompt} ${context.sessionId}`);
    expect(hooks.invokeChain("system_prompt_extend", "base", promptContext)).toBe("base one s1");
    hooks.register("system_prompt_extend", async (prompt) => `${prompt} three`);
    hooks.register("system_prompt_extend", (prompt) => `${prompt} four`, 101);
    expect(await hooks.invokeChain("system_prompt_extend", "base", promptContext)).toBe(
      "base one s1 three four",
    );
  });

  test("leaves the value alone when a callback fails, returns nothing, or returns the wrong type", async () => {
    const { hooks, problems } = setUp();
    const odd = hooks.register as (point: string, callback: unknown, options: unknown) => void;
    odd(
      "system_prompt_extend",
      () => {
        throw new Error("boom");
      },
      { plugin: "a" },
    );
    odd("system_prompt_extend", () => {}, { plugin: "b" });
    odd("system_prompt_extend", () => 42, { plugin: "c" });
    odd("system_prompt_extend", async () => undefined, { plugin: "d" });
    odd("system_prompt_extend", async () => null, { plugin: "e" });
    odd(
      "system_prompt_extend",
      async () => {
        throw new Error("late");
      },
      { plugin: "f" },
    );
    hooks.register("system_prompt_extend", (prompt) => `${prompt}!`, { plugin: "g" });
    expect(await hooks.invokeChain("system_prompt_extend", "base", promptContext)).toBe("base!");
    expect(problems.map(({ plugin, code }) => [plugin, code])).toEqual([
      ["a", "CALLBACK_FAILED"],
      ["c", "HOOK_FIELD_INVALID"],
      ["e", "HOOK_FIELD_INVALID"],
      ["f", "CALLBACK_FAILED"],
    ]);
  });

  test("keeps interleaved invocations apart", async () => {
    const { hooks } = setUp();
    for (const step of ["a", "b", "c"]) {
      hooks.register("system_prompt_extend", async (prompt) => {
        await Promise.resolve();
        return `${prompt}${step}`;
      });
    }
    const run = (start: string) => hooks.invokeChain("system_prompt_extend", start, promptContext);
    expect(await Promise.all(["1", "2", "3"].map(run))).toEqual(["1abc", "2abc", "3abc"]);
  });
});

describe("invokeEach", () => {
  test("hands each callback the values as of now and reads back what it replaced", async () => {
    const { hooks } = setUp();
    const seen: unknown[] = [];
    let args: object = { n: 1 };
    hooks.register(
      "pre_tool_execute",
      (payload) => {
        payload.args = { n: 2 };
      },
      { plugin: "a" },
    );
    hooks.register(
      "pre_tool_execute",
      async (payload) => {
        seen.push(payload.args);
      },
      { plugin: "b" },
    );
    hooks.register(
      "pre_tool_execute",
      (payload) => {
        payload.args = { ...payload.args, m: 3 };
      },
      { plugin: "c" },
    );
    const authors: [string, readonly string[]][] = [];
    await hooks.invokeEach(
      "pre_tool_execute",
      () => ({ ...toolPayload(), args: args as never }),
      (replaced, plugin) => {
        authors.push([plugin, Object.keys(replaced)]);
        if (replaced.args) args = replaced.args;
      },
    );
    expect(seen).toEqual([{ n: 2 }]);
    expect(args).toEqual({ n: 2, m: 3 });
    expect(authors).toEqual([
      ["a", ["args"]],
      ["b", []],
      ["c", ["args"]],
    ]);
  });

  test("freezes nested values and members that cannot be replaced", async () => {
    const { hooks, problems } = setUp();
    const attempts: readonly ((payload: Record<string, unknown>) => void)[] = [
      (payload) => {
        (payload.args as { n: number }).n = 9;
      },
      (payload) => {
        (payload.turn as { id: string }).id = "forged";
      },
      (payload) => {
        payload.toolName = "Write";
      },
      (payload) => {
        payload.extra = 1;
      },
      (payload) => {
        Object.defineProperty(payload, "args", { get: () => ({}) });
      },
      (payload) => {
        delete payload.args;
      },
    ];
    for (const [index, attempt] of attempts.entries()) {
      hooks.register("pre_tool_execute", attempt as never, { plugin: `p${index}` });
    }
    const payload = toolPayload();
    await hooks.invokeEach(
      "pre_tool_execute",
      () => payload,
      () => {
        throw new Error("no attempt succeeds, so nothing is merged");
      },
    );
    expect(problems.map(({ plugin }) => plugin)).toEqual(attempts.map((_, index) => `p${index}`));
    expect(payload).toEqual(expect.objectContaining({ toolName: "Read", turn }));
  });

  test.each([
    ["nothing for arguments", { args: null }],
    ["a text for arguments", { args: "x" }],
    ["a list for arguments", { args: [1] }],
    ["a function inside arguments", { args: { run: () => {} } }],
    [
      "a cycle inside arguments",
      {
        args: (() => {
          const ring: Record<string, unknown> = {};
          ring.self = ring;
          return ring;
        })(),
      },
    ],
    ["a class instance for arguments", { args: new Map() }],
    ["a result without parts", { result: { isError: false } }],
    ["a result with a wrong part", { result: { isError: false, parts: [{ type: "text" }] } }],
    [
      "a proxy that traps",
      {
        result: new Proxy(
          {},
          {
            ownKeys() {
              throw new Error("trap");
            },
          },
        ),
      },
    ],
  ])("refuses %s by name and keeps the old value", async (_, replacement) => {
    const { hooks, problems } = setUp();
    hooks.register(
      "pre_tool_execute",
      (payload) => {
        Object.assign(payload, replacement);
      },
      { plugin: "culprit" },
    );
    const merged: unknown[] = [];
    await hooks.invokeEach("pre_tool_execute", toolPayload, (replaced) => merged.push(replaced));
    expect(merged).toEqual([{}]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code: "HOOK_FIELD_INVALID", plugin: "culprit", severity: "warning" });
  });

  test("returns nothing when callbacks returned anything but a promise", () => {
    const { hooks } = setUp();
    for (const value of [undefined, null, 5, {}])
      hooks.register("pre_tool_execute", () => value as undefined);
    const merged: unknown[] = [];
    expect(hooks.invokeEach("pre_tool_execute", toolPayload, (replaced) => merged.push(replaced))).toBe(
      undefined,
    );
    expect(merged).toEqual([{}, {}, {}, {}]);
  });

  test("says more only where a value could not be taken over at all", async () => {
    const { hooks, problems } = setUp();
    for (const args of [null, { run() {} }]) {
      hooks.register("pre_tool_execute", (payload) => {
        Object.assign(payload, { args });
      });
    }
    await hooks.invokeEach("pre_tool_execute", toolPayload, () => {});
    expect(problems.map(({ causes }) => causes?.length)).toEqual([undefined, 1]);
  });

  test("accepts every replaceable member of the right type", async () => {
    const { hooks, problems } = setUp();
    const message = { role: "assistant", parts: [textPart("hi")], toolCalls: [] } as const;
    const conversation = [
      { role: "system", parts: [] },
      { role: "user", parts: [{ type: "image", mimeType: "image/png", data: "" }] },
      message,
      {
        role: "tool",
        toolCallId: "1",
        toolName: "Now",
        parts: [{ type: "data", data: null }],
        isError: false,
      },
    ] as const;
    const call = { id: "1", name: "Now", arguments: "" };
    hooks.register("post_llm_response", (payload) => {
      payload.message = { ...message, toolCalls: [call] };
      payload.toolCalls = [call];
      payload.messages = conversation;
    });
    const base = { turn, signal, turnNumber: 1, message, toolCalls: [], messages: [] };
    let merged: Record<string, unknown> = {};
    await hooks.invokeEach(
      "post_llm_response",
      () => base,
      (replaced) => {
        merged = { ...replaced };
      },
    );
    expect(problems).toEqual([]);
    expect(merged).toEqual({
      message: { ...message, toolCalls: [call] },
      toolCalls: [call],
      messages: conversation,
    });
  });

  test("passes on nothing that a callback does to its values afterwards", async () => {
    const { hooks } = setUp();
    const mine = { n: 1 };
    hooks.register("pre_tool_execute", (payload) => {
      payload.args = mine;
    });
    let merged: object | undefined;
    await hooks.invokeEach("pre_tool_execute", toolPayload, ({ args }) => {
      merged = args;
    });
    mine.n = 2;
    expect(merged).toEqual({ n: 1 });
    expect(Object.isFrozen(merged)).toBe(true);
  });

  test("discards what a callback replaced before it failed", async () => {
    const { hooks, problems } = setUp();
    hooks.register(
      "pre_tool_execute",
      (payload) => {
        payload.args = { n: 2 };
        throw new Error("boom");
      },
      { plugin: "a" },
    );
    hooks.register(
      "pre_tool_execute",
      async (payload) => {
        payload.args = { n: 3 };
        throw new Error("boom");
      },
      { plugin: "b" },
    );
    const merged: unknown[] = [];
    await hooks.invokeEach("pre_tool_execute", toolPayload, (replaced) => merged.push(replaced));
    expect(merged).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(["CALLBACK_FAILED", "CALLBACK_FAILED"]);
  });

  test("leaves a list of servers open to the callback", () => {
    const { hooks } = setUp();
    const servers: never[] = [];
    const spec = { name: "s", start() {}, stop() {}, isRunning: () => true };
    hooks.register("daemon_server_register", (payload) => payload.servers.push(spec));
    const daemonService = { serverNames: [], getServer: () => undefined };
    hooks.invokeEach(
      "daemon_server_register",
      () => ({ daemonService, servers, registerServer() {} }),
      () => {},
    );
    expect(servers).toEqual([spec]);
  });
});

describe("point", () => {
  test("gives a handle that follows later registrations", () => {
    const { hooks } = setUp();
    const handle = hooks.point("session_end");
    const chain = hooks.point("system_prompt_extend");
    expect([handle.size, chain.size]).toEqual([0, 0]);
    let calls = 0;
    hooks.register("session_end", () => {
      calls += 1;
    });
    hooks.register("system_prompt_extend", (prompt) => `${prompt}!`);
    handle.invoke(sessionEnd);
    expect([handle.size, chain.size, calls]).toEqual([1, 1, 1]);
    expect(chain.invokeChain("a", promptContext)).toBe("a!");
  });

  test("refuses an unknown point", () => {
    const point = setUp().hooks.point as (name: string) => unknown;
    expect(() => point("pre_llm")).toThrow(expect.objectContaining({ code: "HOOK_POINT_UNKNOWN" }));
  });
});
