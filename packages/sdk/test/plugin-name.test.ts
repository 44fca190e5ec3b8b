import { isPluginName } from "@asky/sdk";
import { describe, expect, test } from "vitest";

describe("isPluginName", () => {
  test.each(["a", "gui_server", "persona-manager", "x9", "a".repeat(63), "console", "com", "hosts"])(
    "takes %s",
    (name) => {
      expect(isPluginName(name)).toBe(true);
    },
  );

  test.each([
    ["nothing", ""],
    ["64 characters", "a".repeat(64)],
    ["a capital", "Notes"],
    ["a digit first", "9lives"],
    ["an underscore first", "_private"],
    ["a path", "../x"],
    ["a separator", "a/b"],
    ["a dot", "a.b"],
    ["a space", "a b"],
    ["a line break at the end", "notes\n"],
    ["a letter that is not ASCII", "nötes"],
    ["a prototype key", "__proto__"],
    ["constructor", "constructor"],
    ["prototype", "prototype"],
    ["the host's own name", "host"],
    ["a device name", "con"],
    ["a numbered device name", "com1"],
    ["another one", "lpt9"],
  ])("refuses %s", (_, name) => {
    expect(isPluginName(name)).toBe(false);
  });

  test("refuses what is no text", () => {
    for (const value of [undefined, null, 7, ["notes"], { toString: () => "notes" }]) {
      expect(isPluginName(value as unknown as string)).toBe(false);
    }
  });
});
