import { createHookRegistry } from "@asky/manager";
import { type NotifyPoint, type Problem, textPart } from "@asky/sdk";
import { describe, expect, test } from "vitest";

const turn = { id: "t1", sessionId: "s1", chatId: "c1", userId: "u1" };
const { signal } = new AbortController();
const call = { id: "1", name: "Now", arguments: "{}" };
const assistant = { role: "assistant", parts: [textPart("hi")], toolCalls: [call] };
const answer = { role: "tool", toolCallId: "1", toolName: "Now", parts: [], isError: false };
const schema = { type: "function", function: { name: "Now", description: "", parameters: {} } };
const result = { parts: [textPart("12:00")], isError: false };

/** What one callback makes of a payload by assigning one field. */
function replace(point: NotifyPoint, field: string, before: unknown, after: unknown) {
  const problems: Problem[] = [];
  const hooks = createHookRegistry({ report: (problem) => problems.push(problem) });
  const assign = (payload: object): void => void Object.assign(payload, { [field]: after });
  hooks.register(point, assign as never, { plugin: "p" });
  const merged: object[] = [];
  const invokeEach = hooks.invokeEach as (...args: unknown[]) => void;
  invokeEach(
    point,
    () => ({ turn, signal, [field]: before }),
    (one: object) => merged.push(one),
  );
  return { problems, merged };
}

const without = (value: object, key: string) =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));

/** Each field with a value to begin with, values that fit, and values that do not. */
const FIELDS: readonly [NotifyPoint, string, unknown, readonly unknown[], readonly unknown[]][] = [
  [
    "pre_llm_call",
    "messages",
    [],
    [
      [{ role: "system", parts: [] }],
      [{ role: "user", parts: [textPart("x")] }],
      [assistant],
      [answer],
      [{ ...assistant, toolCalls: [] }],
    ],
    [
      null,
      { length: 0 },
      "text",
      ["text"],
      [null],
      [[]],
      [{ role: "system" }],
      [{ role: "system", parts: "text" }],
      [{ role: "system", parts: [{ type: "text" }] }],
      [{ role: "user", parts: [textPart("x"), null] }],
      [
        { role: "system", parts: [] },
        { role: "owner", parts: [] },
      ],
      [{ parts: [] }],
      [{ role: "tool", parts: [] }],
      [{ ...answer, role: "owner" }],
      [without(answer, "toolCallId")],
      [without(answer, "toolName")],
      [without(answer, "isError")],
      [{ ...answer, isError: 0 }],
      [without(assistant, "toolCalls")],
      [{ ...assistant, toolCalls: [without(call, "id")] }],
    ],
  ],
  ["pre_llm_call", "useTools", true, [false], [null, 0, "false", undefined]],
  [
    "pre_llm_call",
    "toolSchemas",
    [],
    [[schema], [schema, schema]],
    [
      null,
      schema,
      [null],
      [schema, without(schema, "type")],
      [{ ...schema, type: "tool" }],
      [{ type: "function" }],
      [{ type: "function", function: null }],
      [{ type: "function", function: [] }],
      ...["name", "description", "parameters"].flatMap((key) => [
        [{ ...schema, function: without(schema.function, key) }],
        [{ ...schema, function: { ...schema.function, [key]: 1 } }],
      ]),
      [{ ...schema, function: { ...schema.function, parameters: null } }],
      [{ ...schema, function: { ...schema.function, parameters: [] } }],
    ],
  ],
  [
    "post_llm_response",
    "message",
    { ...assistant, toolCalls: [] },
    [assistant, { ...assistant, parts: [] }],
    [
      null,
      "text",
      [assistant],
      { ...assistant, role: "user" },
      without(assistant, "role"),
      without(assistant, "parts"),
      { ...assistant, parts: [{ type: "sound" }] },
      without(assistant, "toolCalls"),
      { ...assistant, toolCalls: { 0: call } },
      { ...assistant, toolCalls: [call, { ...call, name: 1 }] },
    ],
  ],
  [
    "post_llm_response",
    "toolCalls",
    [],
    [[call], [call, call]],
    [
      null,
      call,
      [null],
      ["Now"],
      ...["id", "name", "arguments"].flatMap((key) => [[without(call, key)], [call, { ...call, [key]: {} }]]),
    ],
  ],
  ["post_llm_response", "messages", [], [[answer]], [[{}]]],
  ["pre_tool_execute", "args", {}, [{ n: 1 }], [null, [], "text", undefined]],
  ["pre_tool_execute", "result", undefined, [result], [null, {}, [], "text", { ...result, parts: null }]],
  ["post_tool_execute", "result", result, [{ ...result, isError: true }], [undefined, null, {}, "text"]],
  ["pre_preload", "queryText", "q", ["", "other"], [null, 1, ["q"]]],
  ["pre_preload", "extraSources", [], [["a.md", "b.md"]], [null, "a.md", [1], ["a.md", null]]],
  ["post_preload", "extraContext", "", ["more"], [null, 1, undefined]],
];

describe.each(FIELDS)("%s may replace %s", (point, field, before, fitting, unfit) => {
  test.each(fitting.map((value) => [JSON.stringify(value), value]))("by %s", (_, value) => {
    const { merged, problems } = replace(point, field, before, value);
    expect(problems).toEqual([]);
    expect(merged).toEqual([{ [field]: value }]);
  });

  test.each(unfit.map((value) => [JSON.stringify(value), value]))("never by %s", (_, value) => {
    const { merged, problems } = replace(point, field, before, value);
    expect(merged).toEqual([{}]);
    expect(problems).toMatchObject([{ code: "HOOK_FIELD_INVALID", plugin: "p", severity: "warning" }]);
    expect(problems[0]?.message).toContain(field);
  });
});

test("a result that was there can be taken back", () => {
  const { merged, problems } = replace("pre_tool_execute", "result", result, undefined);
  expect(problems).toEqual([]);
  expect(merged).toEqual([{ result: undefined }]);
});

test("what is wrong with null is its type, not that it could not be copied", () => {
  const { problems } = replace("pre_tool_execute", "args", {}, null);
  const { problems: ofText } = replace("pre_tool_execute", "args", {}, "text");
  expect(problems[0]?.message).toBe(ofText[0]?.message);
});
