import { FAULTS, type Fault } from "@asky/fault-zoo";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Paddock } from "./herd.ts";
import { pluginOf, troubledIn } from "./read-report.ts";
import { type HostEnd, type RunOptions, runHost } from "./run-host.ts";

// What docs/isolation.md says that nothing in process can contain, and what is then seen from outside.

vi.setConfig({ testTimeout: 30_000 });

let paddock: Paddock;

beforeAll(async () => {
  paddock = await Paddock.create();
});
afterAll(() => paddock.remove());

async function run(id: string, options?: RunOptions): Promise<HostEnd & { readonly fault: Fault }> {
  const fault = FAULTS.find((one) => one.id === id);
  if (!fault?.isFatal) throw new Error(`"${id}" is no fatal fault.`);
  return { ...(await runHost(fault, await paddock.hide(fault), options)), fault };
}

describe("code that does not return", () => {
  test.concurrent.each([
    ["loops-forever", "run"],
    ["loops-in-microtasks", "hover"],
    ["backtracks-forever", "search"],
  ])("%s is named by the watchdog, which then kills the process", async (id, callback) => {
    const { fault, story, stderr, signal } = await run(id, { watch: { stallMs: 500, killAfterMs: 1500 } });
    expect(story).toBeUndefined();
    expect(signal).toBe("SIGKILL");
    const [named, killed, ...others] = stderr.trimEnd().split("\n");
    const start = `[asky.plugins.${fault.plugin}] THREAD_BLOCKED: "${fault.plugin}" has held the thread for `;
    expect(named).toContain(`WARN  ${start}`);
    const place = String.raw`, at ${callback} \(\S+/${id}\.js:\d+:\d+\)`;
    // On a busy machine the line is not always found in time; the plugin is.
    expect(named).toMatch(new RegExp(String.raw`\d s(${place})?\. Nothing else runs meanwhile\.$`));
    expect(killed).toContain(`ERROR ${start}`);
    expect(killed).toMatch(/The process is killed\.$/);
    expect(others).toEqual([]);
  });

  test.concurrent("is named once, and goes on, where the watchdog may not kill", async () => {
    const fault = FAULTS.find(({ id }) => id === "loops-forever") as Fault;
    const configDir = await paddock.hide({ ...fault, id: "loops-forever-unkilled" });
    const { stderr, signal, wasGivenUp } = await runHost(fault, configDir, {
      watch: { stallMs: 500 },
      // Time enough to say it again.
      giveUpAfterWordsMs: 2000,
    });
    expect([wasGivenUp, signal]).toEqual([true, "SIGKILL"]);
    expect(stderr.match(/THREAD_BLOCKED: "hamster"/g)).toHaveLength(1);
  });

  test.concurrent("is named by nobody where nothing watches", async () => {
    const fault = FAULTS.find(({ id }) => id === "loops-forever") as Fault;
    const configDir = await paddock.hide({ ...fault, id: "loops-forever-unwatched" });
    const { stderr, stdout, wasGivenUp } = await runHost(fault, configDir, { giveUpAfterMs: 2000 });
    expect({ stderr, stdout, wasGivenUp }).toEqual({ stderr: "", stdout: "", wasGivenUp: true });
  });
});

describe("a death of the process", () => {
  test.concurrent("by a full heap is Node's: SIGABRT, and words on standard error that name no plugin", async () => {
    const { story, stderr, signal } = await run("fills-the-heap", {
      nodeOptions: ["--max-old-space-size=64"],
    });
    expect([story, signal]).toEqual([undefined, "SIGABRT"]);
    expect(stderr).toContain("FATAL ERROR: ");
    expect(stderr).toContain("JavaScript heap out of memory");
    expect(stderr).not.toContain("whale");
  });

  test.concurrent.each([
    ["aborts", "SIGABRT"],
    ["kills-its-process", "SIGKILL"],
    ["crashes-like-native-code", "SIGSEGV"],
  ])("by %s is %s, and there is no report", async (id, expected) => {
    const { story, stdout, signal } = await run(id);
    expect({ story, stdout, signal }).toEqual({ story: undefined, stdout: "", signal: expected });
  });
});

describe("what the whole process has used up", () => {
  test.concurrent("memory outside the heap, under a limit of the system, fails the one call", async () => {
    // In KiB of address space. Without a limit, the system ends whatever process it chooses.
    const { fault, story, code } = await run("fills-memory-outside-the-heap", { ulimit: "-v 2500000" });
    expect(code).toBe(0);
    if (!story) throw new Error("The host did not live to tell.");
    expect(troubledIn(story.lastReport).map(({ name }) => name)).toEqual([fault.plugin]);
    expect(pluginOf(story.lastReport, fault.plugin).problems).toMatchObject([
      { code: "CALLBACK_FAILED", causes: ["Array buffer allocation failed"] },
    ]);
  });

  test.concurrent("descriptors are gone for everybody; the report names who took them", async () => {
    const { fault, story } = await run("exhausts-the-descriptors", { ulimit: "-n 128" });
    if (!story) throw new Error("The host did not live to tell.");
    expect(pluginOf(story.lastReport, fault.plugin).problems).toMatchObject([
      { code: "CALLBACK_FAILED", causes: [expect.stringContaining("EMFILE: too many open files")] },
    ]);
    expect(story.canOpen).toBe("EMFILE");
  });
});
