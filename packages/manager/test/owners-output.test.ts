import { expect, test } from "vitest";
import { readReport, runHost } from "./run-host.ts";

test("a plugin that floods a standard stream is named once for it, and all that it wrote is there", async () => {
  const run = await runHost(
    `
    const undo = owners.install();
    const line = "x".repeat(1023) + "\\n";
    const fill = (stream, lines) => { for (let n = 0; n < lines; n++) stream.write(line); };
    const manager = await start([
      plugin("quiet", ({ logger }) => { fill(process.stdout, 1023); }),
      plugin("loud", () => { fill(process.stdout, 3000); }),
      plugin("bytes", () => { process.stderr.write(Buffer.alloc(1024 * 1024, "y")); }),
      plugin("later", () => { setTimeout(() => console.log("z".repeat(1024 * 1024)), 0); }),
    ]);
    fill(process.stdout, 2000);
    await turns();
    undo();
    printReport(manager);`,
  );
  const report = readReport(run);
  expect(["quiet", "loud", "bytes", "later"].map((name) => report.codes(name))).toEqual([
    ["started"],
    ["started", "OUTPUT_FLOODED"],
    ["started", "OUTPUT_FLOODED"],
    ["started", "OUTPUT_FLOODED"],
  ]);
  expect(report.problems).toEqual([]);
  expect(report.of("loud").problems).toMatchObject([
    { severity: "warning", message: expect.stringContaining("standard output") },
  ]);
  expect(report.of("bytes").problems[0]?.message).toContain("standard error");
  expect(run.stdout.split("\n").filter((text) => text.startsWith("xx"))).toHaveLength(1023 + 3000 + 2000);
  expect(run.stderr).toHaveLength(1024 * 1024);
});
