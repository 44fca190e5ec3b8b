import { FAULTS } from "@asky/fault-zoo";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixFor } from "./fixes.ts";
import { ASKY_HERD, HERD, Paddock, TETHER_HERD } from "./herd.ts";
import {
  codesOf,
  culpritsOf,
  expectedCodes,
  firstScreenOf,
  pluginOf,
  printedOf,
  troubledIn,
} from "./read-report.ts";
import { type Visit, visit } from "./visit.ts";

const contained = FAULTS.filter(({ isFatal, needs }) => !isFatal && (needs ?? "deadline") === "deadline");

/** What the report knows of the plugin's own words, where it has any. */
const CAUSES: Readonly<Record<string, readonly unknown[]>> = {
  "throws-on-import": ["The toad cannot be imported."],
  "throws-in-constructor": ["The badger cannot be constructed."],
  "throws-in-activate": ["The otter cannot be activated.", "The river is dry."],
  "throws-null": ["null was thrown."],
  "rejects-in-initialize": ["The lynx cannot be initialised."],
  "registers-then-fails": ["The magpie has registered, and fails all the same."],
  "throws-a-frozen-error": ["The penguin cannot be started."],
  "throws-in-hook": ["The hedgehog rolls up."],
  "throws-an-unreadable-error": ["A value that cannot be read was thrown."],
  "rejects-in-hook": ["The squirrel has found no nut."],
  "overflows-the-stack": ["Maximum call stack size exceeded"],
  "returns-a-proxy": ["Nobody touches this."],
  "returns-a-thenable": ["The parrot promises nothing."],
  "mutates-its-payload": ["Cannot add property 1, object is not extensible"],
  "registers-late": [expect.stringContaining("when the hooks are frozen")],
  "throws-in-guard": ["The goose has seen nothing."],
  "clashes-over-a-tool": [
    'The registration of the tool "Read" of the plugin "jackdaw" is refused: the name belongs to the tool "Read" of the host.',
  ],
  "throws-a-proxy": [expect.stringMatching(/^Proxy.* was thrown\.$/)],
  "rejects-in-handler": ["The gull has heard nothing."],
  "forges-an-event": [expect.stringContaining('"tool.allowed", which only the host emits')],
  "throws-in-stop": ["The mule does not stop."],
  "rejects-in-deactivate": ["The donkey does not leave."],
  "throws-in-undo": ["The crab goes sideways."],
};

let paddock: Paddock;

beforeAll(async () => {
  paddock = await Paddock.create();
});
afterAll(() => paddock.remove());

describe.each(contained)("a plugin that $title", (fault) => {
  let seen: Visit;

  beforeAll(async () => {
    seen = await visit([fault], await paddock.hide(fault));
  });

  test("is named by the report, and nobody else is", () => {
    const report = fault.phase === "stop" ? seen.lastReport : seen.report;
    const troubled = troubledIn(report);
    expect(troubled.map(({ name }) => name)).toEqual(culpritsOf(fault));
    expect(report.problems).toEqual([]);
    for (const one of troubled) {
      expect(one.state).toBe(fault.expected.state);
      expect(one.contract ?? fault.contract).toBe(fault.contract);
      expect(codesOf(one)).toEqual(expectedCodes(fault));
      const main = one.problems.find(({ code }) => code === fault.expected.code);
      if (CAUSES[fault.id]) expect(main?.causes).toEqual(CAUSES[fault.id]);
    }
  });

  test("is on the first screen of the printed report, with what to do", () => {
    for (const culprit of culpritsOf(fault)) {
      const said = firstScreenOf(seen.printed, culprit);
      expect(said).toContain(` ${fault.expected.code}  ${paddock.path}/${fault.id}/plugins.toml:`);
      expect(said).toContain(fixFor(fault, culprit));
    }
    for (const name of HERD) expect(printedOf(seen.printed, name)).not.toMatch(/error|warning/);
  });

  test("harms none of the twenty others", () => {
    const { report, lastReport } = seen;
    for (const name of HERD) {
      expect(pluginOf(report, name)).toMatchObject({ state: "started", problems: [] });
      expect(pluginOf(lastReport, name)).toMatchObject({ state: "stopped", problems: [] });
      expect(seen.seen.get(`${name} stopped`)).toBe(1);
    }
    expect(seen.prompt).toBe(ASKY_HERD.map((name) => ` ${name}`).join(""));
    const { trigger, times = 1 } = fault;
    if (trigger === undefined) return;
    for (const name of trigger === "message.in" ? HERD : ASKY_HERD) {
      expect(seen.seen.get(`${name} ${trigger}`)).toBe(times);
    }
  });

  test("leaves nothing behind, and gets no tool past the gate", () => {
    const own = pluginOf(seen.lastReport, fault.plugin);
    expect(own).toMatchObject({ hooks: [], events: [], services: [] });
    if (fault.expected.state === "failed") expect(pluginOf(seen.report, fault.plugin).hooks).toEqual([]);
    expect(seen.callbacksLeft).toBe(0);
    expect(seen.timersLeft).toBe(0);
    expect(seen.replaced).toEqual([]);
    expect(seen.tools).toEqual(["host:Read"]);
    const isDenied = fault.id === "throws-in-guard";
    const isCalled = fault.trigger === "tool_registry_build" || fault.trigger === "pre_tool_execute";
    expect(seen.answers).toEqual(isCalled ? [`${isDenied ? "denied" : "done"} by host`] : []);
    const allowed = isCalled && !isDenied ? TETHER_HERD.map((name) => `${name} tool.allowed`) : [];
    expect([...seen.seen.keys()].filter((key) => key.endsWith("tool.allowed")).sort()).toEqual(allowed);
    const reason = 'the guard "watch" of "goose" failed';
    expect(seen.denials).toEqual(isDenied ? [reason] : []);
    const calls = own.problems.find(({ code }) => code === "CALLBACK_FAILED")?.count;
    if (fault.id === "crashes-in-a-loop") expect(calls).toBe(3);
  });
});

test("all of them at once, under the names of their own modules, keep to themselves as well", async () => {
  // Once each: what fails more than once is skipped in the end, and says so besides.
  const all = contained.filter(({ times }) => times === undefined);
  const { report, lastReport, prompt, denials, answers } = await visit(all, await paddock.gather(all));
  for (const fault of all) {
    for (const culprit of culpritsOf(fault)) {
      const own = pluginOf(lastReport, culprit);
      expect(codesOf(own), fault.id).toEqual(expectedCodes(fault));
      expect(own.module).toMatch(/^@asky\/fault-zoo\//);
    }
  }
  for (const name of HERD) {
    expect(pluginOf(report, name)).toMatchObject({ state: "started", problems: [] });
    expect(pluginOf(lastReport, name)).toMatchObject({ state: "stopped", problems: [] });
  }
  expect(prompt).toBe(ASKY_HERD.map((name) => ` ${name}`).join(""));
  // It guards both calls of the tool.
  expect(denials).toEqual(answers.map(() => 'the guard "watch" of "goose" failed'));
  expect(answers).toEqual(["denied by host", "denied by host"]);
});

test("every fault that leaves the process alive is visited here or where owners are tracked", () => {
  const others = FAULTS.filter((fault) => !contained.includes(fault));
  expect(others.every(({ isFatal, needs }) => isFatal || needs !== undefined)).toBe(true);
});
