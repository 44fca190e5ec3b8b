import type { JsonObject, StandardSchema } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { openGate, textOfOutcome, tool } from "./open-gate.ts";

async function outcomeFor(parameters: unknown, args: JsonObject) {
  const open = openGate();
  open.registry.register(tool("Look", (given) => given, parameters as never));
  const outcome = await open.dispatch("Look", args);
  return { ...open, outcome, text: textOfOutcome(outcome) };
}

describe("JSON Schema", () => {
  test("tells the model everything that is wrong, with its place", async () => {
    const parameters = {
      type: "object",
      properties: {
        limit: { type: "integer" },
        mode: { enum: ["fast", "slow"] },
        edits: { type: "array", items: { type: "object", required: ["line"] } },
      },
      required: ["limit", "query"],
      additionalProperties: false,
    };
    const { outcome, text } = await outcomeFor(parameters, {
      limit: "x",
      mode: "odd",
      edits: [{}],
      extra: 1,
    });
    expect(outcome.status).toBe("invalid");
    for (const part of ['"limit"', '"query"', "query", '"fast"', '"edits[0]"', "line", '"extra"']) {
      expect(text.replaceAll("'", '"')).toContain(part);
    }
  });

  test.each([
    ["draft-07 by name", { $schema: "http://json-schema.org/draft-07/schema#", definitions: {} }],
    ["2020-12 by name", { $schema: "https://json-schema.org/draft/2020-12/schema" }],
    ["an unknown draft", { $schema: "https://example.test/schema" }],
  ])("accepts %s", async (_, extra) => {
    const { outcome } = await outcomeFor({ ...extra, type: "object", required: ["a"] }, { a: 1 });
    expect(outcome.status).toBe("done");
  });

  test("reads tuples in both dialects", async () => {
    const modern = { type: "object", properties: { pair: { prefixItems: [{ type: "integer" }] } } };
    const older = { type: "object", properties: { pair: { items: [{ type: "integer" }] } } };
    for (const parameters of [modern, older]) {
      expect((await outcomeFor(parameters, { pair: ["x"] })).outcome.status).toBe("invalid");
      expect((await outcomeFor(parameters, { pair: [1] })).outcome.status).toBe("done");
    }
  });

  test("takes formats for notes", async () => {
    const parameters = { type: "object", properties: { at: { type: "string", format: "no-such-format" } } };
    expect((await outcomeFor(parameters, { at: "anything" })).outcome.status).toBe("done");
  });

  test("is not satisfied by what every object inherits", async () => {
    const parameters = { type: "object", required: ["toString", "constructor"] };
    expect((await outcomeFor(parameters, {})).outcome.status).toBe("invalid");
  });

  test("of one tool cannot reach into that of another", async () => {
    const open = openGate();
    const shared = { $id: "https://x.test/s", type: "object", properties: { n: { type: "integer" } } };
    open.registry.register(tool("Look", () => "seen", shared));
    open.registry.forPlugin("notes").register(tool("add", () => "x", { ...shared, required: ["m"] }));
    expect((await open.dispatch("Look", { n: 1 })).status).toBe("done");
    const thief = tool("steal", () => "x", {
      type: "object",
      properties: { a: { $ref: "https://x.test/s" } },
    });
    expect(() => open.registry.register(thief)).toThrow(/steal/);
  });

  test("that never ends refuses the call and is reported under its owner", async () => {
    const open = openGate();
    const endless = { type: "object", $ref: "#" };
    open.registry.forPlugin("notes").register(tool("add", () => "x", endless));
    const outcome = await open.dispatch("add", {});
    expect(outcome.status).toBe("invalid");
    expect(open.problems).toMatchObject([{ code: "TOOL_ARGUMENTS_INVALID", plugin: "notes" }]);
  });
});

describe("Standard Schema", () => {
  const parameters = z.object({ query: z.string().min(2), limit: z.number().int().default(5) });

  test("is shown to the model as JSON Schema", () => {
    const { registry } = openGate();
    registry.register(tool("Look", () => "seen", parameters as never));
    const shown = registry.getSchemas()[0]?.function.parameters;
    expect(shown).toMatchObject({
      type: "object",
      properties: { query: { type: "string", minLength: 2 } },
      required: ["query"],
    });
  });

  test("gives tool, hooks, gate and audit what it makes of the arguments", async () => {
    const open = openGate();
    open.registry.register(tool("Look", (given) => given, parameters as never));
    let seen: JsonObject = {};
    open.hooks.register("pre_tool_execute", ({ args }) => {
      seen = args;
    });
    const outcome = await open.dispatch("Look", { query: "abc" });
    const expected = { query: "abc", limit: 5 };
    expect(outcome.result.parts).toEqual([{ type: "data", data: expected }]);
    expect(seen).toEqual(expected);
    expect(open.attempts).toMatchObject([{ toolInput: expected }]);
  });

  test("tells the model what is wrong, with its place", async () => {
    const { outcome, text } = await outcomeFor(parameters, { query: "a", limit: "x" });
    expect(outcome.status).toBe("invalid");
    expect(text).toContain('"query"');
    expect(text).toContain('"limit"');
  });

  test("that turns a text into a path is judged by the path", async () => {
    const schema = z.object({ name: z.string().transform((name) => `/etc/${name}`) });
    const { outcome } = await outcomeFor(
      Object.assign(schema, { toJSONSchema: undefined, "~standard": withJsonSchema(schema) }),
      { name: "passwd" },
    );
    expect(outcome).toMatchObject({ status: "denied", deniedBy: "sandbox" });
  });

  function withJsonSchema(schema: { "~standard": object }) {
    const { version, vendor, validate } = schema["~standard"] as StandardSchema["~standard"];
    return { version, vendor, validate, jsonSchema: { input: () => ({ type: "object" }) } };
  }

  function standard(validate: (value: unknown) => unknown): unknown {
    return {
      "~standard": { version: 1, vendor: "x", validate, jsonSchema: { input: () => ({ type: "object" }) } },
    };
  }

  test.each([
    [
      "throws",
      () => {
        throw null;
      },
    ],
    ["rejects", () => Promise.reject(new Error("no"))],
    ["answers nothing", () => undefined],
    ["ends in a date", () => ({ value: { at: new Date(0) } })],
    ["ends in a text", () => ({ value: "x" })],
    ["has issues that are no list", () => ({ issues: 1 })],
    ["ends in a __proto__ key", () => ({ value: JSON.parse('{"__proto__":{}}') })],
  ])("that %s refuses the call and is reported under its owner", async (_, validate) => {
    const open = openGate();
    let hasRun = false;
    const executor = () => {
      hasRun = true;
      return "x";
    };
    open.registry.forPlugin("notes").register(tool("add", executor, standard(validate) as never));
    const outcome = await open.dispatch("add", {});
    expect(outcome.status).toBe("invalid");
    expect(hasRun).toBe(false);
    expect(open.problems).toMatchObject([{ code: "TOOL_ARGUMENTS_INVALID", plugin: "notes" }]);
  });

  test("with an empty list of issues is no yes", async () => {
    const { outcome } = await outcomeFor(
      standard((value) => ({ value, issues: [] })),
      {},
    );
    expect(outcome.status).toBe("invalid");
  });

  test.each([
    ["toJSONSchema", { toJSONSchema: () => ({ type: "object", title: "vendor" }) }],
    ["toJsonSchema", { toJsonSchema: () => ({ type: "object", title: "vendor" }) }],
  ])("may give its JSON Schema by %s", (_, members) => {
    const { registry } = openGate();
    const schema = {
      "~standard": { version: 1, vendor: "x", validate: (value: unknown) => ({ value }) },
      ...members,
    };
    registry.register(tool("Look", () => "seen", schema as never));
    expect(registry.getSchemas()[0]?.function.parameters).toEqual({ type: "object", title: "vendor" });
  });
});
