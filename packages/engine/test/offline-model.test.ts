import { createOfflineModel, type Engine, type TurnResult } from "@asky/engine";
import { defineAskyPlugin, type JsonObject, type Message, textPart } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import { startEngine } from "./running-engine.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A small project that none of the questions was written for. */
const PROJECT = {
  "README.md": [
    "# Kettle",
    "",
    "Kettle schedules deliveries for small bakeries.",
    "",
    "## Installation",
    "",
    "Run `npm install kettle`, then `npx kettle init`.",
    "",
    "## How routes are chosen",
    "",
    "Routes are sorted by distance, and a van never carries more than its capacity.",
  ].join("\n"),
  LICENSE: "MIT License\n\nCopyright (c) The Kettle authors\n",
  "package.json": '{\n  "name": "kettle",\n  "version": "2.4.1",\n  "license": "MIT"\n}\n',
  "src/plan-route.ts": [
    'import { MAX_STOPS } from "./limits.ts";',
    "",
    "/** Sorts stops by their distance from the bakery. */",
    "export function planRoute(stops: readonly Stop[]): readonly Stop[] {",
    "  return stops.toSorted((a, b) => a.distance - b.distance).slice(0, MAX_STOPS);",
    "}",
  ].join("\n"),
  "src/limits.ts": "/** A van holds this many. */\nexport const MAX_STOPS = 12;\n",
  "src/van.ts":
    'import { planRoute } from "./plan-route.ts";\n\nexport class Van {\n  // FIXME: the fuel gauge\n  route = planRoute([]);\n}\n',
  "docs/billing.md": "# Billing\n\nInvoices are sent on Fridays.\n",
  "docs/holidays.txt": "25 December\n",
};

const TEXT = (description: string): JsonObject => ({ type: "string", description });

/** Tools as plugins have them: name, description, properties, required ones. */
const PLUGIN_TOOLS: readonly (readonly [string, string, JsonObject, readonly string[]])[] = [
  [
    "create_persona",
    "Creates a persona from a name and a prompt that says how it behaves.",
    {
      name: TEXT("The persona's name."),
      prompt: TEXT("How it behaves."),
      description: TEXT("One line about it."),
    },
    ["name", "prompt"],
  ],
  ["list_personas", "Lists the personas that exist.", {}, []],
  ["persona_load", "Makes a persona the one of this session.", { name: TEXT("Its name.") }, ["name"]],
  ["persona_unload", "Ends the persona of this session.", {}, []],
  ["persona_current", "Tells which persona is active in this session.", {}, []],
  ["my_tool", "Does something useful.", { query: TEXT("The query.") }, ["query"]],
  [
    "add_note",
    "Saves a note.",
    { text: TEXT("The note."), tags: { type: "array", items: { type: "string" } } },
    ["text"],
  ],
  [
    "convert_temperature",
    "Converts a temperature.",
    { value: { type: "number" }, unit: { enum: ["celsius", "fahrenheit"] } },
    ["value", "unit"],
  ],
  ["weather_forecast", "Forecasts the weather of a city.", { city_name: TEXT("The city.") }, ["city_name"]],
  [
    "send_invoice",
    "Sends an invoice file to a customer.",
    { file: TEXT("The invoice."), customer: TEXT("Who.") },
    ["file", "customer"],
  ],
];

const toolbox = defineAskyPlugin({
  name: "toolbox",
  activate({ hooks }) {
    hooks.register("tool_registry_build", ({ registry }) => {
      for (const [name, description, properties, required] of PLUGIN_TOOLS) {
        registry.register({
          name,
          schema: { name, description, parameters: { type: "object", properties, required } },
          executor: (args) => `${name} was run with ${JSON.stringify(args)}`,
        });
      }
    });
  },
});

const POLICY =
  '[[rule]]\nname = "all"\ntools = ["Read", "LS", "Grep", "Now", "toolbox:*"]\naction = "allow"\n';

async function startOffline(plugins = [toolbox]): Promise<Engine> {
  const configDir = await temporaryFolder({ "policies/tools.toml": POLICY });
  return await startEngine({ configDir, directory: await temporaryFolder(PROJECT), plugins });
}

function calls({ toolCalls }: TurnResult): readonly string[] {
  return toolCalls.map(({ name, args }) => `${name} ${JSON.stringify(args)}`);
}

describe("questions about files", () => {
  test.each<[string, string, RegExp]>([
    [
      "Where is planRoute defined?",
      'Grep {"pattern":"planRoute"}',
      /lines for "planRoute".*\nsrc\/plan-route\.ts:4: export function/,
    ],
    ["where is MAX_STOPS used?", 'Grep {"pattern":"MAX_STOPS"}', /src\/plan-route\.ts:5/],
    ['Find "fuel gauge"', 'Grep {"pattern":"fuel gauge"}', /src\/van\.ts:4: \/\/ FIXME: the fuel gauge/],
    [
      "grep FIXME in TypeScript files",
      'Grep {"pattern":"FIXME","glob":"*.{ts,mts,cts,tsx}"}',
      /src\/van\.ts:4/,
    ],
    ["Search for 'distance' in src", 'Grep {"pattern":"distance","path":"src"}', /src\/plan-route\.ts:3/],
    [
      "Which files mention invoices?",
      'Grep {"pattern":"invoice","ignore_case":true}',
      /docs\/billing\.md:3: Invoices are sent on Fridays/,
    ],
    [
      "How are routes chosen in this project?",
      'Grep {"pattern":"route","ignore_case":true,"glob":"*.md"}',
      /README\.md:9: ## How routes are chosen/,
    ],
    ["What does planRoute do?", 'Grep {"pattern":"planRoute"}', /3\t\/\*\* Sorts stops by their distance/],
    [
      "How do I install it?",
      'Grep {"pattern":"install","ignore_case":true,"glob":"*.md"}',
      /README\.md:5: ## Installation/,
    ],
    [
      "Why does a van have a capacity in this project?",
      'Grep {"pattern":"capacit","ignore_case":true,"glob":"*.md"}',
      /README\.md:11/,
    ],
    ["Read docs/billing.md", 'Read {"file_path":"docs/billing.md"}', /^docs\/billing\.md:\n1\t# Billing/],
    ["show me package.json", 'Read {"file_path":"package.json"}', /"version": "2\.4\.1"/],
    ["Please open `src/limits.ts`.", 'Read {"file_path":"src/limits.ts"}', /2\texport const MAX_STOPS = 12;/],
    [
      "read lines 3 to 4 of src/plan-route.ts",
      'Read {"file_path":"src/plan-route.ts","offset":3,"limit":2}',
      /3\t.*\n4\t/,
    ],
    ["print the first 2 lines of README.md", 'Read {"file_path":"README.md","limit":2}', /1\t# Kettle/],
    [
      "search the project for its license",
      'Grep {"pattern":"license","ignore_case":true}',
      /LICENSE:1|package\.json:4/,
    ],
    ["show the LICENSE", 'Read {"file_path":"LICENSE"}', /MIT License/],
    ["list the files", "LS {}", /^README\.md\t|\nREADME\.md\t/],
    ["What is in the docs folder?", 'LS {"path":"docs"}', /billing\.md\t\d+ bytes/],
    ["ls src/", 'LS {"path":"src/"}', /van\.ts/],
    ["Which files are in docs?", 'LS {"path":"docs"}', /holidays\.txt/],
  ])("%s", async (question, call, answer) => {
    const result = await (await startOffline()).handleMessage({ text: question });
    expect(calls(result)[0]).toBe(call);
    expect(result.text).toMatch(answer);
    expect(result.stopReason).toBe("answered");
  });

  test("a file that is not there: one of nearly that name is found and read", async () => {
    const result = await (await startOffline()).handleMessage({ text: "read the README" });
    expect(calls(result)).toEqual(['Read {"file_path":"README"}', "LS {}", 'Read {"file_path":"README.md"}']);
    expect(result.text).toMatch(/^README\.md:\n1\t# Kettle/);
  });

  test("a search that finds nothing is widened once", async () => {
    const result = await (await startOffline()).handleMessage({ text: 'find "FRIDAYS" in src/' });
    expect(calls(result)).toEqual([
      'Grep {"pattern":"FRIDAYS","path":"src/"}',
      'Grep {"pattern":"FRIDAYS","ignore_case":true}',
    ]);
    expect(result.text).toContain("docs/billing.md:3: Invoices are sent on Fridays.");
  });

  test("a denial is told with its reason and not worked around", async () => {
    const result = await (await startOffline()).handleMessage({ text: "Read /etc/passwd" });
    expect(calls(result)).toEqual(['Read {"file_path":"/etc/passwd"}']);
    expect(result.text).toMatch(/^`Read` was not allowed to run: .*outside of/);
  });

  test("what no line says is not made up", async () => {
    const result = await (await startOffline()).handleMessage({
      text: "Which files mention penicillin?",
    });
    expect(result.text).toMatch(/^Nothing was found for "penicillin"\. My tools are `Read`,/);
  });
});

describe("questions about the time", () => {
  test.each([
    ["What time is it in Tokyo?", 'Now {"time_zone":"Asia/Tokyo"}'],
    ["what's the date today?", "Now {}"],
    ["Tell me the current time in New York", 'Now {"time_zone":"America/New_York"}'],
    ["What day is it?", "Now {}"],
    ["time in Europe/Berlin now?", 'Now {"time_zone":"Europe/Berlin"}'],
    ["What time is it in UTC?", 'Now {"time_zone":"UTC"}'],
  ])("%s", async (question, call) => {
    const result = await (await startOffline()).handleMessage({ text: question });
    expect(calls(result)).toEqual([call]);
    expect(result.text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d \(\w+day, /);
  });
});

describe("tools of plugins", () => {
  test.each([
    [
      'Create a persona named Ada with the prompt "Be precise and brief."',
      ['create_persona {"name":"Ada","prompt":"Be precise and brief."}'],
    ],
    [
      'Make a new persona called Grace, prompt: "Kind.", description: "A friend"',
      ['create_persona {"name":"Grace","prompt":"Kind.","description":"A friend"}'],
    ],
    ["List all personas", ["list_personas {}"]],
    ["Which personas are there?", ["list_personas {}"]],
    ["load the persona ada", ['persona_load {"name":"ada"}']],
    ["Please load persona Grace", ['persona_load {"name":"Grace"}']],
    ["unload the persona", ["persona_unload {}"]],
    ["Which persona is active?", ["persona_current {}"]],
    ["Use my_tool for the weather in Paris", ['my_tool {"query":"the weather in Paris"}']],
    ['my_tool: "hello world"', ['my_tool {"query":"hello world"}']],
    ["Save a note: buy flour", ['add_note {"text":"buy flour"}']],
    ['add a note "call Bob"', ['add_note {"text":"call Bob"}']],
    ["How warm is 30 degrees celsius?", ['convert_temperature {"value":30,"unit":"celsius"}']],
    ["What will the weather be in Lisbon?", ['weather_forecast {"city_name":"Lisbon"}']],
    [
      'Send the invoice docs/billing.md to customer "Bakery Nord"',
      ['send_invoice {"file":"docs/billing.md","customer":"Bakery Nord"}'],
    ],
    [
      'Create a persona called Grace with prompt "Kind." then load it',
      ['create_persona {"name":"Grace","prompt":"Kind."}', 'persona_load {"name":"Grace"}'],
    ],
    ["What time is it in Tokyo? List the personas.", ['Now {"time_zone":"Asia/Tokyo"}', "list_personas {}"]],
  ])("%s", async (question, expected) => {
    const result = await (await startOffline()).handleMessage({ text: question });
    expect(calls(result)).toEqual(expected);
    expect(result.toolCalls.every(({ status }) => status === "done")).toBe(true);
    for (const { text } of result.toolCalls) expect(result.text).toContain(text);
  });

  test("a value that the question does not give is asked for, and nothing is run", async () => {
    const result = await (await startOffline()).handleMessage({ text: "Create a persona named Ada" });
    expect(result.toolCalls).toEqual([]);
    expect(result.text).toMatch(
      /^`create_persona` fits, but I cannot tell `prompt` from your words\. Say it like this: prompt "…"\./,
    );
  });
});

describe("without a tool that fits", () => {
  test.each([
    "Hello!",
    "Thanks",
    "Who are you?",
    "Who discovered penicillin?",
    "How do vans work?",
    "Write me a poem about vans",
  ])("%s: it says so and lists what it has", async (question) => {
    const result = await (await startOffline([])).handleMessage({ text: question });
    expect(result.toolCalls).toEqual([]);
    expect(result.text).toMatch(
      /^None of my tools fits that\. I have:\n- `Read`: .+\n- `LS`: .+\n- `Glob`: .+\n- `Grep`: .+\n- `Now`: /,
    );
  });

  test("asked what it can do, it lists its tools", async () => {
    const { text } = await (await startOffline([])).handleMessage({ text: "What can you do?" });
    expect(text).toMatch(/^I have these tools:\n- `Read`/);
  });

  test("with no tools at all it says that", async () => {
    const toolless = defineAskyPlugin({
      name: "toolless",
      activate({ hooks }) {
        hooks.register("pre_llm_call", (payload) => {
          payload.useTools = false;
        });
      },
    });
    const result = await (await startOffline([toolless])).handleMessage({ text: "Read README.md" });
    expect(result.text).toMatch(/^I have no tools, so I cannot answer\./);
  });
});

test("it says what it is once per session", async () => {
  const engine = await startOffline();
  const first = await engine.handleMessage({ text: "What time is it?" });
  const second = await engine.handleMessage({ text: "And what day is it?" });
  const other = await engine.handleMessage({ text: "What time is it?", sessionId: "other" });
  expect(first.text).toContain("offline: no language model");
  expect(second.text).not.toContain("offline");
  expect(other.text).toContain("offline: no language model");
});

test.each([
  [
    'The user chose the persona "Ada" for this session. How to speak stands below.\n<p>\nBe brief.\n</p>',
    "Ada",
  ],
  ["## Persona: Grace\n\nBe kind.", "Grace"],
  ["Answer as the persona Bob-2.", "Bob-2"],
])("a persona in the prompt signs the answer, and no more is claimed: %j", async (block, name) => {
  const persona = defineAskyPlugin({
    name: "persona",
    activate: ({ hooks }) => void hooks.register("system_prompt_extend", (prompt) => `${prompt}\n\n${block}`),
  });
  const engine = await startOffline([toolbox, persona]);
  const { text } = await engine.handleMessage({ text: "List the personas" });
  expect(text.startsWith(`${name}: list_personas was run`)).toBe(true);
  expect(text).toContain(
    `The persona "${name}" signs this answer; its instructions would need a language model.`,
  );
});

test("a persona that comes later is explained once as well", async () => {
  let block = "";
  const persona = defineAskyPlugin({
    name: "persona",
    activate: ({ hooks }) => void hooks.register("system_prompt_extend", (prompt) => `${prompt}${block}`),
  });
  const engine = await startOffline([toolbox, persona]);
  await engine.handleMessage({ text: "What time is it?" });
  block = "\n\n## Persona: Ada";
  const { text } = await engine.handleMessage({ text: "What time is it?" });
  expect(text).toMatch(/^Ada: /);
  expect(text).toContain('(The persona "Ada" signs this answer');
  expect((await engine.handleMessage({ text: "What time is it?" })).text).not.toContain("signs");
});

test("data is told as lines, and what is empty is left out", async () => {
  const plants = [
    { name: "basil", wet: true, notes: "" },
    { name: "thyme", wet: false },
  ];
  const garden = defineAskyPlugin({
    name: "toolbox",
    activate: ({ hooks }) =>
      void hooks.register("tool_registry_build", ({ registry }) => {
        const schema = { name: "list_plants", description: "Lists the plants." };
        registry.register({
          name: "list_plants",
          schema,
          executor: () => ({ plants, faulty: [], count: 2 }),
        });
      }),
  });
  const { text } = await (await startOffline([garden])).handleMessage({ text: "List the plants" });
  expect(text).toMatch(
    /^plants:\n {2}- name: basil\n {4}wet: true\n {2}- name: thyme\n {4}wet: false\ncount: 2\n\n\(offline/,
  );
});

test("guidelines about persona tools are no persona", async () => {
  const guided = defineAskyPlugin({
    name: "guided",
    activate: ({ hooks }) =>
      void hooks.register("tool_registry_build", ({ registry }) => {
        registry.register({
          name: "persona_use",
          schema: {
            name: "persona_use",
            description: "Uses a persona.",
            system_prompt_guideline: 'Use it when the user asks to act as the persona "Eve".',
          },
          executor: () => "",
        });
      }),
  });
  const { text } = await (await startOffline([guided])).handleMessage({ text: "What time is it?" });
  expect(text).not.toContain("Eve");
});

test("the same conversation always gets the same answer", async () => {
  const engine = await startOffline();
  const ask = (sessionId: string) => engine.handleMessage({ text: "How are routes chosen?", sessionId });
  const [first, second] = [await ask("a"), await ask("b")];
  expect(second.text).toBe(first.text);
  expect(calls(second)).toEqual(calls(first));
});

describe("hostile input", () => {
  const model = createOfflineModel();

  async function answerTo(messages: readonly Message[], parameters: JsonObject = {}): Promise<string> {
    const tools = [
      { type: "function" as const, function: { name: "odd", description: "Odd thing.", parameters } },
    ];
    const chunks: string[] = [];
    for await (const chunk of model.generate({ messages, tools, signal: new AbortController().signal })) {
      chunks.push(chunk.type === "text" ? chunk.text : chunk.type);
    }
    return chunks.join(" ");
  }

  const asking = (text: string): Message => ({ role: "user", parts: [textPart(text)] });

  test("no question, no messages", async () => {
    expect(await answerTo([])).toContain("None of my tools fits");
    expect(await answerTo([asking("")])).toContain("None of my tools fits");
  });

  test.each<[string, JsonObject]>([
    ["properties that are no object", { properties: 7 }],
    ["a property that is null", { properties: { a: null }, required: ["a", "b"] }],
    [
      "names of a prototype",
      { properties: JSON.parse('{"__proto__":{"type":"string"}}'), required: ["__proto__"] },
    ],
    ["a name full of signs", { properties: { "a(b[c*": { type: "string" } }, required: ["a(b[c*"] }],
    ["types that are none", { properties: { a: { type: {}, enum: [null, {}] } }, required: ["a"] }],
  ])("a tool with %s", async (_, parameters) => {
    expect(await answerTo([asking('use odd "x" for 7')], parameters)).toMatch(/end$/);
  });

  test("a question made to take for ever takes no time", async () => {
    for (const text of [
      "a ".repeat(50_000),
      '"'.repeat(50_000),
      "(".repeat(50_000),
      "A".repeat(50_000),
      "/a".repeat(50_000),
    ]) {
      expect(await answerTo([asking(text)])).toMatch(/end$/);
    }
  });

  test("a history in which a plugin has put other arguments", async () => {
    const messages: readonly Message[] = [
      asking("read notes.txt"),
      { role: "assistant", parts: [], toolCalls: [{ id: "1", name: "odd", arguments: "no JSON" }] },
      { role: "tool", toolCallId: "1", toolName: "odd", parts: [textPart("It says so.")], isError: false },
    ];
    expect(await answerTo(messages)).toContain("It says so.");
  });
});
