import { createOfflineModel } from "@asky/engine";
import type { JsonObject, ToolFunctionSchema } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import { asking, collect } from "./model-server.ts";
import {
  HOST_TOOLS,
  OFFICE_QUESTIONS,
  OFFICE_TOOLS,
  type Question,
  SHOP_QUESTIONS,
  SHOP_TOOLS,
  TOWN_QUESTIONS,
  TOWN_TOOLS,
} from "./offline-questions.ts";

/** The lists that the model was made with: they show that it gets no worse, not how it does on others. */
const LISTS: readonly (readonly [string, readonly ToolFunctionSchema[], readonly Question[]])[] = [
  ["office", OFFICE_TOOLS, OFFICE_QUESTIONS],
  ["town", TOWN_TOOLS, TOWN_QUESTIONS],
  ["shop", SHOP_TOOLS, SHOP_QUESTIONS],
];

const model = createOfflineModel({ now: () => new Date(2026, 2, 4) });

async function choose(tools: readonly ToolFunctionSchema[], question: string) {
  const chunks = await collect(model, asking(question, { tools: [...HOST_TOOLS, ...tools] }));
  const [call] = chunks.flatMap((chunk) => (chunk.type === "tool_call" ? [chunk.call] : []));
  return { tool: call?.name, args: JSON.parse(call?.arguments ?? "{}") as JsonObject };
}

describe.each(LISTS)("the %s list", (_, tools, questions) => {
  test("four of five questions find their tool, and its arguments", async () => {
    const missed: string[] = [];
    for (const [question, tool, args = {}] of questions) {
      const chosen = await choose(tools, question);
      if (chosen.tool !== tool) missed.push(`${question} ${chosen.tool}`);
      else if (!contains(chosen.args, args)) missed.push(`${question} ${JSON.stringify(chosen.args)}`);
    }
    expect(missed.length, missed.join("\n")).toBeLessThanOrEqual(questions.length * 0.2);
  });

  test("every word of an argument stands in the question", async () => {
    for (const [question] of questions) {
      const { tool, args } = await choose(tools, question);
      const said = wordsOf(question);
      for (const [key, value] of Object.entries(args)) {
        if (isCoded(tools, tool, key)) continue;
        const texts = [value].flat().filter((item) => typeof item === "string");
        for (const text of texts) {
          expect([...said], `${question}: ${key}`).toEqual(expect.arrayContaining([...wordsOf(text)]));
        }
      }
    }
  });
});

const day = (format: string) => ({ type: "string", description: "When", format });
const tool = (name: string, description: string, properties: JsonObject): ToolFunctionSchema => ({
  type: "function",
  function: {
    name,
    description,
    parameters: { type: "object", properties, required: Object.keys(properties) },
  },
});

test.each([
  ["Book the room for tomorrow", "date", "2026-03-05"],
  ["Book the room for Friday", "date", "2026-03-06"],
  ["Book the room for next Wednesday", "date", "2026-03-11"],
  ["Book the room in 2 weeks", "date", "2026-03-18"],
  ["Book the room on May 4th", "date", "2026-05-04"],
  ["Book the room on 3 March", "date", "2027-03-03"],
  ["Book the room on 1 January 2030", "date", "2030-01-01"],
  ["Book the room at 6 pm", "time", "18:00:00"],
  ["Book the room at 12:05 am", "time", "00:05:00"],
  ["Book the room at noon", "time", "12:00:00"],
])("%s: as a %s it is %s", async (question, format, expected) => {
  const room = tool("book_room", "Books a meeting room.", { at_day: day(format) });
  expect(await choose([room], question)).toEqual({ tool: "book_room", args: { at_day: expected } });
});

test("a day that is none is asked for", async () => {
  const room = tool("book_room", "Books a meeting room.", { at_day: day("date") });
  expect(await choose([room], "Book the room on 31 February 2027")).toEqual({ tool: undefined, args: {} });
});

function contains(args: JsonObject, wanted: JsonObject): boolean {
  return Object.entries(wanted).every(([key, value]) => JSON.stringify(args[key]) === JSON.stringify(value));
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

/** Values that a tool wants in its own way: one of a few, a date, a currency; and what searching makes of words. */
function isCoded(tools: readonly ToolFunctionSchema[], name: string | undefined, key: string): boolean {
  if (name === "Grep" || name === "Now") return true;
  const found = [...HOST_TOOLS, ...tools].find((one) => one.function.name === name);
  const schema = (found?.function.parameters.properties as JsonObject | undefined)?.[key] as
    | JsonObject
    | undefined;
  return schema?.enum !== undefined || schema?.format !== undefined || schema?.pattern !== undefined;
}
