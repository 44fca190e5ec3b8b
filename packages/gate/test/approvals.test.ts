import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApprovals, createGate, parsePolicy } from "@asky/gate";
import { createEventBus, createHookRegistry } from "@asky/manager";
import type { EventBus, EventMap } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import { ASKING, asker, NO, openApprovals, questions, YES, YES_FOR_SESSION } from "./open-approvals.ts";
import { textOfOutcome } from "./open-gate.ts";

describe("a call that the policy asks about", () => {
  test("runs after a yes: attempt, question, answer, record, allowance, tool, in that order", async () => {
    const open = openApprovals();
    open.service.connect(asker(YES));
    const outcome = await open.run({ command: "make" });
    expect(outcome).toMatchObject({ status: "done", toolName: "Run" });
    expect(open.steps).toEqual([
      "tool.gated",
      "audit:ask",
      "interaction.requested",
      "interaction.resolved",
      "approval:yes",
      "tool.allowed",
      "tool",
    ]);
    expect(open.runs).toEqual([{ command: "make" }]);
  });

  test("does not run after a no, and the model is told the reason", async () => {
    const open = openApprovals();
    open.service.connect(asker(NO));
    const outcome = await open.run();
    expect(outcome).toMatchObject({ status: "denied", deniedBy: "approval" });
    expect(textOfOutcome(outcome)).toContain("Not on a Friday.");
    expect(open.runs).toEqual([]);
    expect(open.steps).toEqual([
      "tool.gated",
      "audit:ask",
      "interaction.requested",
      "interaction.resolved",
      "approval:no",
      "tool.denied",
    ]);
  });

  test("is on record with what was asked, who answered and how far it reaches", async () => {
    const open = openApprovals();
    const terminal = asker(YES);
    open.service.connect(terminal);
    await open.run({ command: "make" });
    expect(open.attempts).toMatchObject([
      {
        decision: "ask",
        matchedRule: "asked",
        riskLevel: "medium",
        reason: expect.stringContaining("asked"),
      },
    ]);
    expect(open.attempts[0]?.reason).not.toContain("Nobody can be asked.");
    expect(open.entries).toEqual([
      {
        sessionId: "session-1",
        turnId: "turn-1",
        callId: "call-1",
        toolName: "Run",
        approved: true,
        userId: "anna",
        scope: "once",
        approvalId: terminal.requests[0]?.id,
      },
    ]);
  });

  test("has no reason on record when a human gave none", async () => {
    const open = openApprovals();
    open.service.connect(asker({ approved: false, reason: "  ", userId: "anna" }));
    const outcome = await open.run();
    expect(textOfOutcome(outcome)).toContain("A human was asked and said no.");
    expect(open.entries).toMatchObject([{ approved: false, userId: "anna" }]);
    expect(open.entries[0]).not.toHaveProperty("rejectionReason");
  });

  test("tells watchers with ids, kind, answer and user, and of the allowance that it came by approval", async () => {
    const open = openApprovals();
    const data: EventMap[keyof EventMap][] = [];
    for (const name of ["interaction.requested", "interaction.resolved"] as const) {
      open.bus.subscribe(name, (event) => void data.push(event.data));
    }
    const terminal = asker(YES);
    open.service.connect(terminal);
    await open.run();
    const subject = {
      interactionId: terminal.requests[0]?.id,
      chatId: "chat-1",
      sessionId: "session-1",
      kind: "approval",
      callId: "call-1",
      toolName: "Run",
    };
    expect(data).toEqual([
      { ...subject, expiresAt: terminal.requests[0]?.expiresAt },
      { ...subject, answer: "approved", userId: "anna" },
    ]);
    expect(open.events.at(-1)).toMatchObject({ name: "tool.allowed", data: { via: "approval" } });
  });

  test("is told by no approval when a rule allows it", async () => {
    const open = openApprovals({ rules: ASKING.replace('"ask"', '"allow"') });
    const terminal = asker(NO);
    open.service.connect(terminal);
    expect((await open.run()).status).toBe("done");
    expect(terminal.requests).toEqual([]);
    expect(open.events.at(-1)?.data).not.toHaveProperty("via");
  });

  test("asks nobody about what the sandbox, the policy or a plugin denies", async () => {
    const open = openApprovals({
      rules: `${ASKING}\n[[rule]]\nname = "never"\ntools = ["Edit"]\naction = "deny"`,
    });
    const terminal = asker(YES);
    open.service.connect(terminal);
    open.hooks.register(
      "pre_tool_execute",
      ({ args, deny }) => {
        if (args.forbidden === true) deny("No.");
      },
      { plugin: "notes" },
    );
    expect(await open.run({ path: "/etc/passwd" })).toMatchObject({ deniedBy: "sandbox" });
    expect(await open.run({}, { name: "Edit" })).toMatchObject({ deniedBy: "policy" });
    expect(await open.run({ forbidden: true })).toMatchObject({ deniedBy: "plugin" });
    expect(terminal.requests).toEqual([]);
    expect(open.entries).toEqual([]);
  });

  test("shows and runs what plugins made of the arguments, never what the model wrote", async () => {
    const open = openApprovals();
    const terminal = asker(YES);
    open.service.connect(terminal);
    open.hooks.register(
      "pre_tool_execute",
      (payload) => {
        payload.args = { command: "make clean" };
      },
      { plugin: "notes" },
    );
    await open.run({ command: "make" });
    expect(terminal.requests[0]?.text).toBe("Run\n  command: make clean");
    expect(open.runs).toEqual([{ command: "make clean" }]);
  });

  test("needs a yes for an answer in the tool's place, too", async () => {
    const open = openApprovals();
    open.service.connect(asker(NO));
    open.hooks.register(
      "pre_tool_execute",
      (payload) => {
        payload.result = { parts: [{ type: "text", text: "instead" }], isError: false };
      },
      { plugin: "notes" },
    );
    expect((await open.run()).status).toBe("denied");
  });
});

describe("nobody to ask", () => {
  test("denies at once and says what to do without", async () => {
    const open = openApprovals();
    const outcome = await open.run();
    expect(outcome).toMatchObject({ status: "denied", deniedBy: "policy" });
    expect(textOfOutcome(outcome)).toContain("Nobody can be asked.");
    expect(open.steps).toEqual(["tool.gated", "audit:ask", "tool.denied"]);
    expect(open.clock.pending).toBe(0);
  });

  test("is also so when all have disconnected", async () => {
    const open = openApprovals();
    const disconnect = open.service.connect(asker(YES));
    disconnect();
    disconnect();
    expect(await open.run()).toMatchObject({ deniedBy: "policy" });
  });

  test("is also so when the host is stopping", async () => {
    const open = openApprovals();
    open.service.connect(asker(YES));
    open.approvals.close();
    open.approvals.close();
    const outcome = await open.run();
    expect(outcome).toMatchObject({ status: "denied", deniedBy: "approval" });
    expect(textOfOutcome(outcome)).toContain("stopping");
  });
});

describe("a question without an answer", () => {
  test("is a no when its time is over, and not before", async () => {
    const open = openApprovals();
    const terminal = asker();
    open.service.connect(terminal);
    const outcome = open.run();
    await questions(open.service);
    await open.clock.advance(119_999);
    expect(open.service.pending()).toHaveLength(1);
    expect(terminal.signals[0]?.aborted).toBe(false);
    await open.clock.advance(1);
    expect(await outcome).toMatchObject({ status: "denied", deniedBy: "approval" });
    expect(terminal.signals[0]?.aborted).toBe(true);
    expect(open.entries).toMatchObject([
      { approved: false, userId: "", rejectionReason: expect.stringContaining("Nobody answered") },
    ]);
    expect(open.service.pending()).toEqual([]);
    expect(open.clock.pending).toBe(0);
  });

  test("waits as long as the host says", async () => {
    const open = openApprovals({ limits: { timeoutMs: 5 } });
    open.service.connect(asker());
    const outcome = open.run();
    await questions(open.service);
    await open.clock.advance(5);
    expect((await outcome).status).toBe("denied");
  });

  test("takes no answer when its time is over and the timer has not come yet", async () => {
    let now = 0;
    const bus = createEventBus();
    const approvals = createApprovals({
      eventBus: bus,
      clock: { now: () => now, after: () => () => {} },
      timeoutMs: 1000,
    });
    const gate = createGate({
      hooks: createHookRegistry(),
      eventBus: bus,
      policy: parsePolicy(ASKING, "p.toml").policy,
      approvals,
    });
    const registry = gate.createRegistry();
    registry.register({ name: "Run", schema: { name: "Run", description: "Runs." }, executor: () => "ran" });
    approvals.service.connect(asker());
    const outcome = gate.dispatch(
      { id: "1", name: "Run", arguments: "" },
      {
        info: { id: "t", sessionId: "s", chatId: "c", userId: "u" },
        registry,
        directory: "/w",
        allowedDirs: [],
        signal: new AbortController().signal,
      },
    );
    const [request] = await questions(approvals.service);
    now = 1000;
    expect(approvals.service.resolve(request?.id ?? "", YES)).toBe(false);
    expect((await outcome).status).toBe("denied");
  });

  test("says when it will expire", async () => {
    const open = openApprovals();
    const terminal = asker(YES);
    open.service.connect(terminal);
    await open.run();
    const { createdAt = "", expiresAt = "" } = terminal.requests[0] ?? {};
    const waitMs = Date.parse(expiresAt) - Date.parse(createdAt);
    expect(waitMs).toBeGreaterThan(119_000);
    expect(waitMs).toBeLessThanOrEqual(120_000);
  });

  test("is withdrawn when the turn is interrupted", async () => {
    const open = openApprovals();
    const terminal = asker();
    open.service.connect(terminal);
    const outcome = open.run();
    await questions(open.service);
    open.abort.abort();
    expect(await outcome).toMatchObject({ status: "denied" });
    expect((await outcome).deniedBy).toBeUndefined();
    expect(terminal.signals[0]?.aborted).toBe(true);
    expect(open.entries).toMatchObject([{ approved: false, rejectionReason: "The turn was interrupted." }]);
    expect(open.service.pending()).toEqual([]);
    expect(open.clock.pending).toBe(0);
  });

  test("is not even put when the turn is interrupted while the attempt is written", async () => {
    const abort = new AbortController();
    const open = openApprovals({ logToolAttempt: async () => abort.abort() });
    const terminal = asker(YES);
    open.service.connect(terminal);
    expect((await open.run({}, { signal: abort.signal })).status).toBe("denied");
    expect(terminal.requests).toEqual([]);
    expect(open.steps).toEqual(["tool.gated", "audit:ask", "tool.denied"]);
  });

  test("is withdrawn when the turn is interrupted by the one who is asked, whatever they say then", async () => {
    const open = openApprovals();
    open.service.connect({
      name: "terminal",
      ask() {
        open.abort.abort();
        return YES;
      },
    });
    expect((await open.run()).status).toBe("denied");
    expect(open.runs).toEqual([]);
  });

  test("is withdrawn when the host stops", async () => {
    const open = openApprovals();
    open.service.connect(asker());
    const outcome = open.run();
    await questions(open.service);
    open.approvals.close();
    expect(textOfOutcome(await outcome)).toContain("stopping");
    expect(open.clock.pending).toBe(0);
  });

  test("is withdrawn with its chat, and those of other chats stay", async () => {
    const open = openApprovals();
    open.service.connect(asker());
    const here = open.run({ n: 1 }, { callId: "a" });
    const there = open.run({ n: 2 }, { callId: "b", turn: { chatId: "chat-2" } });
    await questions(open.service, 2);
    expect(open.service.cancel("chat-1", "The agent failed.")).toBe(1);
    expect(open.service.cancel("chat-1")).toBe(0);
    expect(textOfOutcome(await here)).toContain("The agent failed.");
    const [request] = open.service.pending();
    expect(request).toMatchObject({ chatId: "chat-2", callId: "b" });
    expect(open.service.resolve(request?.id ?? "", YES)).toBe(true);
    expect((await there).status).toBe("done");
  });

  test("is withdrawn with its session", async () => {
    const open = openApprovals();
    open.service.connect(asker());
    const outcome = open.run();
    await questions(open.service);
    open.approvals.endSession("session-2");
    expect(open.service.pending()).toHaveLength(1);
    open.approvals.endSession("session-1");
    expect(await outcome).toMatchObject({ status: "denied", deniedBy: "approval" });
  });
});

describe("many questions at once", () => {
  test("have ids of their own, and each answer goes to its question", async () => {
    const open = openApprovals();
    open.service.connect(asker());
    const outcomes = [1, 2, 3].map((n) => open.run({ n }, { callId: `call-${n}` }));
    await questions(open.service, 3);
    // Judging takes its time, so which of them asks first is open.
    const pending = open.service.pending().toSorted((a, b) => (a.callId < b.callId ? -1 : 1));
    expect(pending.map(({ callId }) => callId)).toEqual(["call-1", "call-2", "call-3"]);
    expect(new Set(pending.map(({ id }) => id)).size).toBe(3);
    expect(open.service.resolve(pending[1]?.id ?? "", YES)).toBe(true);
    expect(open.service.resolve(pending[0]?.id ?? "", NO)).toBe(true);
    expect(open.service.resolve(pending[2]?.id ?? "", YES)).toBe(true);
    expect((await Promise.all(outcomes)).map(({ status }) => status)).toEqual(["denied", "done", "done"]);
    expect(open.runs.toSorted((a, b) => Number(a.n) - Number(b.n))).toEqual([{ n: 2 }, { n: 3 }]);
  });

  test("a thousand wait without a trace afterwards; what comes on top is denied at once", async () => {
    const open = openApprovals();
    const terminal = asker();
    open.service.connect(terminal);
    let listeners = 0;
    const signal = countListeners(open.abort.signal, (change) => {
      listeners += change;
    });
    const outcomes = Array.from({ length: 1000 }, (_, n) => open.run({ n }, { callId: `call-${n}`, signal }));
    expect(await questions(open.service, 1000)).toHaveLength(1000);
    expect(open.clock.pending).toBe(1000);
    expect(listeners).toBe(1);
    const onTop = await open.run({ n: 1000 }, { callId: "on top" });
    expect(onTop).toMatchObject({ status: "denied", deniedBy: "approval" });
    expect(textOfOutcome(onTop)).toContain("1000 questions wait");
    expect(open.faults).toMatchObject([{ code: "TOOL_DENIED" }]);
    for (const [index, { id }] of open.service.pending().entries()) {
      expect(open.service.resolve(id, index % 2 === 0 ? YES : NO)).toBe(true);
    }
    const statuses = (await Promise.all(outcomes)).map(({ status }) => status);
    expect(statuses.filter((status) => status === "done")).toHaveLength(500);
    expect(open.service.pending()).toEqual([]);
    expect(open.clock.pending).toBe(0);
    expect(listeners).toBe(0);
    expect(terminal.signals.every(({ aborted }) => aborted)).toBe(true);
    const after = open.run({ n: 1001 });
    await questions(open.service);
    expect(open.service.pending()).toHaveLength(1);
    open.service.cancel("chat-1");
    await after;
  });

  test("that would fill the memory with their texts are denied", async () => {
    const open = openApprovals();
    open.service.connect(asker());
    const bidi = "\u202e".repeat(1_000_000);
    const outcomes = Array.from({ length: 3 }, (_, n) => open.run({ bidi }, { callId: `call-${n}` }));
    const refused = await Promise.race(outcomes);
    expect(refused).toMatchObject({ status: "denied", deniedBy: "approval" });
    expect(await questions(open.service, 2)).toHaveLength(2);
    open.service.cancel("chat-1");
    await Promise.all(outcomes);
    expect(open.service.pending()).toEqual([]);
    const after = open.run({ bidi });
    await questions(open.service);
    expect(open.service.pending()).toHaveLength(1);
    open.abort.abort();
    await after;
  });
});

describe("the audit log", () => {
  test("that cannot write the attempt keeps anybody from being asked", async () => {
    const open = openApprovals({ logToolAttempt: () => Promise.reject(new Error("disk full")) });
    const terminal = asker(YES);
    open.service.connect(terminal);
    expect(await open.run()).toMatchObject({ status: "denied", deniedBy: "audit" });
    expect(terminal.requests).toEqual([]);
    expect(open.runs).toEqual([]);
  });

  test.each([
    ["rejects", () => Promise.reject(new Error("disk full"))],
    [
      "throws",
      () => {
        throw new Error("disk full");
      },
    ],
  ])("that %s at the approval denies the call", async (_, logApproval) => {
    const open = openApprovals({ logApproval });
    open.service.connect(asker(YES));
    expect(await open.run()).toMatchObject({ status: "denied", deniedBy: "audit" });
    expect(open.runs).toEqual([]);
    expect(open.problems).toMatchObject([{ code: "AUDIT_UNAVAILABLE", causes: ["disk full"] }]);
    expect(open.steps.slice(-1)).toEqual(["tool.denied"]);
  });

  test("that cannot write an approval for the session leaves nothing approved", async () => {
    let isFull = true;
    const open = openApprovals({
      logApproval: async () => {
        if (isFull) throw new Error("disk full");
      },
    });
    const terminal = asker(YES_FOR_SESSION);
    open.service.connect(terminal);
    await open.run();
    isFull = false;
    await open.run();
    expect(terminal.requests).toHaveLength(2);
  });

  test("that cannot write a no leaves it a no", async () => {
    const open = openApprovals({ logApproval: () => Promise.reject(null) });
    open.service.connect(asker(NO));
    expect(await open.run()).toMatchObject({ status: "denied", deniedBy: "approval" });
    expect(open.problems).toMatchObject([{ code: "AUDIT_UNAVAILABLE" }]);
  });

  test("is awaited before the tool runs", async () => {
    let finish = (): void => {};
    const written = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const open = openApprovals({ logApproval: () => written });
    open.service.connect(asker(YES));
    const outcome = open.run();
    await questions(open.service);
    expect(open.runs).toEqual([]);
    finish();
    expect((await outcome).status).toBe("done");
  });
});

describe("what changes while somebody is asked", () => {
  test("a link that leads outside by then is a sandbox denial, and on record", async () => {
    const root = await mkdtemp(join(tmpdir(), "gate-approvals-"));
    try {
      const directory = join(root, "work");
      await mkdir(join(directory, "real"), { recursive: true });
      await mkdir(join(root, "outside"));
      await symlink(join(directory, "real"), join(directory, "link"));
      const open = openApprovals({ directory });
      open.service.connect({
        name: "terminal",
        async ask() {
          await rm(join(directory, "link"));
          await symlink(join(root, "outside"), join(directory, "link"));
          return YES_FOR_SESSION;
        },
      });
      const outcome = await open.run({ path: "link/notes.txt" });
      expect(outcome).toMatchObject({ status: "denied", deniedBy: "sandbox" });
      expect(open.runs).toEqual([]);
      expect(open.entries).toMatchObject([{ approved: true }]);
      expect(open.events.at(-1)).toMatchObject({
        name: "tool.denied",
        data: { violationType: "sandbox" },
      });
    } finally {
      await rm(root, { recursive: true });
    }
  });

  test("arguments and directories are those that were judged, whatever the host does with its own", async () => {
    const open = openApprovals();
    const allowedDirs: string[] = [];
    open.service.connect({
      name: "terminal",
      ask() {
        allowedDirs.push("/");
        return YES;
      },
    });
    const terminal = asker(YES);
    open.service.connect(terminal);
    await open.run({ command: "make" }, { allowedDirs });
    expect(open.runs).toEqual([{ command: "make" }]);
    expect(await open.run({ path: "/etc/passwd" })).toMatchObject({ deniedBy: "sandbox" });
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

  test("denies when a question cannot be announced, and nothing waits", async () => {
    const open = openApprovals({ eventBus: brokenBus("interaction.requested") });
    open.service.connect(asker(YES));
    expect((await open.run()).status).toBe("denied");
    expect(open.runs).toEqual([]);
    expect(open.service.pending()).toEqual([]);
    expect(open.problems).toMatchObject([{ code: "TOOL_DENIED" }]);
  });

  test("changes no answer when its end cannot be announced", async () => {
    const open = openApprovals({ eventBus: brokenBus("interaction.resolved") });
    open.service.connect(asker(YES));
    expect((await open.run()).status).toBe("done");
    expect(open.faults).toMatchObject([{ code: "HANDLER_FAILED" }]);
  });
});

test("a watcher of interactions that hangs holds up nothing", async () => {
  const open = openApprovals();
  for (const name of ["interaction.requested", "interaction.resolved"] as const) {
    open.bus.subscribe(name, () => new Promise<void>(() => {}));
  }
  open.service.connect(asker(YES));
  expect((await open.run()).status).toBe("done");
});

describe("options", () => {
  test.each([
    ["timeoutMs", 0],
    ["timeoutMs", Number.NaN],
    ["timeoutMs", Number.POSITIVE_INFINITY],
    ["timeoutMs", 2 ** 31],
    ["sessionMs", -1],
    ["sessionMs", 0.5],
    ["maxPending", "10"],
  ])("%s = %s is refused", (option, value) => {
    expect(() => createApprovals({ eventBus: createEventBus(), [option]: value })).toThrowError(
      expect.objectContaining({ code: "APPROVAL_INVALID" }),
    );
  });

  test("approvals that only look like some are refused", () => {
    const approvals = createApprovals({ eventBus: createEventBus() });
    const rest = {
      hooks: createHookRegistry(),
      eventBus: createEventBus(),
      policy: parsePolicy("", "p.toml").policy,
    };
    for (const forged of [{ ...approvals }, approvals.service]) {
      expect(() => createGate({ ...rest, approvals: forged as never })).toThrowError(
        expect.objectContaining({ code: "APPROVAL_INVALID" }),
      );
    }
  });
});

/** A signal that counts who listens to it. */
function countListeners(signal: AbortSignal, count: (change: number) => void): AbortSignal {
  return new Proxy(signal, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      if (key === "addEventListener") count(1);
      if (key === "removeEventListener") count(-1);
      return value.bind(target);
    },
  });
}
