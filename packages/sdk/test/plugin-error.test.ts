import { createContext, runInContext } from "node:vm";
import { PLUGIN_ERROR_CODES, PluginError } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import { importSecondCopy } from "./second-copy.ts";

const other = await importSecondCopy();
const facts = { plugin: "notes", message: "It broke.", hint: "Mend it." };

describe("PluginError", () => {
  test("carries code, plugin, hint and cause", () => {
    const cause = new TypeError("deep");
    const error = new PluginError("ACTIVATE_FAILED", { ...facts, cause });
    expect(error).toMatchObject({ name: "PluginError", code: "ACTIVATE_FAILED", ...facts });
    expect(error.cause).toBe(cause);
    expect(error).toBeInstanceOf(Error);
    expect(error.stack).toContain("It broke.");
  });

  test("has no cause and no plugin where none was given", () => {
    const error = new PluginError("ROSTER_SYNTAX", { message: "It broke.", hint: "Mend it." });
    expect("cause" in error).toBe(false);
    expect(error.plugin).toBeUndefined();
  });

  test("keeps a cause of null", () => {
    expect(new PluginError("START_FAILED", { ...facts, cause: null }).cause).toBeNull();
  });

  test("takes a code that a plugin owns", () => {
    expect(new PluginError("NOTES_FULL", facts).code).toBe("NOTES_FULL");
  });
});

describe("PluginError.is", () => {
  test("recognises an error of another copy of the package", () => {
    const foreign = new other.PluginError("START_FAILED", facts);
    expect(other.PluginError).not.toBe(PluginError);
    expect(foreign).not.toBeInstanceOf(PluginError);
    expect(PluginError.is(foreign)).toBe(true);
    expect(other.PluginError.is(new PluginError("START_FAILED", facts))).toBe(true);
  });

  test("recognises subclasses", () => {
    class NotesError extends PluginError {}
    expect(PluginError.is(new NotesError("NOTES_FULL", facts))).toBe(true);
  });

  test.each([
    ["another error", new Error("It broke.")],
    ["an error of another realm", runInContext("new Error('x')", createContext())],
    ["an object that looks like one", { ...facts, name: "PluginError", code: "START_FAILED" }],
    ["a branded object that is no error", { [Symbol.for("@asky/plugin-error")]: true }],
    ["null", null],
    ["undefined", undefined],
    ["text", "PluginError"],
  ])("refuses %s", (_, value) => {
    expect(PluginError.is(value)).toBe(false);
  });

  test("refuses a value that throws when it is looked at", () => {
    const refuse = () => {
      throw null;
    };
    const getter = Object.defineProperty(new Error("x"), Symbol.for("@asky/plugin-error"), { get: refuse });
    expect(PluginError.is(getter)).toBe(false);
    expect(PluginError.is(new Proxy(new Error("x"), { getPrototypeOf: refuse, get: refuse }))).toBe(false);
  });
});

describe("PLUGIN_ERROR_CODES", () => {
  test("says what each code means, in a sentence", () => {
    for (const [code, meaning] of Object.entries(PLUGIN_ERROR_CODES)) {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
      expect(meaning, code).toMatch(/^[A-Za-z].+[.]$/);
    }
  });
});
