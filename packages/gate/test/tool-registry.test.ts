import { PluginError, type ToolRegistration } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import * as mini from "zod/mini";
import { openGate, tool } from "./open-gate.ts";

function refusal(act: () => unknown): PluginError {
  try {
    act();
  } catch (error) {
    if (PluginError.is(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("register", () => {
  test("adds the tool in order, with schema, owner and guideline, and returns its undo", () => {
    const { registry } = openGate();
    const undo = registry.register({
      name: "Look",
      schema: {
        name: "Look",
        description: "Looks.",
        parameters: { type: "object", properties: { at: { type: "string" } } },
        system_prompt_guideline: "  Look\nbefore you leap. ",
      },
      executor: () => "seen",
    });
    registry.forPlugin("notes").register(tool("add", () => "added"));
    expect(registry.getToolNames()).toEqual(["Look", "add"]);
    expect(registry.getSchemas()[0]).toEqual({
      type: "function",
      function: {
        name: "Look",
        description: "Looks.",
        parameters: { type: "object", properties: { at: { type: "string" } } },
      },
    });
    expect(registry.getSystemPromptGuidelines()).toEqual(["`Look`: Look before you leap."]);
    expect([registry.ownerOf("Look"), registry.ownerOf("add"), registry.ownerOf("toString")]).toEqual([
      "host",
      "notes",
      undefined,
    ]);
    undo();
    undo();
    expect([registry.has("Look"), registry.has("add")]).toEqual([false, true]);
  });

  test("gives a tool without parameters an object schema that takes nothing", async () => {
    const open = openGate();
    open.registry.register({
      name: "Look",
      schema: { name: "Look", description: "" },
      executor: () => "seen",
    });
    expect(open.registry.getSchemas()[0]?.function.parameters).toEqual({
      type: "object",
      properties: {},
      additionalProperties: false,
    });
    expect((await open.dispatch("Look", {})).status).toBe("done");
    expect((await open.dispatch("Look", { extra: 1 })).status).toBe("invalid");
  });

  test("keeps what it was given: changes made later reach nobody", async () => {
    const open = openGate();
    const registration = {
      name: "Look",
      schema: { name: "Look", description: "Looks.", parameters: { type: "object", required: ["at"] } },
      executor: () => "seen",
    };
    open.registry.register(registration);
    registration.schema.parameters.required.length = 0;
    registration.executor = () => "something else";
    expect((await open.dispatch("Look", {})).status).toBe("invalid");
    const outcome = await open.dispatch("Look", { at: 1 });
    expect(outcome.result.parts).toEqual([{ type: "text", text: "seen" }]);
    expect(Object.isFrozen(open.registry.getSchemas()[0]?.function.parameters)).toBe(true);
  });

  test("sees that a schema object has changed since the last turn", async () => {
    const open = openGate();
    const parameters = { type: "object", required: ["at"] };
    open.registry.register(tool("Look", () => "seen", parameters));
    parameters.required = ["where"];
    open.registry.forPlugin("notes").register(tool("add", () => "added", parameters));
    expect((await open.dispatch("Look", { at: 1 })).status).toBe("done");
    expect((await open.dispatch("add", { at: 1 })).status).toBe("invalid");
  });

  const valid = tool("Look", () => "seen");
  const cases: readonly (readonly [string, unknown])[] = [
    ["nothing", undefined],
    ["null", null],
    ["an array", []],
    ["no name", { ...valid, name: undefined }],
    ["an empty name", tool("", () => "x")],
    ["a name with a colon", tool("notes:add", () => "x")],
    ["a name of 65 characters", tool("x".repeat(65), () => "x")],
    ["two names", { ...valid, name: "Glance" }],
    ["no schema", { ...valid, schema: undefined }],
    ["no description", { ...valid, schema: { name: "Look" } }],
    ["no executor", { ...valid, executor: "seen" }],
    ["a guideline that is no text", { ...valid, schema: { ...valid.schema, system_prompt_guideline: 1 } }],
    [
      "a getter that throws null",
      {
        get name(): string {
          throw null;
        },
      },
    ],
    [
      "a Proxy that throws",
      new Proxy(
        {},
        {
          get: () => {
            throw new Error("no");
          },
        },
      ),
    ],
    ["parameters that are a text", { ...valid, schema: { ...valid.schema, parameters: "object" } }],
    ["parameters without a type", tool("Look", () => "x", {})],
    ["parameters of a list", tool("Look", () => "x", { type: "array" })],
    [
      "parameters that are no JSON Schema",
      tool("Look", () => "x", { type: "object", properties: { a: { type: "txt" } } }),
    ],
    [
      "a reference to nowhere",
      tool("Look", () => "x", { type: "object", properties: { a: { $ref: "https://x.test/y" } } }),
    ],
    ["an asynchronous schema", tool("Look", () => "x", { type: "object", $async: true })],
    [
      "an asynchronous part",
      tool("Look", () => "x", { type: "object", properties: { a: { $async: true, type: "string" } } }),
    ],
    ["a function in the schema", tool("Look", () => "x", { type: "object", x: (() => 1) as never })],
    [
      "a Standard Schema without a JSON Schema",
      { ...valid, schema: { ...valid.schema, parameters: mini.object({}) } },
    ],
    ["a Standard Schema of a text", { ...valid, schema: { ...valid.schema, parameters: z.string() } }],
  ];

  test.each(cases)("refuses %s with TOOL_INVALID", (_, registration) => {
    const { registry } = openGate();
    const view = registry.forPlugin("notes");
    const error = refusal(() => view.register(registration as ToolRegistration));
    expect(error).toMatchObject({ code: "TOOL_INVALID", plugin: "notes" });
    expect(error.hint).not.toBe("");
    expect(registry.getToolNames()).toEqual([]);
  });

  test("refuses a schema that refers to itself in a circle", () => {
    const { registry } = openGate();
    const parameters: { [key: string]: unknown } = { type: "object" };
    parameters.properties = { self: parameters };
    const error = refusal(() => registry.register(tool("Look", () => "x", parameters as never)));
    expect(error.code).toBe("TOOL_INVALID");
  });
});

describe("a clash of names", () => {
  test("is refused and names both owners and the way out", () => {
    const { registry } = openGate();
    registry.forPlugin("notes").register(tool("add", () => "notes"));
    const error = refusal(() => registry.forPlugin("sums").register(tool("add", () => "sums")));
    expect(error).toMatchObject({ code: "TOOL_NAME_CLASH", plugin: "sums" });
    expect(error.message).toContain('"notes"');
    expect(error.message).toContain('"sums"');
    expect(error.hint).toContain('"add" = "sums_add"');
    expect(error.hint).toContain("tools.rename");
    expect(registry.ownerOf("add")).toBe("notes");
  });

  test("with the host's tool is refused too, either way round", () => {
    const { registry } = openGate();
    registry.register(tool("Read", () => "host"));
    expect(refusal(() => registry.forPlugin("notes").register(tool("Read", () => "notes")))).toMatchObject({
      code: "TOOL_NAME_CLASH",
      message: expect.stringContaining("of the host"),
    });
    registry.forPlugin("notes").register(tool("add", () => "notes"));
    expect(refusal(() => registry.register(tool("add", () => "host"))).code).toBe("TOOL_NAME_CLASH");
  });

  test("is solved by tools.rename", async () => {
    const open = openGate();
    open.registry.forPlugin("sums").register(tool("add", () => "sums"));
    const view = open.registry.forPlugin("notes", { rename: { add: "notes_add" } });
    view.register(tool("add", () => "notes"));
    expect(open.registry.getToolNames()).toEqual(["add", "notes_add"]);
    expect(open.registry.getSchemas()[1]?.function.name).toBe("notes_add");
    expect(open.registry.ownerOf("notes_add")).toBe("notes");
    const outcome = await open.dispatch("notes_add");
    expect(outcome.result.parts).toEqual([{ type: "text", text: "notes" }]);
  });

  test("after renaming is refused, and the hint has the tool's own name", () => {
    const { registry } = openGate();
    registry.register(tool("Read", () => "host"));
    const view = registry.forPlugin("notes", { rename: { add: "Read" } });
    const error = refusal(() => view.register(tool("add", () => "notes")));
    expect(error.code).toBe("TOOL_NAME_CLASH");
    expect(error.hint).toContain('"add" =');
  });

  test("leaves the undo of the first one working and of no use to others", () => {
    const { registry } = openGate();
    const undo = registry.register(tool("Look", () => "first"));
    undo();
    registry.register(tool("Look", () => "second"));
    undo();
    expect(registry.has("Look")).toBe(true);
  });
});

describe("a plugin's view", () => {
  test("is closed when the hook point is over", () => {
    const { registry, problems } = openGate();
    const view = registry.forPlugin("notes");
    const undo = view.register(tool("add", () => "added"));
    view.close();
    expect(refusal(() => view.register(tool("late", () => "x")))).toMatchObject({
      code: "PLUGIN_FENCED",
      plugin: "notes",
    });
    expect(problems).toMatchObject([
      {
        severity: "warning",
        code: "PLUGIN_FENCED",
        plugin: "notes",
        message: expect.stringContaining('"late"'),
      },
    ]);
    expect(view.getToolNames()).toEqual(["add"]);
    undo();
    expect(view.getToolNames()).toEqual([]);
  });

  test.each([["host"], ["No Plugin"], [""], ["constructor"], [undefined]])("is refused for %j", (name) => {
    const { registry } = openGate();
    expect(refusal(() => registry.forPlugin(name as string)).code).toBe("PLUGIN_NAME_INVALID");
  });

  test.each([["Read:x"], [""], [7], ["x".repeat(65)]])("refuses to rename a tool to %j", (newName) => {
    const { registry } = openGate();
    const view = registry.forPlugin("notes", { rename: { add: newName as string } });
    const error = refusal(() => view.register(tool("add", () => "added")));
    expect(error).toMatchObject({ code: "TOOL_INVALID", plugin: "notes" });
    expect(error.hint).toContain("tools.rename");
  });

  test("takes no new name from the prototype of its renames", () => {
    const { registry } = openGate();
    const view = registry.forPlugin("notes", {
      rename: Object.create({ add: "Read" }) as Record<string, string>,
    });
    view.register(tool("add", () => "added"));
    view.register(tool("toString", () => "text"));
    expect(registry.getToolNames()).toEqual(["add", "toString"]);
  });
});
