import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./workspace.ts";

test("npm start -- --help says what it does, and does nothing", () => {
  const script = join(root, "scripts", "start.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, "--help"], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^npm start -- \[options\]\n/);
  expect(stdout).toContain("Ctrl-C stops it");
  expect(stdout).not.toContain("set-up:");
});
