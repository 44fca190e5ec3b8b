import { createEvent } from "@asky/sdk";
import { expect, test } from "vitest";
import { problemsOf, reportOf, startManager, startTrace } from "./host.ts";

/** The source of a plugin class with one member after another. */
function plugin(name: string, members: string, dependencies: readonly string[] = []): string {
  return `import { AskyPlugin } from "@asky/sdk";
    export class Plugin extends AskyPlugin {
      name = "${name}";
      dependencies = ${JSON.stringify(dependencies)};
      ${members}
    }`;
}

const tracing = `activate(context) { trace.push("activate " + context.pluginName); }`;

function rosterOf(...names: string[]): string {
  return names.map((name) => `[plugin.${name}]\nenabled = true\nmodule = "${name}-package"\n`).join("");
}

test("asky-8-1: a plugin that cannot be loaded is logged at ERROR and skipped; the others are unaffected", async () => {
  const trace = startTrace();
  const { manager, log } = await startManager({
    roster: rosterOf("absent", "broken", "classless", "dependent", "good"),
    packages: {
      "broken-package": `import "not-installed-anywhere";`,
      "classless-package": "export default 42;",
      "dependent-package": plugin("dependent", tracing, ["broken"]),
      "good-package": plugin("good", tracing),
    },
  });
  expect(trace).toEqual(["activate good"]);
  expect(manager.isActive("good")).toBe(true);
  for (const name of ["absent", "broken", "classless"]) {
    expect(reportOf(manager, name).state, name).toBe("failed");
    expect(
      log.filter(({ scope, level }) => scope === `asky.plugins.${name}` && level === "error"),
      name,
    ).toHaveLength(1);
  }
  expect(reportOf(manager, "dependent").state).toBe("skipped");
  expect(problemsOf(manager)).toContain("dependent DEPENDENCY_FAILED");
});

test("asky-8-2: a plugin that fails in activation is logged at ERROR, its dependents skipped, its traces undone", async () => {
  const trace = startTrace();
  const { manager, log } = await startManager({
    roster: rosterOf("bad", "child", "grandchild", "good"),
    packages: {
      "bad-package": plugin(
        "bad",
        `async activate(context) {
          context.hooks.register("session_end", () => trace.push("heard"));
          context.defer(() => { trace.push("undone"); });
          throw new Error("boom");
        }`,
      ),
      "child-package": plugin("child", tracing, ["bad"]),
      "grandchild-package": plugin("grandchild", tracing, ["child"]),
      "good-package": plugin("good", tracing),
    },
  });
  expect(trace).toEqual(["undone", "activate good"]);
  expect(manager.listStatus().map(({ name, state }) => `${name} ${state}`)).toEqual([
    "bad failed",
    "child skipped",
    "good started",
    "grandchild skipped",
  ]);
  expect(problemsOf(manager)).toEqual([
    "bad ACTIVATE_FAILED",
    "child DEPENDENCY_FAILED",
    "grandchild DEPENDENCY_FAILED",
  ]);
  expect(log.find(({ level }) => level === "error")).toMatchObject({ scope: "asky.plugins.bad" });
  expect(reportOf(manager, "bad").problems[0]?.causes).toEqual([expect.stringContaining("boom")]);
  await manager.hookRegistry.invoke("session_end", { sessionId: "s" });
  expect(trace).not.toContain("heard");
});

test("asky-8-3: a hook callback that fails is logged at WARNING, and the others still run", async () => {
  const trace = startTrace();
  const listen = (statement: string) => `activate({ hooks }) {
    hooks.register("session_end", () => { ${statement} });
  }`;
  const { manager, log } = await startManager({
    roster: rosterOf("a", "b", "c"),
    packages: {
      "a-package": plugin("a", listen(`trace.push("a");`)),
      "b-package": plugin("b", listen(`throw null;`)),
      "c-package": plugin("c", listen(`trace.push("c");`)),
    },
  });
  await manager.hookRegistry.invoke("session_end", { sessionId: "s" });
  expect(trace).toEqual(["a", "c"]);
  expect(problemsOf(manager)).toEqual(["b CALLBACK_FAILED"]);
  expect(reportOf(manager, "b")).toMatchObject({
    state: "started",
    problems: [{ severity: "warning", message: expect.stringContaining("session_end") }],
  });
  expect(log.filter(({ level }) => level === "warn" || level === "error")).toMatchObject([
    { level: "warn", scope: "asky.plugins.b" },
  ]);
});

test("asky-8-4: a plugin that fails in deactivation is logged at WARNING, and the others are deactivated", async () => {
  const trace = startTrace();
  const ending = (statement: string) => `activate() {} async deactivate() { ${statement} }`;
  const { manager, log } = await startManager({
    roster: rosterOf("a", "b", "c"),
    packages: {
      "a-package": plugin("a", ending(`trace.push("a");`)),
      "b-package": plugin("b", ending(`throw new Error("boom");`)),
      "c-package": plugin("c", ending(`trace.push("c");`)),
    },
  });
  await manager.deactivateAll();
  expect(trace).toEqual(["c", "a"]);
  expect(problemsOf(manager)).toEqual(["b DEACTIVATE_FAILED"]);
  expect(log.filter(({ level }) => level === "warn" || level === "error")).toMatchObject([
    { level: "warn", scope: "asky.plugins.b" },
  ]);
});

test("asky-8-5: no plugin's error is thrown to the host", async () => {
  startTrace();
  const { manager } = await startManager({
    roster: `${rosterOf("a", "b", "c", "d", "e")}[plugin.f]\nenabled = "yes"\n[plugin.G]\nenabled = true\nmodule = "g"\n`,
    packages: {
      "a-package": `throw null;`,
      "b-package": plugin("b", `constructor() { super(); throw undefined; } activate() {}`),
      "c-package": plugin("c", `activate() { throw Object.create(null); }`),
      "d-package": plugin(
        "d",
        `get version() { throw new Error("boom"); }
         activate() {}`,
      ),
      "e-package": plugin(
        "e",
        `activate({ hooks, eventBus }) {
          hooks.register("session_end", () => ({ then() { throw "thenable"; } }));
          eventBus.subscribe("message.in", () => Promise.reject(Symbol("x")));
        }
        deactivate() { return Promise.reject(); }`,
      ),
    },
  });
  await manager.hookRegistry.invoke("session_end", { sessionId: "s" });
  await manager.eventBus.emit(createEvent("message.in", { userId: "u", chatId: "c", text: "hello" }));
  await manager.deactivateAll();
  expect(problemsOf(manager)).toEqual(
    expect.arrayContaining(["e CALLBACK_FAILED", "e HANDLER_FAILED", "e DEACTIVATE_FAILED"]),
  );
  expect(manager.listStatus().map(({ name, state }) => `${name} ${state}`)).toEqual(
    expect.arrayContaining(["a failed", "b failed", "c failed", "e stopped"]),
  );
  const malformed = await startManager({ roster: "[plugin" });
  expect(problemsOf(malformed.manager)).toEqual(["- ROSTER_SYNTAX"]);
});
