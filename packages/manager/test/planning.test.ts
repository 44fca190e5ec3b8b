import { type PlanNode, planActivation } from "@asky/manager";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const node = (
  name: string,
  dependencies: readonly string[] = [],
  more: Partial<PlanNode> = {},
): PlanNode => ({
  name,
  dependencies,
  optionalDependencies: [],
  state: "ready",
  ...more,
});
const fixed = (name: string, dependencies: readonly string[] = []) =>
  node(name, dependencies, { fixedFirst: true });
const skips = (nodes: readonly PlanNode[]) => Object.fromEntries(planActivation(nodes).skipped);

describe("the order", () => {
  test.each<[string, readonly PlanNode[], readonly string[]]>([
    ["of nothing is empty", [], []],
    ["without dependencies goes by name", [node("c"), node("a"), node("b")], ["a", "b", "c"]],
    [
      "goes by code units, not by a locale",
      [node("a-b"), node("a_b"), node("a1"), node("ab")],
      ["a-b", "a1", "a_b", "ab"],
    ],
    ["puts dependencies first", [node("a", ["z"]), node("z", ["m"]), node("m")], ["m", "z", "a"]],
    [
      "takes the first by name among those that are free",
      [node("a", ["c"]), node("b"), node("c"), node("d")],
      ["b", "c", "a", "d"],
    ],
    [
      "has both arms of a diamond before the join",
      [node("a", ["b", "c"]), node("b", ["d"]), node("c", ["d"]), node("d")],
      ["d", "b", "c", "a"],
    ],
    ["counts a dependency named twice once", [node("a", ["b", "b"]), node("b")], ["b", "a"]],
    [
      "leaves out who is disabled or has failed",
      [node("a"), node("b", [], { state: "disabled" }), node("c", [], { state: "failed" })],
      ["a"],
    ],
    [
      "counts the first of two of one name",
      [node("a", ["b"]), node("b"), node("a", ["nowhere"])],
      ["b", "a"],
    ],
    [
      "has those passed in code first, as given",
      [node("a"), fixed("z"), node("b"), fixed("y", ["z"]), fixed("c")],
      ["z", "y", "c", "a", "b"],
    ],
    ["lets others depend on those passed in code", [node("a", ["z"]), fixed("z")], ["z", "a"]],
  ])("%s", (_what, nodes, order) => {
    expect(planActivation(nodes)).toEqual({ order, skipped: new Map() });
  });

  test.each<[string, readonly PlanNode[], readonly string[]]>([
    ["orders", [node("a", [], { optionalDependencies: ["b"] }), node("b")], ["b", "a"]],
    ["on nobody is nothing", [node("a", [], { optionalDependencies: ["nowhere", "a"] })], ["a"]],
    [
      "on a disabled one is nothing",
      [node("a", [], { optionalDependencies: ["b"] }), node("b", [], { state: "disabled" })],
      ["a"],
    ],
    [
      "on a skipped one is nothing",
      [node("a", [], { optionalDependencies: ["b"] }), node("b", ["nowhere"])],
      ["a"],
    ],
    [
      "against a required one gives way",
      [node("a", [], { optionalDependencies: ["b"] }), node("b", ["a"])],
      ["a", "b"],
    ],
    [
      "against one of an earlier name gives way",
      [node("a", [], { optionalDependencies: ["b"] }), node("b", [], { optionalDependencies: ["a"] })],
      ["b", "a"],
    ],
    [
      "of a plugin passed in code moves nothing",
      [{ ...fixed("a"), optionalDependencies: ["b", "c"] }, fixed("b"), node("c")],
      ["a", "b", "c"],
    ],
  ])("an optional dependency %s", (_what, nodes, order) => {
    expect(planActivation(nodes).order).toEqual(order);
  });
});

describe("who is skipped", () => {
  test.each<[string, readonly PlanNode[], object]>([
    [
      "whose dependency is missing, and all above",
      [node("a", ["b"]), node("b", ["c"]), node("c", ["nowhere"]), node("d")],
      {
        a: { kind: "failed", dependency: "b", path: ["a", "b", "c", "nowhere"] },
        b: { kind: "failed", dependency: "c", path: ["b", "c", "nowhere"] },
        c: { kind: "missing", dependency: "nowhere", path: ["c", "nowhere"] },
      },
    ],
    [
      "whose dependency is disabled",
      [node("a", ["b"]), node("b", [], { state: "disabled" })],
      { a: { kind: "disabled", dependency: "b", path: ["a", "b"] } },
    ],
    [
      "whose dependency has failed",
      [node("a", ["b"]), node("b", [], { state: "failed" })],
      { a: { kind: "failed", dependency: "b", path: ["a", "b"] } },
    ],
    [
      "who is in a circle, and who depends on it",
      [node("a", ["b"]), node("b", ["c"]), node("c", ["b"]), node("d", ["d"])],
      {
        a: { kind: "failed", dependency: "b", path: ["a", "b"] },
        b: { kind: "cycle", path: ["b", "c", "b"] },
        c: { kind: "cycle", path: ["c", "b", "c"] },
        d: { kind: "cycle", path: ["d", "d"] },
      },
    ],
    [
      "for a circle, although something else is wrong there as well",
      [node("a", ["b", "nowhere"]), node("b", ["a"])],
      { a: { kind: "cycle", path: ["a", "b", "a"] }, b: { kind: "cycle", path: ["b", "a", "b"] } },
    ],
    [
      "not by a circle that a disabled plugin breaks",
      [node("a", ["b"]), node("b", ["a"], { state: "disabled" })],
      { a: { kind: "disabled", dependency: "b", path: ["a", "b"] } },
    ],
    [
      "for the worst of several reasons",
      [
        node("a", ["b", "c", "nowhere"]),
        node("b", [], { state: "failed" }),
        node("c", [], { state: "disabled" }),
      ],
      { a: { kind: "missing", dependency: "nowhere", path: ["a", "nowhere"] } },
    ],
    [
      "who is passed in code and depends on what comes later",
      [fixed("a", ["b"]), fixed("b"), fixed("c", ["d"]), node("d"), node("e", ["a"])],
      {
        a: { kind: "late", dependency: "b", path: ["a", "b"] },
        c: { kind: "late", dependency: "d", path: ["c", "d"] },
        e: { kind: "failed", dependency: "a", path: ["e", "a", "b"] },
      },
    ],
    [
      "for the first by name of several that are skipped, whatever is wrong with them",
      [node("a", ["nowhere"]), node("d", ["z", "a"]), node("z", ["z"])],
      {
        a: { kind: "missing", dependency: "nowhere", path: ["a", "nowhere"] },
        d: { kind: "failed", dependency: "a", path: ["d", "a", "nowhere"] },
        z: { kind: "cycle", path: ["z", "z"] },
      },
    ],
    [
      "by the first of two ways that are equally long, however they are arranged",
      [node("d", ["b", "c"]), node("c", ["a"]), node("b", ["a"]), node("a", ["nowhere"])],
      {
        a: { kind: "missing", dependency: "nowhere", path: ["a", "nowhere"] },
        b: { kind: "failed", dependency: "a", path: ["b", "a", "nowhere"] },
        c: { kind: "failed", dependency: "a", path: ["c", "a", "nowhere"] },
        d: { kind: "failed", dependency: "b", path: ["d", "b", "a", "nowhere"] },
      },
    ],
    [
      "with names that objects have of their own",
      [node("constructor", ["__proto__"]), node("toString")],
      { constructor: { kind: "missing", dependency: "__proto__", path: ["constructor", "__proto__"] } },
    ],
  ])("%s", (_what, nodes, expected) => {
    expect(skips(nodes)).toEqual(expected);
  });
});

describe("of any plugins", () => {
  const names = fc.constantFrom("a", "b", "c", "d", "e", "f", "g");
  const graphs = fc.uniqueArray(
    fc.record({
      name: names,
      dependencies: fc.array(
        fc.oneof({ weight: 9, arbitrary: names }, { weight: 1, arbitrary: fc.constant("nowhere") }),
        { maxLength: 2 },
      ),
      optionalDependencies: fc.array(names, { maxLength: 3 }),
      state: fc.oneof(
        { weight: 8, arbitrary: fc.constant("ready" as const) },
        { weight: 1, arbitrary: fc.constantFrom("disabled" as const, "failed" as const) },
      ),
      fixedFirst: fc.oneof(
        { weight: 4, arbitrary: fc.constant(false) },
        { weight: 1, arbitrary: fc.constant(true) },
      ),
    }),
    { selector: ({ name }) => name, maxLength: 7 },
  );
  const holds = (check: (nodes: readonly PlanNode[]) => void) =>
    fc.assert(fc.property(graphs, check), { numRuns: 1000 });
  const ready = (nodes: readonly PlanNode[]) => nodes.filter(({ state }) => state === "ready");
  const isFixed = ({ fixedFirst }: PlanNode) => fixedFirst === true;
  const nodeOf = (nodes: readonly PlanNode[], name: string) => nodes.find((one) => one.name === name);

  test("each ready one is in the order or skipped, once, and nobody else is", () => {
    holds((nodes) => {
      const { order, skipped } = planActivation(nodes);
      expect([...order, ...skipped.keys()].sort()).toEqual(
        ready(nodes)
          .map(({ name }) => name)
          .sort(),
      );
    });
  });

  test("each stands after everything it depends on", () => {
    holds((nodes) => {
      const { order } = planActivation(nodes);
      for (const [index, name] of order.entries()) {
        for (const dependency of nodeOf(nodes, name)?.dependencies ?? []) {
          expect(order.slice(0, index)).toContain(dependency);
        }
      }
    });
  });

  test("of those that nothing holds back, the first by name comes next", () => {
    holds((all) => {
      // What is optional or passed in code may hold others back, or not: see below.
      const nodes = all.map(({ name, dependencies, state }) => {
        return { name, dependencies, state, optionalDependencies: [] };
      });
      const { order } = planActivation(nodes);
      for (const [index, name] of order.entries()) {
        const placed = order.slice(0, index);
        const free = order
          .slice(index)
          .filter((one) => nodeOf(nodes, one)?.dependencies.every((other) => placed.includes(other)));
        expect(name).toBe(free.sort()[0]);
      }
    });
  });

  test("the plan does not depend on how nodes and dependencies are arranged", () => {
    fc.assert(
      fc.property(graphs, fc.array(fc.nat(), { minLength: 40, maxLength: 40 }), (nodes, numbers) => {
        const shuffle = <T>(list: readonly T[]) =>
          list
            .map((item, index) => ({ item, rank: numbers[(index * 7 + list.length) % 40] ?? 0 }))
            .sort((left, right) => left.rank - right.rank)
            .map(({ item }) => item);
        const free = nodes.map((one) => ({ ...one, fixedFirst: false }));
        const shuffled = shuffle(free).map((one) => ({
          ...one,
          dependencies: shuffle(one.dependencies),
          optionalDependencies: shuffle(one.optionalDependencies),
        }));
        const plan = planActivation(free);
        const other = planActivation(shuffled);
        expect(other.order).toEqual(plan.order);
        expect([...other.skipped]).toEqual([...plan.skipped]);
      }),
      { numRuns: 1000 },
    );
  });

  test("those passed in code come first, in the sequence given", () => {
    holds((nodes) => {
      const { order, skipped } = planActivation(nodes);
      const expected = ready(nodes)
        .filter(isFixed)
        .map(({ name }) => name)
        .filter((name) => !skipped.has(name));
      expect(order.slice(0, expected.length)).toEqual(expected);
    });
  });

  test("nobody is skipped whose dependencies could all be satisfied", () => {
    holds((nodes) => {
      const { skipped } = planActivation(nodes);
      // The largest set that can be activated, built up from nothing: fixed ones in turn, then the others.
      const up = new Set<string>();
      const canStart = ({ dependencies }: PlanNode) => dependencies.every((dependency) => up.has(dependency));
      for (const one of ready(nodes).filter(isFixed)) if (canStart(one)) up.add(one.name);
      const free = ready(nodes).filter((one) => !isFixed(one));
      for (const _round of free) for (const one of free) if (canStart(one)) up.add(one.name);
      expect([...skipped.keys()]).toEqual(
        ready(nodes)
          .map(({ name }) => name)
          .filter((name) => !up.has(name))
          .sort(),
      );
    });
  });

  test("each path follows dependencies from the plugin to a root of the matter", () => {
    holds((nodes) => {
      const { skipped } = planActivation(nodes);
      for (const [name, reason] of skipped) {
        const { path } = reason;
        expect(path[0]).toBe(name);
        for (const [index, step] of path.slice(1).entries()) {
          expect(nodeOf(nodes, path[index] ?? "")?.dependencies).toContain(step);
        }
        const last = path.at(-1) ?? "";
        if (reason.kind === "cycle") expect(last).toBe(name);
        else expect(reason.dependency).toBe(path[1]);
        if (reason.kind === "missing") expect(nodeOf(nodes, last)).toBeUndefined();
        if (reason.kind === "disabled") expect(nodeOf(nodes, last)?.state).toBe("disabled");
      }
    });
  });

  test("an optional dependency stands before, unless that would close a circle", () => {
    holds((nodes) => {
      const free = nodes.map((one) => ({ ...one, fixedFirst: false }));
      const { order } = planActivation(free);
      const position = (name: string) => order.indexOf(name);
      for (const name of order) {
        for (const optional of nodeOf(free, name)?.optionalDependencies ?? []) {
          if (position(optional) <= position(name)) continue;
          // It stands after: then some way of dependencies, required or optional, must lead from it back.
          const reached = new Set([optional]);
          for (const step of reached) {
            const one = nodeOf(free, step);
            for (const next of [...(one?.dependencies ?? []), ...(one?.optionalDependencies ?? [])]) {
              if (order.includes(next)) reached.add(next);
            }
          }
          expect(reached).toContain(name);
        }
      }
    });
  });

  test("optional dependencies skip nobody", () => {
    holds((nodes) => {
      const without = nodes.map((one) => ({ ...one, optionalDependencies: [] }));
      expect([...planActivation(nodes).skipped]).toEqual([...planActivation(without).skipped]);
    });
  });

  test("nothing that was passed in is changed", () => {
    holds((nodes) => {
      const before = structuredClone(nodes);
      planActivation(nodes);
      expect(nodes).toEqual(before);
    });
  });

  test("two thousand in one chain are planned", () => {
    const chain = Array.from({ length: 2000 }, (_, index) =>
      node(
        `p${String(index).padStart(4, "0")}`,
        index < 1999 ? [`p${String(index + 1).padStart(4, "0")}`] : [],
      ),
    );
    const { order, skipped } = planActivation(chain);
    expect([order[0], order.at(-1), skipped.size]).toEqual(["p1999", "p0000", 0]);
  });
});
