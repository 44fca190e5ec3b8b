import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createMemorySessionStore, createRecordedModel } from "@asky/engine";
import { type JsonObject, type Message, type ModelRequest, textPart } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import { asking, collect, textFrom } from "./model-server.ts";
import { startEngine } from "./running-engine.ts";
import { type Line, scriptedModel } from "./scripted-model.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const TOOL = (name: string): ModelRequest["tools"][number] => ({
  type: "function",
  function: { name, description: `Does ${name}.`, parameters: { type: "object" } },
});

async function record(
  lines: readonly Line[],
  requests: readonly ModelRequest[],
  places = { directory: "/work" },
) {
  const file = join(await temporaryFolder(), "talk.jsonl");
  const recorder = createRecordedModel({ file, places, model: scriptedModel(lines) });
  for (const request of requests) await collect(recorder, request);
  return file;
}

const player = (file: string, directory = "/work") => createRecordedModel({ file, places: { directory } });

test("a recorded request gets its answer, piece by piece", async () => {
  const request = asking("hello", { tools: [TOOL("a")] });
  const file = await record([[["a", { x: 1 }]]], [request]);
  expect(await collect(player(file), request)).toEqual([
    { type: "tool_call", call: { id: "c1", name: "a", arguments: '{"x":1}' } },
    { type: "end", reason: "tool_calls" },
  ]);
});

test("what was recorded several times comes in that order, then the last again", async () => {
  const file = await record(["one", "two"], [asking("x"), asking("x")]);
  const model = player(file);
  const texts = [];
  for (let round = 0; round < 3; round++) texts.push(await textFrom(model, asking("x")));
  expect(texts).toEqual(["one", "two", "two"]);
});

test("the order of tools and of keys is no difference", async () => {
  const file = await record(["yes"], [asking("x", { tools: [TOOL("a"), TOOL("b")] })]);
  const messages = [{ parts: [{ text: "x", type: "text" }], role: "user" }] as unknown as readonly Message[];
  expect(await textFrom(player(file), asking("", { messages, tools: [TOOL("b"), TOOL("a")] }))).toBe("yes");
});

test("the directories of hosts stand under their names, in questions and answers", async () => {
  const file = await record(
    [[["Read", { file_path: "/work/a.md" }]]],
    [asking("read /work/a.md, not /workshop")],
  );
  const line = await readFile(file, "utf8");
  expect(line).toContain("read <directory>/a.md, not /workshop");
  expect(line).not.toContain('"/work/');
  const [call] = await collect(
    player(file, "/home/ada/notes"),
    asking("read /home/ada/notes/a.md, not /workshop"),
  );
  expect(call).toMatchObject({ call: { arguments: '{"file_path":"/home/ada/notes/a.md"}' } });
});

describe("a request that is not recorded", () => {
  test.each<[string, ModelRequest, RegExp]>([
    [
      "another text",
      asking("hello Bob"),
      /line 1, which differs in messages\[0\]\.parts\[0\]\.text: recorded "hello Ada", asked "hello Bob"/,
    ],
    [
      "another tool",
      asking("hello Ada", { tools: [TOOL("a")] }),
      /differs in tools\[a\]: recorded nothing, asked \{/,
    ],
  ])("is told what differs: %s", async (_, request, difference) => {
    const file = await record(["hi"], [asking("hello Ada")]);
    await expect(collect(player(file), request)).rejects.toThrow(difference);
  });

  test("is another one only by what was asked: how long the answer may be is no part of it", async () => {
    const file = await record(["hi"], [asking("hello Ada")]);
    const [said] = await collect(player(file), asking("hello Ada", { maxOutputTokens: 5 }));
    expect(said).toEqual({ type: "text", text: "hi" });
  });

  test("is compared with the one that goes along longest", async () => {
    const answer: Message = { role: "assistant", parts: [textPart("hi")], toolCalls: [] };
    const talk = (...texts: readonly string[]): ModelRequest =>
      asking("", {
        messages: texts.flatMap((text) => [{ role: "user" as const, parts: [textPart(text)] }, answer]),
      });
    const file = await record(["1", "2", "3"], [talk("z"), talk("a", "b", "c"), talk("q", "b", "x")]);
    await expect(collect(player(file), talk("a", "b", "x"))).rejects.toThrow(
      /nearest one is line 2, which differs in messages\[4\]/,
    );
  });

  test("in an empty recording is told that it holds none", async () => {
    const folder = await temporaryFolder({ "talk.jsonl": "" });
    await expect(collect(player(join(folder, "talk.jsonl")), asking("x"))).rejects.toThrow("it holds none");
  });
});

test.each<[string, string, RegExp]>([
  ["no JSON", "{oops\n", /line 1 is no JSON/],
  ["another thing", '{"a":1}\n', /line 1 is no recorded call/],
  ["null", "null\n", /line 1 is no recorded call/],
  [
    "a changed request",
    '{"digest":"00","request":{"messages":[]},"chunks":[]}\n',
    /line 1 was changed by hand/,
  ],
])("a line that is %s is named", async (_, text, fault) => {
  const file = join(await temporaryFolder({ "talk.jsonl": text }), "talk.jsonl");
  await expect(collect(player(file), asking("x"))).rejects.toThrow(fault);
});

test("a recording that is not there is named with what to do", async () => {
  const file = join(await temporaryFolder(), "none.jsonl");
  await expect(collect(player(file), asking("x"))).rejects.toMatchObject({
    code: "MODEL_FAILED",
    message: `The recording "${file}" cannot be used: it is not there.`,
    hint: expect.stringContaining("model.record"),
  });
});

test("an answer that broke off is not recorded", async () => {
  const file = join(await temporaryFolder({ "talk.jsonl": "" }), "talk.jsonl");
  const broken = {
    name: "broken",
    async *generate() {
      yield { type: "text" as const, text: "half" };
      throw new Error("gone");
    },
  };
  await expect(collect(createRecordedModel({ file, model: broken }), asking("x"))).rejects.toThrow("gone");
  expect(await readFile(file, "utf8")).toBe("");
});

test("a pieced answer that is not one is refused by the turn, whatever stands in the file", async () => {
  const file = await record(["hi"], [asking("x")]);
  const line = JSON.parse(await readFile(file, "utf8")) as JsonObject;
  await writeFile(file, `${JSON.stringify({ ...line, chunks: [{ type: "oops" }] })}\n`);
  expect(await collect(player(file), asking("x"))).toEqual([{ type: "oops" }]);
});

test("turns of an engine replay in another folder, tools and all", async () => {
  const configDir = await temporaryFolder();
  const file = join(configDir, "talk.jsonl");
  const talk = async (model: JsonObject, directory: string) => {
    const engine = await startEngine({
      configDir,
      directory,
      config: { model },
      sessions: createMemorySessionStore(),
    });
    const { text, toolCalls } = await engine.handleMessage({ text: "Read a.md" });
    return { text, calls: toolCalls.map(({ name, status }) => `${name} ${status}`) };
  };
  const files = { "a.md": "# Kettle\n" };
  const first = await talk(
    { provider: "recorded", recording: file, record: "offline" },
    await temporaryFolder(files),
  );
  const second = await talk({ provider: "recorded", recording: file }, await temporaryFolder(files));
  expect(second).toEqual(first);
  expect(first).toMatchObject({ calls: ["Read done"], text: expect.stringContaining("# Kettle") });
});
