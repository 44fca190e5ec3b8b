import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DemoFault } from "../scripts/demo/fault.mjs";
import { npmFault } from "../scripts/demo/npm-fault.mjs";
import { readOptions } from "../scripts/demo/options.mjs";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), "demo-options-"));
  writeFileSync(join(folder, "file.txt"), "");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function faultOf(...args: string[]): DemoFault {
  try {
    readOptions(args, folder);
  } catch (error) {
    if (error instanceof DemoFault) return error;
    throw error;
  }
  throw new Error(`${args.join(" ")} was accepted.`);
}

describe("readOptions", () => {
  test("without options the story is about this checkout", () => {
    const options = readOptions([], folder);
    expect(options).toMatchObject({ isCheckout: true, question: undefined });
    expect(options).toHaveProperty("report", expect.stringMatching(/demo-report\.html$/));
  });

  test("relative paths start where the command was called", () => {
    const options = readOptions(["--path", ".", "--ask", " Why? ", "--report", "page.html"], folder);
    expect(options).toEqual({
      folder,
      question: "Why?",
      isCheckout: false,
      report: join(folder, "page.html"),
    });
  });

  test.each([
    [["--path", "nowhere"], "there is no folder"],
    [["--path", "file.txt"], "is not a folder"],
    [["--ask", "  "], "--ask has no text"],
    [["--report", "nowhere/page.html"], "there is no folder"],
    [["--report", "."], "is a folder"],
    [["--oops"], "--oops"],
    [["oops"], "oops"],
  ])("%j is refused with what to do instead", (args, message) => {
    const fault = faultOf(...args);
    expect(fault.message).toContain(message);
    expect(fault.exitCode).toBe(2);
    expect(fault.hint).not.toBe("");
  });
});

describe("npmFault", () => {
  test.each([
    ["npm error code ENOTFOUND", "cannot be reached"],
    ["npm error code E404", "does not have a package"],
    ["npm error code ENOSPC", "disk is full"],
    ["something else", "output above"],
  ])("%s leads to a hint", (output, hint) => {
    expect(npmFault("It failed.", output)).toMatchObject({ message: "It failed.", output });
    expect(npmFault("It failed.", output).hint).toContain(hint);
  });
});
