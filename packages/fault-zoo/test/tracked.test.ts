import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { FAULTS, type Fault } from "@asky/fault-zoo";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { fixFor } from "./fixes.ts";
import { ASKY_HERD, HERD, Paddock } from "./herd.ts";
import { codesOf, expectedCodes, firstScreenOf, pluginOf, printedOf, troubledIn } from "./read-report.ts";
import { type RunOptions, runHost } from "./run-host.ts";

// These strike the process that they run in, so each gets one of its own.

const tracked = FAULTS.filter(
  ({ isFatal, needs }) => !isFatal && (needs === "owner tracking" || needs === "watchdog"),
);

/** What the message of the report must name besides. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  "patches-a-prototype": ['"Object.prototype.burrow"', '"Array.prototype.at"'],
  "patches-a-built-in-module": ['"fs.readFileSync"'],
  "writes-to-the-environment": ['"process.env.HOME"', '"process.env.ASKY_FAULT_ZOO"'],
  "changes-the-directory": ['"process.cwd()"'],
  "keeps-a-timer": ["1 timer"],
  "keeps-a-server": ["1 server"],
  "leaves-a-child": ["1 child process"],
  "blocks-the-thread": ["held the thread for about "],
  "floods-the-output": ["standard output"],
};

vi.setConfig({ testTimeout: 30_000 });

let paddock: Paddock;

beforeAll(async () => {
  paddock = await Paddock.create();
});
afterAll(() => paddock.remove());

describe("in a host that tracks owners", () => {
  test.concurrent.each(tracked)("a plugin that $title is named, and harms no other", async (fault) => {
    const configDir = await paddock.hide(fault);
    const options: RunOptions = fault.needs === "watchdog" ? { watch: { stallMs: 700 } } : {};
    const { story, stderr, code, signal } = await runHost(fault, configDir, options);
    if (fault.id === "leaves-a-child") await endChild(configDir, fault);
    expect([code, signal]).toEqual([0, null]);
    if (!story) throw new Error(`The host did not live to tell: ${stderr}`);

    const { report, lastReport, printed, seen, prompt } = story;
    expect(troubledIn(lastReport).map(({ name }) => name)).toEqual([fault.plugin]);
    expect(lastReport.problems).toEqual([]);
    const own = pluginOf(lastReport, fault.plugin);
    expect(codesOf(own)).toEqual(expectedCodes(fault));
    expect(pluginOf(fault.phase === "stop" ? lastReport : report, fault.plugin).state).toBe(
      fault.expected.state,
    );
    expect(own).toMatchObject({ hooks: [], events: [], services: [] });

    const main = own.problems.find((problem) => problem.code === fault.expected.code);
    for (const name of NAMED[fault.id] ?? []) expect(main?.message).toContain(name);
    const said = firstScreenOf(printed, fault.plugin);
    expect(said).toContain(` ${fault.expected.code}  `);
    expect(said).toContain(fixFor(fault, fault.plugin));

    for (const name of HERD) {
      expect(pluginOf(report, name)).toMatchObject({ state: "started", problems: [] });
      expect(pluginOf(lastReport, name)).toMatchObject({ state: "stopped", problems: [] });
      expect(printedOf(printed, name)).not.toMatch(/error|warning/);
      expect(seen[`${name} stopped`]).toBe(1);
    }
    expect(prompt).toBe(ASKY_HERD.map((name) => ` ${name}`).join(""));
    if (fault.trigger === undefined) return;
    for (const name of ASKY_HERD) expect(seen[`${name} ${fault.trigger}`]).toBe(1);
  });
});

/** The plugin has left word of its child. */
async function endChild(configDir: string, { plugin }: Fault): Promise<void> {
  const pid = Number(await readFile(join(configDir, "plugins", plugin, "child.pid"), "utf8"));
  expect(process.kill(pid, 0)).toBe(true);
  process.kill(pid, "SIGKILL");
}
