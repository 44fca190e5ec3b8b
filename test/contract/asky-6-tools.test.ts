import { createGate, parsePolicy } from "@asky/gate";
import { createEventBus, createHookRegistry } from "@asky/manager";
import {
  AskyPlugin,
  type AskyPluginContext,
  defineAskyPlugin,
  type GateTicket,
  type HookPayloads,
  type JsonObject,
  type PluginError,
  TOOL_REGISTRY_BUILD,
  type ToolExecutionContext,
  type ToolRegistration,
  type ToolRegistry,
} from "@asky/sdk";
import { expect, test } from "vitest";
import * as z from "zod";
import { allProblems, seenBy, startEngine } from "./engine-host.ts";

const schema = {
  name: "my_tool",
  description: "Does something useful.",
  parameters: {
    type: "object",
    properties: { query: { type: "string", description: "The query." } },
    required: ["query"],
  },
  system_prompt_guideline: "Use my_tool when the user asks about X.",
};

/** The plugin of the specification. */
class MyPlugin extends AskyPlugin {
  readonly name = "notes";
  readonly ran: JsonObject[] = [];

  activate(context: AskyPluginContext): void {
    context.hooks.register(TOOL_REGISTRY_BUILD, (payload) => this.#registerTools(payload));
  }

  #registerTools({ registry }: HookPayloads["tool_registry_build"]): void {
    registry.register({ name: "my_tool", schema, executor: (args) => this.#executeMyTool(args) });
  }

  #executeMyTool(args: JsonObject): JsonObject {
    this.ran.push(args);
    return { result: `Processed: ${args.query}` };
  }
}

/** A plugin with these tools. */
function withTools(name: string, ...tools: ToolRegistration[]) {
  return defineAskyPlugin({
    name,
    activate({ hooks }) {
      hooks.register(TOOL_REGISTRY_BUILD, ({ registry }) => {
        for (const tool of tools) registry.register(tool);
      });
    },
  });
}

test("asky-6-1: tools are registered during TOOL_REGISTRY_BUILD, on a view that closes with it", async () => {
  const views: ToolRegistry[] = [];
  const keep = defineAskyPlugin({
    name: "other",
    activate: ({ hooks }) =>
      void hooks.register(TOOL_REGISTRY_BUILD, ({ registry }) => void views.push(registry)),
  });
  const { engine, model } = await startEngine({ plugins: [new MyPlugin(), keep] });
  await engine.handleMessage({ text: "hello" });
  expect(model.requests[0]?.tools.map((tool) => tool.function.name)).toContain("my_tool");
  expect(views[0]?.has("my_tool")).toBe(true);
  expect(() =>
    views[0]?.register({ name: "late", schema: { ...schema, name: "late" }, executor: () => "" }),
  ).toThrow(expect.objectContaining({ code: "PLUGIN_FENCED" }));
});

test("asky-6-2: the model is told of name, description and parameters; the two names must agree", async () => {
  const standard: ToolRegistration = {
    name: "standard",
    schema: { name: "standard", description: "By a library.", parameters: z.object({ depth: z.number() }) },
    executor: () => "",
  };
  const bare = { name: "bare", schema: { name: "bare", description: "No arguments." }, executor: () => "" };
  const wrong = { name: "one", schema: { name: "two", description: "Two names." }, executor: () => "" };
  const { engine, model } = await startEngine({
    plugins: [new MyPlugin(), withTools("other", standard, bare, wrong)],
  });
  await engine.handleMessage({ text: "hello" });
  const told = new Map(model.requests[0]?.tools.map((tool) => [tool.function.name, tool.function]));
  expect(told.get("my_tool")).toEqual({
    name: "my_tool",
    description: "Does something useful.",
    parameters: schema.parameters,
  });
  expect(told.get("standard")?.parameters).toMatchObject({
    type: "object",
    properties: { depth: { type: "number" } },
    required: ["depth"],
  });
  expect(told.get("bare")?.parameters).toMatchObject({ type: "object" });
  expect(told.has("one") || told.has("two")).toBe(false);
  const causes = allProblems(engine.report()).find(({ plugin }) => plugin === "other");
  expect(JSON.stringify(causes)).toMatch(/one.*two|two.*one/);
});

test("asky-6-3: the guideline goes into the system prompt and not into the list of tools", async () => {
  const { engine, model } = await startEngine({ plugins: [new MyPlugin()] });
  await engine.handleMessage({ text: "hello" });
  expect(seenBy(model, 0)[0]).toMatch(/^system: .*`my_tool`: Use my_tool when the user asks about X\./s);
  expect(JSON.stringify(model.requests[0]?.tools)).not.toContain("when the user asks");
});

test("asky-6-4: the executor gets the arguments, and what it returns is the result", async () => {
  const plugin = new MyPlugin();
  const failing = {
    name: "failing",
    schema: { name: "failing", description: "Fails." },
    executor: () => {
      throw new Error("no luck");
    },
  };
  const { engine, model } = await startEngine({
    plugins: [plugin, withTools("other", failing)],
    answers: [
      [
        ["my_tool", { query: "X" }],
        ["failing", {}],
      ],
    ],
  });
  const { toolCalls } = await engine.handleMessage({ text: "hello" });
  expect(plugin.ran).toEqual([{ query: "X" }]);
  const [message] = (model.requests[1]?.messages ?? []).filter(({ role }) => role === "tool");
  expect(message).toMatchObject({
    toolName: "my_tool",
    isError: false,
    parts: [{ type: "data", data: { result: "Processed: X" } }],
  });
  expect(toolCalls[1]).toMatchObject({ isError: true, text: expect.stringContaining("no luck") });
});

test("asky-6-5: a call that breaks the schema does not reach the executor", async () => {
  const plugin = new MyPlugin();
  const { engine } = await startEngine({
    plugins: [plugin],
    answers: [
      [
        ["my_tool", {}],
        ["my_tool", { query: 7 }],
        ["my_tool", { query: "fine" }],
      ],
    ],
  });
  const { toolCalls } = await engine.handleMessage({ text: "hello" });
  expect(toolCalls.map(({ status }) => status)).toEqual(["invalid", "invalid", "done"]);
  expect(toolCalls[0]).toMatchObject({ isError: true, text: expect.stringContaining("query") });
  expect(plugin.ran).toEqual([{ query: "fine" }]);
});

test("asky-6-6: a second tool of a name is refused, naming both owners, unless the roster renames it", async () => {
  const tool = (text: string) => `import { defineAskyPlugin } from "@asky/sdk";
    export default defineAskyPlugin({ name: "other", activate({ hooks }) {
      hooks.register("tool_registry_build", ({ registry }) => {
        registry.register({
          name: "my_tool",
          schema: { name: "my_tool", description: "Of another plugin." },
          executor: () => "${text}",
        });
      });
    } });`;
  const roster = `[plugin.other]\nenabled = true\nmodule = "other-package"\n`;
  const packages = { "other-package": tool("from other") };
  const clash = await startEngine({ files: { roster, packages }, plugins: [new MyPlugin()] });
  await clash.engine.handleMessage({ text: "hello" });
  const problem = allProblems(clash.engine.report()).find(({ plugin }) => plugin === "other");
  const said = JSON.stringify(problem);
  expect(said).toContain('\\"notes\\"');
  expect(said).toContain('\\"other\\"');
  const descriptions = clash.model.requests[0]?.tools.map((each) => each.function.description);
  expect(descriptions).toContain(schema.description);
  expect(descriptions).not.toContain("Of another plugin.");

  const renamed = await startEngine({
    files: { roster: `${roster}tools.rename = { my_tool = "their_tool" }\n`, packages },
    plugins: [new MyPlugin()],
    answers: [[["their_tool", {}]]],
  });
  const { toolCalls } = await renamed.engine.handleMessage({ text: "hello" });
  expect(toolCalls).toMatchObject([
    { name: "their_tool", origin: "other", status: "done", text: "from other" },
  ]);
  expect(allProblems(renamed.engine.report())).toEqual([]);
});

test("asky-6-7: no tool runs without a ticket of the gate, used once, for exactly this call", async () => {
  const ran: JsonObject[] = [];
  const { policy } = parsePolicy(`[[rule]]\nname = "r"\ntools = ["my_tool"]\naction = "allow"`, "test.toml");
  const gate = createGate({ hooks: createHookRegistry(), eventBus: createEventBus(), policy });
  const registry = gate.createRegistry();
  registry.register({ name: "my_tool", schema, executor: (args) => void ran.push(args) });
  const info = { id: "t1", sessionId: "s1", chatId: "c1", userId: "u1" };
  const { signal } = new AbortController();
  const call = { id: "c1", name: "my_tool", arguments: '{"query":"X"}' };
  const turn = { info, registry, directory: "/", allowedDirs: [], signal };
  const context: ToolExecutionContext = { call, turn: info, directory: "/", allowedDirs: [], signal };
  const codeOf = (ticket: unknown, query: string): Promise<string | undefined> =>
    registry.execute(ticket as GateTicket, { query }, context).then(
      () => undefined,
      (error: PluginError) => error.code,
    );

  const forged = { id: "1", callId: "c1", turnId: "t1", toolName: "my_tool", origin: "host" };
  for (const ticket of [forged, undefined, null, {}]) {
    expect(await codeOf(ticket, "X")).toBe("TICKET_REFUSED");
  }
  expect(ran).toEqual([]);

  const [used] = await ticketsOf(() => gate.dispatch(call, turn));
  expect(ran).toEqual([{ query: "X" }]);
  expect(used).toMatchObject({ callId: "c1", turnId: "t1", toolName: "my_tool", origin: "host" });
  expect(await codeOf(used, "X")).toBe("TICKET_REFUSED");

  let forOther: Promise<string | undefined> | undefined;
  await ticketsOf(
    () => gate.dispatch({ ...call, id: "c2" }, turn),
    (ticket) => {
      forOther = codeOf(ticket, "Y");
    },
  );
  expect(await forOther).toBe("TICKET_REFUSED");
  expect(ran.filter(({ query }) => query === "Y")).toEqual([]);
});

/** A gate gives its tickets to nobody; hostile code could see one as it is noted down in a map. */
async function ticketsOf(
  work: () => Promise<unknown>,
  onTicket: (ticket: GateTicket) => void = () => {},
): Promise<GateTicket[]> {
  const tickets: GateTicket[] = [];
  const { set } = WeakMap.prototype;
  WeakMap.prototype.set = function (this: WeakMap<WeakKey, unknown>, key: WeakKey, value: unknown) {
    set.call(this, key, value);
    if (typeof key === "object" && "callId" in key && "origin" in key) {
      tickets.push(key as unknown as GateTicket);
      onTicket(key as unknown as GateTicket);
    }
    return this;
  } as typeof set;
  try {
    await work();
  } finally {
    WeakMap.prototype.set = set;
  }
  return tickets;
}
