import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);

test("docs/errors.md and docs/hook-points.md say what the code says, and every code is reported by somebody", async () => {
  const script = fileURLToPath(new URL("../scripts/docs/generate.mjs", import.meta.url));
  const { stdout, stderr } = await run(process.execPath, [script, "--check"]).catch((error) => error);
  expect(stderr).toBe("");
  expect(stdout).toContain("are current");
}, 60_000);
