import { isMessagePart, isToolResult, TOOL_NAME_PATTERN, textOf, textPart } from "@asky/sdk";
import { describe, expect, test } from "vitest";

describe("isToolResult", () => {
  test("takes results with well-formed parts", () => {
    expect(isToolResult({ parts: [], isError: false })).toBe(true);
    expect(
      isToolResult({
        parts: [
          textPart("a"),
          { type: "image", mimeType: "image/png", data: "AA==" },
          { type: "data", data: null },
        ],
        isError: true,
      }),
    ).toBe(true);
  });

  test.each<[string, unknown]>([
    ["null", null],
    ["text", "done"],
    ["a list", []],
    ["plain data", { result: 1 }],
    ["no isError", { parts: [] }],
    ["an isError that is no boolean", { parts: [], isError: "no" }],
    ["parts that are no list", { parts: "text", isError: false }],
    ["a part of an unknown type", { parts: [{ type: "sound", data: "AA==" }], isError: false }],
    ["a part without text", { parts: [{ type: "text" }], isError: false }],
  ])("refuses %s", (_, value) => {
    expect(isToolResult(value)).toBe(false);
  });
});

describe("isMessagePart", () => {
  test.each<[string, unknown]>([
    ["null", null],
    ["a list", []],
    ["a text part whose text is no text", { type: "text", text: 1 }],
    ["an image without a type", { type: "image", data: "AA==" }],
    ["an image without data", { type: "image", mimeType: "image/png" }],
    ["a data part without data", { type: "data" }],
  ])("refuses %s", (_, value) => {
    expect(isMessagePart(value)).toBe(false);
  });
});

describe("textOf", () => {
  test("joins text parts by lines and passes over the others", () => {
    expect(textOf([textPart("a"), { type: "data", data: 1 }, textPart("b")])).toBe("a\nb");
    expect(textOf([])).toBe("");
  });
});

describe("TOOL_NAME_PATTERN", () => {
  test("takes what model providers take", () => {
    expect(["Read", "my_tool", "a-1", "x".repeat(64)].every((name) => TOOL_NAME_PATTERN.test(name))).toBe(
      true,
    );
    expect(["", "a b", "a.b", "a:b", "x".repeat(65)].some((name) => TOOL_NAME_PATTERN.test(name))).toBe(
      false,
    );
  });
});
