import { createGate } from "@asky/gate";
import type { ChatMode, JsonObject } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import {
  type Asker,
  asker,
  NO,
  type OpenApprovals,
  openApprovals,
  type RunOptions,
  YES,
  YES_FOR_SESSION,
} from "./open-approvals.ts";
import { tool, turnInfo } from "./open-gate.ts";

const PUSH = { command: "git push origin main" };

/** A gate where `git push origin main` is approved for the session; whatever is asked from now on gets a no. */
async function approvedForSession(): Promise<OpenApprovals & { asked: () => number }> {
  const open = openApprovals();
  const disconnect = open.service.connect(asker(YES_FOR_SESSION));
  await open.run(PUSH);
  disconnect();
  const terminal = asker(NO);
  open.service.connect(terminal);
  return { ...open, asked: () => terminal.requests.length };
}

describe("an approval once", () => {
  test("covers no second call, however alike", async () => {
    const open = openApprovals();
    const terminal = asker(YES);
    open.service.connect(terminal);
    await open.run(PUSH);
    await open.run(PUSH);
    expect(terminal.requests).toHaveLength(2);
  });
});

describe("an approval for the session", () => {
  test("covers the same call again, in another turn, and each one is on record with the first answer", async () => {
    const open = await approvedForSession();
    const again = await open.run(PUSH, { callId: "call-2", turn: { id: "turn-2" } });
    expect(again.status).toBe("done");
    expect(open.asked()).toBe(0);
    expect(open.entries).toHaveLength(2);
    expect(open.entries[1]).toMatchObject({
      turnId: "turn-2",
      callId: "call-2",
      approved: true,
      userId: "anna",
      scope: "session",
      approvalId: open.entries[0]?.approvalId,
    });
    expect(open.steps.slice(-5)).toEqual(["tool.gated", "audit:ask", "approval:yes", "tool.allowed", "tool"]);
    expect(open.events.at(-1)).toMatchObject({ data: { via: "approval" } });
  });

  test("covers the same arguments in another order of keys", async () => {
    const open = openApprovals();
    const terminal = asker(YES_FOR_SESSION);
    open.service.connect(terminal);
    await open.run({ command: "make", env: { A: "1", B: "2" } });
    await open.run({ env: { B: "2", A: "1" }, command: "make" });
    expect(terminal.requests).toHaveLength(1);
  });

  const OTHERS: readonly (readonly [string, JsonObject, RunOptions])[] = [
    ["a command that goes on", { command: "git push origin main && npm publish" }, {}],
    ["a command that is shorter", { command: "git push origin" }, {}],
    ["a command with a space more", { command: "git push  origin main" }, {}],
    ["a command with a line more", { command: "git push origin main\nnpm publish" }, {}],
    ["a command in front", { command: "npm publish; git push origin main" }, {}],
    ["an assignment in front", { command: "GIT_SSH_COMMAND=./x git push origin main" }, {}],
    ["a comment behind", { command: "git push origin main #" }, {}],
    ["another letter case", { command: "git push origin Main" }, {}],
    ["a look-alike letter", { command: "git push origin m\u0430in" }, {}],
    ["one argument more", { ...PUSH, background: true }, {}],
    ["an argument of another type", { command: ["git push origin main"] }, {}],
    ["a null more", { ...PUSH, background: null }, {}],
    ["another tool", PUSH, { name: "Edit" }],
    ["another directory", PUSH, { directory: "/nowhere/else" }],
    ["a directory below", PUSH, { directory: "/nowhere/work/sub" }],
    ["a further allowed directory", PUSH, { allowedDirs: ["/nowhere/else"] }],
    ["another session", PUSH, { turn: { sessionId: "session-2" } }],
    ["another chat", PUSH, { turn: { chatId: "chat-2" } }],
  ];

  test.each(OTHERS)("does not cover %s", async (_, args, options) => {
    const open = await approvedForSession();
    expect(await open.run(args, options)).toMatchObject({ status: "denied", deniedBy: "approval" });
    expect(open.asked()).toBe(1);
    expect(open.runs).toEqual([PUSH]);
  });

  test("does not cover a tool of the same name from another owner", async () => {
    const open = openApprovals({
      rules: `[[rule]]\nname = "asked"\ntools = ["notes:add", "other:add"]\naction = "ask"`,
    });
    const terminal = asker(YES_FOR_SESSION);
    open.service.connect(terminal);
    await open.run({}, { name: "add" });
    const second = open.gate.createRegistry();
    second.forPlugin("other").register({
      name: "add",
      schema: { name: "add", description: "Adds.", parameters: { type: "object" } },
      executor: () => "added",
    });
    await open.gate.dispatch(
      { id: "call-2", name: "add", arguments: "{}" },
      {
        info: { id: "turn-2", sessionId: "session-1", chatId: "chat-1", userId: "user-1" },
        registry: second,
        directory: "/nowhere/work",
        allowedDirs: [],
        signal: open.abort.signal,
      },
    );
    expect(terminal.requests.map(({ origin }) => origin)).toEqual(["notes", "other"]);
  });

  test("ends after an hour, and not before", async () => {
    const open = await approvedForSession();
    await open.clock.advance(3_599_999);
    expect((await open.run(PUSH)).status).toBe("done");
    await open.clock.advance(1);
    expect((await open.run(PUSH)).status).toBe("denied");
    expect(open.asked()).toBe(1);
  });

  test("ends when the host says so", async () => {
    const open = openApprovals({ limits: { sessionMs: 10 } });
    const terminal = asker(YES_FOR_SESSION);
    open.service.connect(terminal);
    await open.run(PUSH);
    await open.clock.advance(10);
    await open.run(PUSH);
    expect(terminal.requests).toHaveLength(2);
  });

  test("ends with its session", async () => {
    const open = await approvedForSession();
    open.approvals.endSession("session-2");
    expect((await open.run(PUSH)).status).toBe("done");
    open.approvals.endSession("session-1");
    expect((await open.run(PUSH)).status).toBe("denied");
  });

  test("does not outlast a change of heart while it is being written", async () => {
    let isFirst = true;
    const open = openApprovals({
      logApproval: async () => {
        if (isFirst) open.service.setMode("chat-1", "ask", "anna");
        isFirst = false;
      },
    });
    const terminal = asker(YES_FOR_SESSION);
    open.service.connect(terminal);
    await open.run(PUSH);
    await open.run(PUSH);
    expect(terminal.requests).toHaveLength(2);
  });

  test("reaches nothing that the sandbox denies by then", async () => {
    const open = openApprovals();
    open.service.connect(asker(YES_FOR_SESSION));
    const args = { path: "/nowhere/else/x" };
    expect((await open.run(args, { allowedDirs: ["/nowhere/else"] })).status).toBe("done");
    expect(await open.run(args)).toMatchObject({ deniedBy: "sandbox" });
  });
});

describe("a chat's mode", () => {
  test("is to ask, until somebody says otherwise", () => {
    const { service } = openApprovals();
    expect(service.mode("chat-1")).toBe("ask");
    service.setMode("chat-1", "all", "anna");
    expect(service.mode("chat-1")).toBe("all");
    expect(service.mode("chat-2")).toBe("ask");
  });

  test("all approves what the policy asks, without anybody, and names itself and who set it", async () => {
    const open = openApprovals();
    open.service.setMode("chat-1", "all", "anna");
    expect((await open.run(PUSH)).status).toBe("done");
    expect(open.steps).toEqual(["tool.gated", "audit:ask", "approval:yes", "tool.allowed", "tool"]);
    expect(open.entries).toEqual([
      {
        sessionId: "session-1",
        turnId: "turn-1",
        callId: "call-1",
        toolName: "Run",
        approved: true,
        userId: "anna",
        mode: "all",
      },
    ]);
    expect(open.events.at(-1)).toMatchObject({ data: { via: "approval" } });
  });

  test("counts in its chat only", async () => {
    const open = openApprovals();
    open.service.setMode("chat-1", "all", "anna");
    expect((await open.run(PUSH, { turn: { chatId: "chat-2" } })).status).toBe("denied");
  });

  test("edits approves changes of files by the host's own tools, and nothing else", async () => {
    const open = openApprovals();
    open.service.setMode("chat-1", "edits", "anna");
    const inside = { file_path: "/nowhere/work/a.txt" };
    expect((await open.run(inside, { name: "Write" })).status).toBe("done");
    expect((await open.run(inside, { name: "Edit" })).status).toBe("done");
    expect((await open.run(PUSH)).status).toBe("denied");
    expect((await open.run({}, { name: "add" })).status).toBe("denied");
    expect(open.entries).toMatchObject([{ mode: "edits" }, { mode: "edits" }]);
  });

  test("edits approves no tool of a plugin that is called like the host's", async () => {
    const open = openApprovals({ rules: `[[rule]]\nname = "a"\ntools = ["notes:*"]\naction = "ask"` });
    open.service.setMode("chat-1", "edits", "anna");
    const registry = open.gate.createRegistry();
    registry.forPlugin("notes").register({
      name: "Write",
      schema: { name: "Write", description: "Writes.", parameters: { type: "object" } },
      executor: () => "written",
    });
    const outcome = await open.gate.dispatch(
      { id: "1", name: "Write", arguments: "{}" },
      {
        info: { id: "t", sessionId: "session-1", chatId: "chat-1", userId: "u" },
        registry,
        directory: "/nowhere/work",
        allowedDirs: [],
        signal: open.abort.signal,
      },
    );
    expect(outcome.status).toBe("denied");
  });

  test.each(["edits", "all"] as const)("%s reaches nothing that is denied", async (mode) => {
    const rules = `[[rule]]\nname = "never"\ntools = ["Edit"]\naction = "deny"
[[rule]]\nname = "asked"\ntools = ["Write"]\naction = "ask"`;
    const open = openApprovals({ rules });
    open.service.setMode("chat-1", mode, "anna");
    open.hooks.register("pre_tool_execute", ({ args, deny }) => args.forbidden === true && deny("No."), {
      plugin: "notes",
    });
    expect(await open.run({ file_path: "/etc/x" }, { name: "Write" })).toMatchObject({ deniedBy: "sandbox" });
    expect(await open.run({}, { name: "Edit" })).toMatchObject({ deniedBy: "policy" });
    expect(await open.run({ forbidden: true }, { name: "Write" })).toMatchObject({ deniedBy: "plugin" });
    expect(open.runs).toEqual([]);
    expect(open.entries).toEqual([]);
  });

  test("approves nothing while the record of it cannot be written", async () => {
    const open = openApprovals({ logApproval: () => Promise.reject(new Error("disk full")) });
    open.service.setMode("chat-1", "all", "anna");
    expect(await open.run(PUSH)).toMatchObject({ deniedBy: "audit" });
    expect(open.runs).toEqual([]);
  });

  test("that is set back takes back what was approved for the chat's sessions", async () => {
    const open = await approvedForSession();
    open.service.setMode("chat-2", "ask", "anna");
    expect((await open.run(PUSH)).status).toBe("done");
    open.service.setMode("chat-1", "ask", "anna");
    expect((await open.run(PUSH)).status).toBe("denied");
  });

  test.each<readonly [ChatMode, ChatMode, "done" | "denied"]>([
    ["all", "edits", "denied"],
    ["edits", "ask", "denied"],
    ["edits", "edits", "done"],
    ["edits", "all", "done"],
  ])("from %s to %s leaves what was approved for the session: %s", async (from, to, status) => {
    const open = await approvedForSession();
    open.service.setMode("chat-1", from, "anna");
    open.service.setMode("chat-1", to, "anna");
    if (to === "all") expect((await open.run({ command: "ls" })).status).toBe("done");
    expect((await open.run(PUSH)).status).toBe(status);
  });

  test.each([
    ["an unknown mode", "chat-1", "yolo", "anna"],
    ["a member of every object", "chat-1", "constructor", "anna"],
    ["no chat", "", "all", "anna"],
    ["no user", "chat-1", "all", " "],
    ["a number for a user", "chat-1", "all", 7],
  ])("%s is refused and changes nothing", (_, chatId, mode, by) => {
    const { service } = openApprovals();
    expect(() => service.setMode(chatId, mode as never, by as never)).toThrowError(
      expect.objectContaining({ code: "APPROVAL_INVALID" }),
    );
    expect(service.mode(chatId)).toBe("ask");
  });
});

describe("while a policy file is invalid", () => {
  const policy = {
    rules: [{ name: "a", tools: ["Run"], action: "allow" as const, risk: "low" as const, file: "a.toml" }],
    invalidFiles: ["b.toml"],
    ruleFile: "a.toml",
  };

  test("no mode approves, and a yes counts once only, since nobody knows what is denied", async () => {
    const open = openApprovals({ policy });
    const terminal = asker(YES_FOR_SESSION);
    open.service.connect(terminal);
    open.service.setMode("chat-1", "all", "anna");
    expect((await open.run(PUSH)).status).toBe("done");
    expect((await open.run(PUSH)).status).toBe("done");
    expect(terminal.requests).toHaveLength(2);
    expect(terminal.requests[0]).toMatchObject({
      scopes: ["once"],
      reason: expect.stringContaining("while a policy file is invalid"),
    });
    expect(open.entries).toMatchObject([{ scope: "once" }, { scope: "once" }]);
  });

  test("no earlier yes for the session counts either, also one that another gate has asked for", async () => {
    const open = await approvedForSession();
    const { hooks, approvals, bus } = open;
    const gate = createGate({ hooks, eventBus: bus, policy, approvals });
    const registry = gate.createRegistry();
    registry.register(tool("Run", () => "ran"));
    const turn = {
      info: turnInfo(),
      registry,
      directory: "/nowhere/work",
      allowedDirs: [],
      signal: open.abort.signal,
    };
    const outcome = await gate.dispatch({ id: "1", name: "Run", arguments: JSON.stringify(PUSH) }, turn);
    expect(outcome).toMatchObject({ status: "denied", deniedBy: "approval" });
    expect(open.asked()).toBe(1);
    expect((await open.run(PUSH)).status).toBe("done");
  });
});

describe("a call that may write a file that runs code later", () => {
  const RULES = `[[rule]]\nname = "edits"\ntools = ["Write", "Bash"]\naction = "allow"`;

  test.each(["edits", "all"] as const)("takes a human each time, also in the mode %s", async (mode) => {
    const open = openApprovals({ rules: RULES });
    const terminal = asker(YES_FOR_SESSION);
    open.service.connect(terminal);
    open.service.setMode("chat-1", mode, "anna");
    const hook = { file_path: "/nowhere/work/.git/hooks/pre-commit" };
    expect((await open.run(hook, { name: "Write" })).status).toBe("done");
    expect((await open.run(hook, { name: "Write" })).status).toBe("done");
    expect(terminal.requests.map(({ scopes }) => scopes)).toEqual([["once"], ["once"]]);
    expect(open.entries).toMatchObject([{ scope: "once" }, { scope: "once" }]);
    expect(open.entries[0]).not.toHaveProperty("mode");
    expect((await open.run({ file_path: "/nowhere/work/a.txt" }, { name: "Write" })).status).toBe("done");
    expect(terminal.requests).toHaveLength(2);
  });
});

describe("a shell command", () => {
  const RULES = `[[rule]]\nname = "shell"\ntools = ["Bash"]\naction = "ask"\ncommands = ["git push **"]
[[rule]]\nname = "reading"\ntools = ["Bash"]\naction = "allow"\ncommands = ["ls"]
[[rule]]\nname = "never"\ntools = ["Bash"]\naction = "deny"\ncommands = ["npm publish **"]`;

  async function openShell(): Promise<OpenApprovals & { terminal: Asker }> {
    const open = openApprovals({ rules: RULES });
    open.registry.register(tool("Bash", (args) => void open.runs.push(args)));
    const terminal = asker(YES_FOR_SESSION);
    open.service.connect(terminal);
    return { ...open, terminal };
  }

  test("is shown by its commands, each with its own judgement, and with its assignments", async () => {
    const { run, terminal } = await openShell();
    await run({ command: "ls && CI=1 git push origin main" }, { name: "Bash" });
    expect(terminal.requests[0]).toMatchObject({
      text: "Bash\n  command: ls && CI=1 git push origin main",
      parts: [
        { text: "ls", judgement: "allow", reason: "" },
        { text: "CI=1 git push origin main", judgement: "ask", reason: expect.stringContaining("shell") },
      ],
      environment: ["CI=1"],
      rule: "shell",
    });
  });

  test("that was approved for the session covers none that goes on", async () => {
    const { run, runs, terminal } = await openShell();
    await run(PUSH, { name: "Bash" });
    await run(PUSH, { name: "Bash" });
    expect(terminal.requests).toHaveLength(1);
    const publish = await run({ command: `${PUSH.command} && npm publish` }, { name: "Bash" });
    expect(publish).toMatchObject({ status: "denied", deniedBy: "policy" });
    await run({ command: `${PUSH.command} && make` }, { name: "Bash" });
    expect(terminal.requests).toHaveLength(2);
    expect(runs).toHaveLength(3);
  });

  test("that may be what a rule denies takes a human each time, in every mode", async () => {
    const { run, service, terminal } = await openShell();
    service.setMode("chat-1", "all", "anna");
    await run({ command: "npm $WHAT" }, { name: "Bash" });
    await run({ command: "npm $WHAT" }, { name: "Bash" });
    expect(terminal.requests.map(({ scopes }) => scopes)).toEqual([["once"], ["once"]]);
    await run({ command: "make all" }, { name: "Bash" });
    expect(terminal.requests).toHaveLength(2);
  });
});
