import type { PluginReport } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import type { RecordedTurn, TraceEntry } from "../scripts/demo/record.mjs";
import { findChange } from "../scripts/demo/report/hook-change.mjs";
import { layoutGraph } from "../scripts/demo/report/layout-graph.mjs";
import { orderEntries } from "../scripts/demo/report/order-entries.mjs";
import { planGraph } from "../scripts/demo/report/plan-graph.mjs";
import { planTimeline, ticks } from "../scripts/demo/report/plan-timeline.mjs";
import { planTurn } from "../scripts/demo/report/plan-turn.mjs";

function plugin(name: string, more: Partial<PluginReport> = {}): PluginReport {
  return {
    name,
    state: "started",
    contract: "asky",
    version: "1.0.0",
    dependencies: [],
    optionalDependencies: [],
    onFailure: "isolate",
    hooks: [],
    events: [],
    services: [],
    timings: {},
    problems: [],
    ...more,
  };
}

function hook(order: number, point: string, before: object, after: object = before): TraceEntry {
  const [beganAt, endedAt] = [order * 10, order * 10 + 1];
  return { kind: "hook", order, point, beganAt, endedAt, before: { ...before }, after: { ...after } };
}

function event(order: number, name: string, data: object): TraceEntry {
  return { kind: "event", order, name, source: "host", beganAt: order * 10, data: { ...data } };
}

function turn(trace: readonly TraceEntry[], result: Partial<RecordedTurn["result"]> = {}): RecordedTurn {
  const base = {
    text: "",
    turnId: "t",
    sessionId: "s",
    toolCalls: [],
    model: "offline",
    outputTokens: 1,
    durationMs: 1,
  };
  return { title: "A turn", question: "?", result: { ...base, stopReason: "answered", ...result }, trace };
}

const call = { callId: "c1", toolName: "Read", args: { file_path: "a.txt" }, answered: false };
const ran = {
  callId: "c1",
  toolName: "Read",
  parts: [{ type: "text", text: "hello" }],
  isError: false,
  executionTimeMs: 3,
};

describe("layoutGraph", () => {
  const nodes = (...ids: string[]) => ids.map((id) => ({ id }));
  const edges = (...pairs: string[]) => pairs.map((pair) => ({ from: pair.charAt(0), to: pair.charAt(1) }));

  test("everything stands left of what it needs", () => {
    const wanted = edges("ab", "bc", "ac", "dc");
    const { places, columns } = layoutGraph(nodes("a", "b", "c", "d"), wanted);
    const columnOf = new Map(places.map(({ node, column }) => [node.id, column]));
    expect(columns).toBe(3);
    for (const { from, to } of wanted) expect(columnOf.get(from)).toBeLessThan(columnOf.get(to) ?? -1);
  });

  test("an arrow over several columns has a point of its own in each between, where nothing else stands", () => {
    const { routes, places } = layoutGraph(nodes("a", "b", "c"), edges("ab", "bc", "ac"));
    const long = routes.find(({ edge }) => edge.from === "a" && edge.to === "c");
    expect(long?.points.map(({ column }) => column)).toEqual([0, 1, 2]);
    const inBetween = places.find(({ node }) => node.id === "b");
    expect(long?.points[1]?.slot).not.toBe(inBetween?.slot);
  });

  test("arrows that can do without crossing each other do", () => {
    const { places } = layoutGraph(nodes("a", "b", "x", "y"), edges("ay", "bx"));
    const slotOf = new Map(places.map(({ node, slot }) => [node.id, slot]));
    const order = (one: string, other: string) =>
      Math.sign((slotOf.get(one) ?? 0) - (slotOf.get(other) ?? 0));
    expect(order("a", "b")).toBe(order("y", "x"));
  });

  test("a circle and arrows to unknown nodes are survived", () => {
    const { places, routes } = layoutGraph(nodes("a", "b"), edges("ab", "ba", "az", "aa"));
    expect(places).toHaveLength(2);
    expect(routes).toHaveLength(2);
    expect(layoutGraph([], []).places).toEqual([]);
  });
});

describe("planGraph", () => {
  test("plugins point to what they depend on and to the package that holds them", () => {
    const holder = { name: "asky-plugin-trace", version: "1.0.0", directory: "/x" };
    const plugins = [plugin("late", { dependencies: ["early"], package: holder }), plugin("early")];
    const packages = [
      { name: "asky-plugin-trace", version: "1.0.0", dependencies: [], peers: ["@asky/sdk"] },
      { name: "@asky/sdk", version: "1.0.0", dependencies: [], peers: [] },
    ];
    const { nodes, edges } = planGraph(plugins, packages);
    expect(nodes.map(({ id, kind }) => `${kind} ${id}`)).toContain("contract package:@asky/sdk");
    expect(edges).toEqual([
      { kind: "plugin", from: "plugin:late", to: "plugin:early" },
      { kind: "holds", from: "plugin:late", to: "package:asky-plugin-trace" },
      { kind: "peer", from: "package:asky-plugin-trace", to: "package:@asky/sdk" },
    ]);
  });
});

describe("planTimeline", () => {
  test("imports begin together, then plugins are initialised one after the other, then started", () => {
    const { rows, totalMs } = planTimeline([
      plugin("one", { timings: { importMs: 20, initMs: 1, startMs: 4 } }),
      plugin("two", { timings: { importMs: 10, initMs: 2 } }),
      plugin("never"),
    ]);
    expect(totalMs).toBe(27);
    expect(
      rows.map(({ name, bars }) => [name, ...bars.map(({ phase, beginMs }) => `${phase} ${beginMs}`)]),
    ).toEqual([
      ["one", "import 0", "init 20", "start 23"],
      ["two", "import 0", "init 21"],
    ]);
  });

  test("ticks are round numbers within the time", () => {
    expect(ticks(47, 6)).toEqual([0, 10, 20, 30, 40]);
    expect(ticks(0, 6)).toEqual([0]);
  });
});

describe("orderEntries", () => {
  test("an event that was recorded late stands where it happened", () => {
    const names = orderEntries([
      hook(1, "pre_tool_execute", call),
      hook(2, "post_tool_execute", ran),
      event(3, "tool.gated", { callId: "c1" }),
      event(4, "message.out", {}),
      event(5, "tool.allowed", { callId: "c1" }),
      event(6, "message.in", {}),
    ]).map((entry) => (entry.kind === "hook" ? entry.point : entry.name));
    expect(names).toEqual([
      "message.in",
      "pre_tool_execute",
      "tool.gated",
      "tool.allowed",
      "post_tool_execute",
      "message.out",
    ]);
  });
});

describe("orderEntries, with a human", () => {
  test("the question and its answer stand between the hook and the decision, and are the gate's", () => {
    const entries = [
      hook(1, "pre_tool_execute", call),
      hook(2, "post_tool_execute", ran),
      event(3, "interaction.requested", { callId: "c1", toolName: "Bash" }),
      event(4, "interaction.resolved", { callId: "c1", answer: "approved", userId: "ada" }),
      event(5, "tool.allowed", { callId: "c1", toolName: "Bash" }),
    ];
    const { steps } = planTurn(turn(entries), { plugins: [], observers: [], toolsOf: {} });
    expect(steps.filter(({ kind }) => kind === "event")).toMatchObject([
      { from: "gate", title: "interaction.requested", note: "Bash" },
      { from: "gate", title: "interaction.resolved", note: "approved by ada" },
      { from: "gate", title: "tool.allowed", note: "Bash" },
    ]);
    const titles = steps.map(({ title }) => title);
    expect(titles.indexOf("tool.allowed")).toBeLessThan(titles.indexOf("post_tool_execute"));
  });
});

describe("findChange", () => {
  const prompt = (before: string, after: string) => ({
    ...hook(1, "system_prompt_extend", { prompt: before }, { prompt: after }),
    kind: "hook" as const,
  });

  test("what was added to the prompt is attributed to the plugin that was called", () => {
    const entry = prompt("Be good.", "Be good.\n\nBe brief.") as Parameters<typeof findChange>[0];
    expect(findChange(entry, ["persona_manager"], {})).toEqual({
      text: "+9 characters: Be brief.",
      authors: ["persona_manager"],
    });
  });

  test("a tool is attributed to the plugin whose manifest names it", () => {
    const entry = hook(1, "tool_registry_build", { tools: ["Read"] }, { tools: ["Read", "load"] });
    const change = findChange(entry as Parameters<typeof findChange>[0], ["a", "b"], { a: [], b: ["load"] });
    expect(change).toEqual({ text: "+1 tool; b: load", authors: ["b"] });
  });

  test("where nothing changed nobody is named", () => {
    const entry = prompt("Be good.", "Be good.") as Parameters<typeof findChange>[0];
    expect(findChange(entry, ["persona_manager"], {})).toBeUndefined();
  });
});

describe("planTurn", () => {
  const plugins = [
    plugin("audit", { events: ["tool.denied"] }),
    plugin("looker", { hooks: [{ point: "pre_tool_execute", priority: -1, callback: "look" }] }),
    plugin("second", { hooks: [{ point: "pre_tool_execute", priority: 100, callback: "b" }] }),
    plugin("first", { hooks: [{ point: "pre_tool_execute", priority: 100, callback: "a" }] }),
  ];
  const surroundings = { plugins, observers: ["looker"], toolsOf: {} };

  test("a tool call goes from the engine through the gate and its hooks to whoever runs it", () => {
    const toolCalls = [
      { id: "c1", name: "Read", origin: "host", status: "done", isError: false, text: "" },
    ] as const;
    const trace = [
      hook(1, "pre_tool_execute", call),
      event(2, "tool.allowed", { callId: "c1", toolName: "Read" }),
      hook(3, "post_tool_execute", ran),
    ];
    const { lanes, steps } = planTurn(turn(trace, { toolCalls }), surroundings);
    expect(lanes).toEqual(["engine", "model", "gate", "second", "first"]);
    expect(steps.map(({ kind, from, to, title }) => [kind, from, to.join(), title])).toEqual([
      ["call", "engine", "gate", "dispatch"],
      ["hook", "gate", "first,second", "pre_tool_execute"],
      ["event", "gate", "", "tool.allowed"],
      ["run", "gate", "engine", "Read runs"],
      ["hook", "gate", "", "post_tool_execute"],
    ]);
    expect(steps[3]?.note).toBe("3.0 ms: hello");
  });

  test("a denial reaches those who listen, with its reason", () => {
    const denied = event(2, "tool.denied", { callId: "c1", toolName: "Read", reason: "outside" });
    const { steps } = planTurn(turn([denied]), surroundings);
    expect(steps).toEqual([
      {
        kind: "event",
        from: "gate",
        to: ["audit"],
        title: "tool.denied",
        note: "outside",
        authors: [],
        isDenial: true,
      },
    ]);
  });
});
