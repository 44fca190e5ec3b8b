import { describe, expect, test } from "vitest";
import { openGate, textOfOutcome, tool } from "./open-gate.ts";

async function outcomeOf(executor: () => unknown) {
  const open = openGate();
  open.registry.forPlugin("notes").register(tool("add", executor as never));
  const outcome = await open.dispatch("add");
  return { ...open, outcome };
}

describe("what an executor returns", () => {
  const picture = { type: "image", mimeType: "image/png", data: "AAAA" } as const;
  test.each([
    ["a text", "seen", [{ type: "text", text: "seen" }]],
    ["an empty text", "", [{ type: "text", text: "" }]],
    ["an object", { a: [1, null] }, [{ type: "data", data: { a: [1, null] } }]],
    [
      "an object without a prototype",
      Object.assign(Object.create(null), { a: 1 }),
      [{ type: "data", data: { a: 1 } }],
    ],
    ["a list", [1, "x"], [{ type: "data", data: { result: [1, "x"] } }]],
    ["a number", 7, [{ type: "data", data: { result: 7 } }]],
    ["false", false, [{ type: "data", data: { result: false } }]],
    ["null", null, [{ type: "data", data: { result: null } }]],
    ["nothing", undefined, [{ type: "data", data: { result: null } }]],
    ["a promise", Promise.resolve("later"), [{ type: "text", text: "later" }]],
    ["a result", { parts: [picture], isError: false }, [picture]],
    [
      "a large picture",
      { parts: [{ ...picture, data: "A".repeat(2_000_000) }], isError: false },
      [{ ...picture, data: "A".repeat(2_000_000) }],
    ],
  ])("%s becomes parts", async (_, output, parts) => {
    const { outcome, problems } = await outcomeOf(() => output);
    expect(outcome).toMatchObject({ status: "done", result: { isError: false } });
    expect(outcome.result.parts).toEqual(parts);
    expect(problems).toEqual([]);
  });

  test("may be an error result, which is no fault", async () => {
    const { outcome, problems } = await outcomeOf(() => ({
      parts: [{ type: "text", text: "no" }],
      isError: true,
      x: 1,
    }));
    expect(outcome.result).toEqual({ parts: [{ type: "text", text: "no" }], isError: true });
    expect(problems).toEqual([]);
  });

  test("is copied and frozen", async () => {
    const kept = { deep: { n: 1 } };
    const { outcome } = await outcomeOf(() => kept);
    kept.deep.n = 2;
    expect(outcome.result.parts).toEqual([{ type: "data", data: { deep: { n: 1 } } }]);
    const [part] = outcome.result.parts;
    expect([outcome.result, outcome.result.parts, part].every(Object.isFrozen)).toBe(true);
  });

  test("keeps a __proto__ key as data", async () => {
    const { outcome } = await outcomeOf(() => JSON.parse('{"__proto__":{"isAdmin":true}}') as unknown);
    const [part] = outcome.result.parts;
    expect(JSON.stringify(part)).toContain('"__proto__":{"isAdmin":true}');
    expect((part as { data: { isAdmin?: boolean } }).data.isAdmin).toBeUndefined();
  });
});

describe("what no result can be made of is an error result that names the owner", () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  class Thing {
    n = 1;
  }
  test.each([
    ["a function", () => "x"],
    ["a symbol", Symbol("x")],
    ["a bigint", 1n],
    ["NaN", Number.NaN],
    ["a date", new Date(0)],
    ["a map", new Map()],
    ["an instance", new Thing()],
    ["a circle", circle],
    ["a function deep inside", { a: [{ b: () => 1 }] }],
    ["a hole in a list", Object.assign(new Array(3), { 0: 1, 2: 3 })],
    ["more than 1 MiB of text", "x".repeat(1_048_577)],
    ["more than 1 MiB of data", { text: "x".repeat(1_048_577) }],
    [
      "more than 8 MiB of picture",
      { parts: [{ type: "image", mimeType: "image/png", data: "A".repeat(9_000_000) }], isError: false },
    ],
    [
      "a list that says it is endless",
      new Proxy([], { get: (target, key) => (key === "length" ? 4_294_967_295 : Reflect.get(target, key)) }),
    ],
    ["a sparse list", new Array(4_000_000_000)],
    [
      "a getter that throws",
      {
        get a(): string {
          throw new Error("no");
        },
      },
    ],
    [
      "a Proxy that throws null",
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw null;
          },
        },
      ),
    ],
  ])("%s", async (_, output) => {
    const { outcome, problems } = await outcomeOf(() => output);
    expect(outcome).toMatchObject({ status: "done", result: { isError: true } });
    expect(textOfOutcome(outcome)).toContain('"notes"');
    expect(problems).toMatchObject([{ code: "TOOL_FAILED", plugin: "notes", severity: "warning" }]);
  });
});

describe("what an executor throws", () => {
  test.each([
    ["an error", new Error("no such note"), "no such note"],
    ["a text", "no such note", "no such note"],
    ["null", null, "null"],
    ["undefined", undefined, "undefined"],
    ["an object without a prototype", Object.create(null), "notes"],
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
      "notes",
    ],
    [
      "an error whose message throws",
      Object.defineProperty(new Error(), "message", {
        get: () => {
          throw new Error("no");
        },
      }),
      "notes",
    ],
  ])("%s becomes an error result with the message", async (_, thrown, text) => {
    for (const executor of [
      () => {
        throw thrown;
      },
      () => Promise.reject(thrown),
    ]) {
      const { outcome, problems } = await outcomeOf(executor);
      expect(outcome).toMatchObject({ status: "done", result: { isError: true } });
      expect(textOfOutcome(outcome)).toContain(text);
      expect(problems).toMatchObject([{ code: "TOOL_FAILED", plugin: "notes" }]);
    }
  });

  test("may hide behind a thenable", async () => {
    const { outcome } = await outcomeOf(() => ({
      get then(): unknown {
        throw new Error("then");
      },
    }));
    expect(textOfOutcome(outcome)).toContain("then");
  });
});
