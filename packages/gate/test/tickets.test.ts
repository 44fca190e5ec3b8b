import { createGate, parsePolicy } from "@asky/gate";
import { createEventBus, createHookRegistry } from "@asky/manager";
import { type GateTicket, PluginError, type ToolExecutionContext } from "@asky/sdk";
import { afterEach, describe, expect, test } from "vitest";
import { openGate, RULES, tool, turnInfo } from "./open-gate.ts";

const setWeak = WeakMap.prototype.set;

afterEach(() => {
  WeakMap.prototype.set = setWeak;
});

/**
 * No public way leads to a ticket, so these tests take one the way hostile code in the same process could: out of the
 * hands of a built-in, at the moment of minting, before the gate uses it.
 */
function onMint(steal: (ticket: GateTicket) => void): void {
  WeakMap.prototype.set = function (this: WeakMap<WeakKey, unknown>, key: WeakKey, value: unknown) {
    const isTicket = typeof key === "object" && "callId" in key && "turnId" in key && "origin" in key;
    setWeak.call(this, key, value);
    if (isTicket) steal(key as unknown as GateTicket);
    return this;
  } as typeof setWeak;
}

function contextOf(overrides: { callId?: string; turnId?: string } = {}): ToolExecutionContext {
  return {
    call: { id: overrides.callId ?? "call-1", name: "Look", arguments: "{}" },
    turn: { ...turnInfo(), id: overrides.turnId ?? "turn-1" },
    directory: "/nowhere/work",
    allowedDirs: [],
    signal: new AbortController().signal,
  };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "ran";
  } catch (error) {
    return PluginError.is(error) ? error.code : "unknown";
  }
}

describe("without a ticket of the gate nothing runs", () => {
  test.each([
    ["nothing", undefined],
    ["null", null],
    ["a text", "ticket"],
    ["an empty object", {}],
    [
      "an object that looks like one",
      { id: "x", callId: "call-1", turnId: "turn-1", toolName: "Look", origin: "host" },
    ],
    [
      "a Proxy that answers everything",
      new Proxy({}, { get: () => "Look", has: () => true, getPrototypeOf: () => Object.prototype }),
    ],
  ])("%s is refused", async (_, ticket) => {
    const { registry } = openGate();
    let hasRun = false;
    registry.register(
      tool("Look", () => {
        hasRun = true;
        return "seen";
      }),
    );
    const execution = registry.execute(ticket as unknown as GateTicket, {}, contextOf());
    expect(await codeOf(execution)).toBe("TICKET_REFUSED");
    expect(hasRun).toBe(false);
  });

  test("no public value leads to an executor", () => {
    const { registry } = openGate();
    const executor = () => "seen";
    registry.register(tool("Look", executor));
    const view = registry.forPlugin("notes");
    const reached = new Set<unknown>();
    const visit = (value: unknown): void => {
      if (value === null || (typeof value !== "object" && typeof value !== "function") || reached.has(value))
        return;
      reached.add(value);
      for (const key of Reflect.ownKeys(value)) visit(Reflect.get(value, key));
    };
    for (const start of [registry, view, registry.getSchemas(), view.getSchemas()]) visit(start);
    expect(reached.has(executor)).toBe(false);
    expect(Object.isFrozen(registry) && Object.isFrozen(view)).toBe(true);
    expect(view).not.toHaveProperty("execute");
  });
});

describe("a ticket", () => {
  interface Theft {
    readonly codes: Promise<string>[];
    runs: number;
  }

  /** Dispatches once while `attempt` tries something with the ticket; tells how often the tool ran. */
  async function dispatchWhile(
    attempt: (ticket: GateTicket, open: ReturnType<typeof openGate>) => Promise<unknown>,
  ): Promise<Theft & { readonly status: string }> {
    const open = openGate();
    const theft: Theft = { codes: [], runs: 0 };
    open.registry.register(
      tool("Look", () => {
        theft.runs++;
        return "seen";
      }),
    );
    open.registry.forPlugin("notes").register(tool("add", () => "added"));
    onMint((ticket) => void theft.codes.push(codeOf(attempt(ticket, open))));
    const { status } = await open.dispatch("Look", { own: 1 });
    return { ...theft, status };
  }

  test.each([
    ["a list cut at another place", { list: [1, 23] }, { list: [12, 3] }],
    ["nothing in the place of a text", { text: null }, { text: "null" }],
    ["an object in the place of a list", { list: ["a"] }, { list: { 0: "a" } }],
  ])("is refused for %s", async (_, minted, used) => {
    const open = openGate();
    let runs = 0;
    open.registry.register(tool("Look", () => `${++runs}`));
    const codes: Promise<string>[] = [];
    onMint((ticket) => {
      codes.push(codeOf(open.registry.execute(ticket, used as never, contextOf())));
    });
    expect((await open.dispatch("Look", minted as never)).result.isError).toBe(true);
    expect(await Promise.all(codes)).toEqual(["TICKET_REFUSED"]);
    expect(runs).toBe(0);
  });

  test("says why it is refused", async () => {
    const reasons: Promise<string>[] = [];
    const reasonOf = (promise: Promise<unknown>) => promise.then(String, (error: Error) => error.message);
    const open = openGate();
    open.registry.register(tool("Look", () => "seen"));
    onMint((ticket) => {
      const other = open.gate.createRegistry();
      reasons.push(reasonOf(other.execute(ticket, {}, contextOf())));
    });
    await open.dispatch("Look", {});
    onMint((ticket) => {
      reasons.push(reasonOf(open.registry.execute(ticket, { other: 1 }, contextOf())));
      reasons.push(reasonOf(open.registry.execute(ticket, {}, contextOf())));
    });
    await open.dispatch("Look", {});
    reasons.push(reasonOf(open.registry.execute({} as GateTicket, {}, contextOf())));
    expect(await Promise.all(reasons)).toEqual([
      expect.stringContaining("a tool that is not registered here"),
      expect.stringContaining("another call, turn or arguments"),
      expect.stringContaining("used before"),
      expect.stringContaining("not minted by this gate"),
    ]);
  });

  test("runs a call whose arguments hold nothing", async () => {
    const open = openGate();
    open.registry.register(tool("Look", (args) => JSON.stringify(args)));
    expect(await open.dispatch("Look", { none: null, list: [null] })).toMatchObject({ status: "done" });
  });

  test("is refused a second time", async () => {
    let stolen: GateTicket | undefined;
    const open = openGate();
    open.registry.register(tool("Look", () => "seen"));
    onMint((ticket) => {
      stolen = ticket;
    });
    expect((await open.dispatch("Look", { own: 1 })).status).toBe("done");
    expect(stolen).toMatchObject({ callId: "call-1", turnId: "turn-1", toolName: "Look", origin: "host" });
    const again = open.registry.execute(stolen as GateTicket, { own: 1 }, contextOf());
    expect(await codeOf(again)).toBe("TICKET_REFUSED");
  });

  test("runs the tool once, whoever uses it first", async () => {
    const { runs, status, codes } = await dispatchWhile((ticket, { registry }) =>
      registry.execute(ticket, { own: 1 }, contextOf()),
    );
    expect(await Promise.all(codes)).toEqual(["ran"]);
    expect(runs).toBe(1);
    expect(status).toBe("denied");
  });

  test.each([
    ["other arguments", { own: 2 }, contextOf()],
    ["fewer arguments", {}, contextOf()],
    ["another call", { own: 1 }, contextOf({ callId: "call-2" })],
    ["another turn", { own: 1 }, contextOf({ turnId: "turn-2" })],
  ])("is refused for %s, and is used up by that", async (_, args, context) => {
    const { runs, status, codes } = await dispatchWhile((ticket, { registry }) =>
      registry.execute(ticket, args, context),
    );
    expect(await Promise.all(codes)).toEqual(["TICKET_REFUSED"]);
    expect(runs).toBe(0);
    expect(status).toBe("denied");
  });

  test("is refused by another registry of the same gate, also for the same tool", async () => {
    const { runs, codes } = await dispatchWhile((ticket, { gate }) => {
      const other = gate.createRegistry();
      other.register(tool("Look", () => "other"));
      return other.execute(ticket, { own: 1 }, contextOf());
    });
    expect(await Promise.all(codes)).toEqual(["TICKET_REFUSED"]);
    expect(runs).toBe(0);
  });

  test("is refused by another gate", async () => {
    const { codes } = await dispatchWhile((ticket) => {
      const other = openGate();
      other.registry.register(tool("Look", () => "other"));
      return other.registry.execute(ticket, { own: 1 }, contextOf());
    });
    expect(await Promise.all(codes)).toEqual(["TICKET_REFUSED"]);
  });

  test("is refused as a copy", async () => {
    const { codes, status } = await dispatchWhile((ticket, { registry }) =>
      registry.execute({ ...ticket } as GateTicket, { own: 1 }, contextOf()),
    );
    expect(await Promise.all(codes)).toEqual(["TICKET_REFUSED"]);
    expect(status).toBe("done");
  });

  test("does not care about the order of keys", async () => {
    const open = openGate();
    let runs = 0;
    open.registry.register(
      tool("Look", () => {
        runs++;
        return "seen";
      }),
    );
    const codes: Promise<string>[] = [];
    onMint((ticket) => {
      codes.push(codeOf(open.registry.execute(ticket, { b: { d: 1, c: [2, 3] }, a: 1 }, contextOf())));
    });
    await open.dispatch("Look", { a: 1, b: { c: [2, 3], d: 1 } });
    expect(await Promise.all(codes)).toEqual(["ran"]);
    expect(runs).toBe(1);
  });

  test("is refused with arguments or a context that cannot be read", async () => {
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("no");
        },
      },
    );
    const first = await dispatchWhile((ticket, { registry }) =>
      registry.execute(ticket, hostile, contextOf()),
    );
    const second = await dispatchWhile((ticket, { registry }) =>
      registry.execute(ticket, {}, undefined as never),
    );
    expect(await Promise.all([...first.codes, ...second.codes])).toEqual([
      "TICKET_REFUSED",
      "TICKET_REFUSED",
    ]);
  });

  test("does not survive its tool: another one under the same name does not run with it", async () => {
    const open = openGate();
    let otherHasRun = false;
    const undo = open.registry.register(tool("Look", () => "seen"));
    onMint(() => {
      undo();
      open.registry.register(
        tool("Look", () => {
          otherHasRun = true;
          return "other";
        }),
      );
    });
    const outcome = await open.dispatch("Look");
    expect(outcome).toMatchObject({ status: "denied", result: { isError: true } });
    expect(otherHasRun).toBe(false);
  });

  test("is not minted for a call that is denied or answered by a plugin", async () => {
    let mintCount = 0;
    onMint(() => mintCount++);
    const denied = openGate({ rules: "" });
    denied.registry.register(tool("Look", () => "seen"));
    await denied.dispatch("Look");
    const answered = openGate();
    answered.registry.register(tool("Look", () => "seen"));
    answered.hooks.register("pre_tool_execute", (payload) => {
      payload.result = { parts: [], isError: false };
    });
    await answered.dispatch("Look");
    expect(mintCount).toBe(0);
  });
});

test("dispatch refuses a registry of another gate, also a faithful imitation", async () => {
  const mine = createGate({
    hooks: createHookRegistry(),
    eventBus: createEventBus(),
    policy: parsePolicy(RULES, "p.toml").policy,
  });
  const { registry } = openGate();
  let hasRun = false;
  registry.register(
    tool("Look", () => {
      hasRun = true;
      return "seen";
    }),
  );
  for (const foreign of [registry, { ...mine.createRegistry() }, new Proxy(mine.createRegistry(), {})]) {
    const outcome = await mine.dispatch(
      { id: "1", name: "Look", arguments: "{}" },
      { info: turnInfo(), registry: foreign, directory: "/w", allowedDirs: [], signal: AbortSignal.any([]) },
    );
    expect(outcome).toMatchObject({ status: "invalid", result: { isError: true } });
  }
  expect(hasRun).toBe(false);
});
