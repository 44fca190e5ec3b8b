import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ATTEMPT, openLog, segmentsOf, temporaryFolder } from "./open-log.ts";
import { runCommand } from "./run-command.ts";

async function closedLog() {
  const opened = await openLog();
  await opened.log.logToolAttempt({ ...ATTEMPT, callId: "first" });
  await opened.log.logToolAttempt({
    ...ATTEMPT,
    callId: "second",
    decision: "deny",
    reason: "=1+1 \u202e\u001b[2J, so",
  });
  await opened.log.close();
  return opened;
}

test("tail shows the last records, those that a filter lets through, and those that come", async () => {
  const { directory } = await closedLog();
  const all = await runCommand(directory, ["tail"], { once: true });
  expect(all.output.trimEnd().split("\n")).toHaveLength(2);
  const denied = await runCommand(directory, ["tail"], { once: true, decision: "deny" });
  expect(denied.output).toContain("second");
  expect(denied.output).not.toContain("first");

  const stop = new AbortController();
  const live = runCommand(directory, ["tail"], { limit: 0 }, stop.signal, (text) => {
    if (text.includes("third")) stop.abort();
  });
  const { log } = await openLog({ directory });
  await log.logToolAttempt({ ...ATTEMPT, callId: "third" });
  await log.close();
  expect((await live).output).toContain("third");
});

test("views hold no character that a terminal obeys, and no formula", async () => {
  const { directory } = await closedLog();
  for (const [action, options] of [
    ["tail", { once: true }],
    ["show", {}],
    ["export", { format: "csv" }],
    ["export", {}],
  ] as const) {
    const { code, output } = await runCommand(
      directory,
      action === "show" ? ["show", "second"] : [action],
      options,
    );
    expect(code).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about.
    expect(output.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  }
  const { output } = await runCommand(directory, ["export"], { format: "csv" });
  expect(output).toContain(`"'=1+1 <U+202E><U+001B>[2J, so"`);
});

test("show finds a call by its id, and ends with 3 when there is none", async () => {
  const { directory } = await closedLog();
  expect((await runCommand(directory, ["show", "second"])).output).toMatch(/decision +deny/);
  expect(await runCommand(directory, ["show", "nobody"])).toMatchObject({ code: 3, output: "" });
});

test("stats counts by kind, decision, tool and risk", async () => {
  const { directory } = await closedLog();
  const { output } = await runCommand(directory, ["stats"], { json: true });
  expect(JSON.parse(output)).toMatchObject({
    schemaVersion: 1,
    records: 2,
    event: { tool_attempt: 2 },
    decision: { allow: 1, deny: 1 },
    tool_name: { Read: 2 },
  });
  expect((await runCommand(directory, ["stats"])).output).toContain("█ 2");
});

test("verify ends with 0 intact, 1 tampered, 2 incomplete, 3 unreadable", async () => {
  const { directory, log } = await closedLog();
  expect(await runCommand(directory, ["verify"])).toMatchObject({ code: 0 });
  const { output: anchor } = await runCommand(directory, ["anchor"]);
  expect(await runCommand(directory, ["verify"], { anchor })).toMatchObject({ code: 0 });
  expect(await runCommand(directory, ["verify"], { anchor: "/nowhere" })).toMatchObject({ code: 3 });

  const open = await openLog({ directory });
  await open.log.logToolAttempt(ATTEMPT);
  const name = (await segmentsOf(directory)).find((file) => file.startsWith(open.log.boot)) ?? "";
  await appendFile(join(directory, name), '{"torn');
  expect(await runCommand(directory, ["verify"])).toMatchObject({ code: 2 });

  const first = (await segmentsOf(directory)).find((file) => file.startsWith(log.boot)) ?? "";
  await writeFile(
    join(directory, first),
    (await readFile(join(directory, first), "utf8")).replace("allow", "alloy"),
  );
  const { code, output } = await runCommand(directory, ["verify"]);
  expect(code).toBe(1);
  expect(output).toContain("record 2");
  expect(await runCommand(join(directory, "none"), ["verify"], { directory: "/nowhere" })).toMatchObject({
    code: 3,
  });
});

test("the log is where config.toml says, and another one where an option says", async () => {
  const { directory } = await closedLog();
  const configDir = await temporaryFolder();
  await writeFile(join(configDir, "config.toml"), `[audit]\ndirectory = ${JSON.stringify(directory)}\n`);
  expect(await runCommand(join(configDir, "audit"), ["show", "first"])).toMatchObject({ code: 0 });
  expect(
    await runCommand(join(configDir, "audit"), ["show", "first"], { directory: configDir }),
  ).toMatchObject({ code: 3 });
});

test("repair touches no whole line, and what is not known is refused", async () => {
  const { directory } = await closedLog();
  const [name = ""] = await segmentsOf(directory);
  const before = await readFile(join(directory, name));
  expect(await runCommand(directory, ["repair"])).toMatchObject({ code: 0, output: "" });
  expect(await readFile(join(directory, name))).toEqual(before);
  expect(await runCommand(directory, ["burn"])).toMatchObject({ code: 64 });
  expect(await runCommand(directory, ["tail"], { once: true, limit: "many" })).toMatchObject({ code: 64 });
  expect(await runCommand(directory, ["rotate-key"])).toMatchObject({ code: 0 });
  expect(await runCommand(directory, ["verify"])).toMatchObject({ code: 0 });
});
