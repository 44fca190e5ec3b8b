import { createContext, runInContext } from "node:vm";
import { freezeJson } from "@asky/sdk";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("freezeJson", () => {
  test("copies, and freezes the copy at every level", () => {
    const original = { list: [{ deep: ["x"] }], text: "t", none: null, yes: true, count: 1.5 };
    const copy = freezeJson(original);
    expect(copy).toEqual(original);
    expect(copy).not.toBe(original);
    expect(Object.isFrozen(original)).toBe(false);
    original.list[0]?.deep.push("later");
    expect(copy.list[0]?.deep).toEqual(["x"]);
    for (const part of [copy, copy.list, copy.list[0], copy.list[0]?.deep]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  test("equals what JSON makes of any JSON value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        // JSON text has no negative zero; everything else must survive.
        const expected: unknown = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(JSON.stringify(freezeJson(value)))).toEqual(expected);
      }),
    );
  });

  test("leaves out members that are undefined", () => {
    expect(Object.keys(freezeJson({ a: 1, b: undefined }))).toEqual(["a"]);
  });

  test("keeps a member called __proto__ a member", () => {
    const copy = freezeJson(JSON.parse('{"__proto__":{"polluted":true},"constructor":1}'));
    expect(Object.keys(copy)).toEqual(["__proto__", "constructor"]);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(copy.polluted).toBeUndefined();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test("takes objects without a prototype and of another realm", () => {
    expect(freezeJson(Object.assign(Object.create(null), { a: 1 }))).toEqual({ a: 1 });
    expect(freezeJson(runInContext("({ a: [1] })", createContext()))).toEqual({ a: [1] });
  });

  test("reads a getter once and keeps its value", () => {
    let reads = 0;
    const copy = freezeJson({
      get a() {
        reads += 1;
        return reads;
      },
    });
    expect([copy.a, copy.a, reads]).toEqual([1, 1, 1]);
  });

  test.each<[string, unknown, string]>([
    ["a function", { a: () => {} }, "$.a"],
    ["a symbol", [Symbol("x")], "$[0]"],
    ["a bigint", { a: { b: 1n } }, "$.a.b"],
    ["NaN", { a: Number.NaN }, "$.a"],
    ["infinity", { a: Number.POSITIVE_INFINITY }, "$.a"],
    ["a date", { when: new Date(0) }, "$.when"],
    ["a map", { a: [new Map()] }, "$.a[0]"],
    ["a class instance", new (class Box {})(), "$"],
    ["undefined in a list", [undefined], "$[0]"],
    ["a hole in a list", new Array(1), "$[0]"],
    ["undefined", undefined, "$"],
  ])("refuses %s and says where it is", (_, value, path) => {
    expect(() => freezeJson(value)).toThrow(TypeError);
    expect(() => freezeJson(value)).toThrow(`${path} is no JSON value`);
  });

  test("takes 64 levels and refuses more, so a cycle ends", () => {
    const nest = (levels: number): unknown => (levels === 0 ? {} : { a: nest(levels - 1) });
    expect(() => freezeJson(nest(64))).not.toThrow();
    expect(() => freezeJson(nest(65))).toThrow("deeper than 64 levels");
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect(() => freezeJson(cycle)).toThrow("deeper than 64 levels");
    const list: unknown[] = [];
    list.push(list);
    expect(() => freezeJson(list)).toThrow("deeper than 64 levels");
  });

  test("copies what stands in several places once, however often it stands there", () => {
    let value: Record<string, unknown> = { leaf: true };
    for (let level = 0; level < 60; level++) value = { a: value, b: value };
    const copy = freezeJson(value);
    // Compared by hand: a matcher would walk both, which takes as long as copying each place.
    expect([copy.a === copy.b, copy.a === value.a]).toEqual([true, false]);
  });
});
