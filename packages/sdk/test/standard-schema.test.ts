import { isStandardSchema } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import * as z from "zod/mini";

const validate = (value: unknown) => ({ value });

describe("isStandardSchema", () => {
  test("takes schemas of a library, of one's own, and functions that carry one", () => {
    expect(isStandardSchema(z.object({ port: z.number() }))).toBe(true);
    expect(isStandardSchema({ "~standard": { version: 1, vendor: "own", validate } })).toBe(true);
    const callable = Object.assign(() => {}, { "~standard": { version: 1, vendor: "own", validate } });
    expect(isStandardSchema(callable)).toBe(true);
  });

  test.each<[string, unknown]>([
    ["null", null],
    ["a JSON Schema", { type: "object" }],
    ["another version", { "~standard": { version: 2, vendor: "own", validate } }],
    ["no validate", { "~standard": { version: 1, vendor: "own" } }],
    ["a member that is null", { "~standard": null }],
  ])("refuses %s", (_, value) => {
    expect(isStandardSchema(value)).toBe(false);
  });
});
