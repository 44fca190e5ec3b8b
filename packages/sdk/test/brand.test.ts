import { API_VERSION, AskyPlugin, brandOf, createBrand, defineAskyPlugin, PLUGIN_BRAND } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import { importSecondCopy } from "./second-copy.ts";

const other = await importSecondCopy();

describe("brandOf", () => {
  test("reads the brand of another copy of the package", () => {
    class Foreign extends other.AskyPlugin {
      readonly name = "foreign";
      activate(): void {}
    }
    expect(other.AskyPlugin).not.toBe(AskyPlugin);
    expect(new Foreign()).not.toBeInstanceOf(AskyPlugin);
    expect(brandOf(new Foreign())).toEqual({ contract: "asky", apiVersion: API_VERSION });
    expect(other.brandOf(defineAskyPlugin({ name: "own", activate() {} }))?.contract).toBe("asky");
    const watcher = other.defineTetherPlugin({ meta: { name: "w", version: "1.0.0" }, initialize() {} });
    expect(brandOf(watcher)).toEqual({ contract: "tether", apiVersion: API_VERSION });
  });

  test("reads a brand of another contract version, so that a host can refuse it", () => {
    expect(brandOf({ [PLUGIN_BRAND]: { contract: "asky", apiVersion: 2 } })?.apiVersion).toBe(2);
  });

  test.each([
    ["null", null],
    ["undefined", undefined],
    ["text", "asky"],
    ["an unbranded object", { name: "x", activate() {} }],
    ["a brand that is no object", { [PLUGIN_BRAND]: true }],
    ["a brand that is an array", { [PLUGIN_BRAND]: ["asky", 1] }],
    ["an unknown contract", { [PLUGIN_BRAND]: { contract: "other", apiVersion: 1 } }],
    ["no version", { [PLUGIN_BRAND]: { contract: "asky" } }],
    ["a version that is text", { [PLUGIN_BRAND]: { contract: "asky", apiVersion: "1" } }],
  ])("finds none on %s", (_, value) => {
    expect(brandOf(value)).toBeUndefined();
  });

  test("finds none where reading throws", () => {
    const refuse = () => {
      throw null;
    };
    expect(brandOf(Object.defineProperty({}, PLUGIN_BRAND, { get: refuse }))).toBeUndefined();
    expect(brandOf(new Proxy({}, { get: refuse }))).toBeUndefined();
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(brandOf(proxy)).toBeUndefined();
    const contract = Object.defineProperty({ apiVersion: 1 }, "contract", { get: refuse });
    expect(brandOf({ [PLUGIN_BRAND]: contract })).toBeUndefined();
  });
});

describe("createBrand", () => {
  test("is frozen and of this contract version", () => {
    expect(createBrand("tether")).toEqual({ contract: "tether", apiVersion: 1 });
    expect(Object.isFrozen(createBrand("tether"))).toBe(true);
  });
});
