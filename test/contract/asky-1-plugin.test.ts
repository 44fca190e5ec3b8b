import { AskyPlugin, defineAskyPlugin } from "@asky/sdk";
import { expect, test } from "vitest";
import { problemsOf, reportOf, startManager, startTrace } from "./host.ts";

const header = `import { AskyPlugin } from "@asky/sdk";`;

test("asky-1-1: a plugin supplies a name and activate(); without them it neither compiles nor loads", async () => {
  // @ts-expect-error name and activate are missing
  class Empty extends AskyPlugin {}
  expect(new Empty()).toBeInstanceOf(AskyPlugin);

  const { manager } = await startManager({
    roster: `
      [plugin.whole]
      enabled = true
      module = "whole"
      [plugin.no_activate]
      enabled = true
      module = "no-activate"
      [plugin.no_name]
      enabled = true
      module = "no-name"`,
    packages: {
      whole: `${header} export class Whole extends AskyPlugin { name = "whole"; activate() {} }`,
      "no-activate": `${header} export class Half extends AskyPlugin { name = "no_activate"; }`,
      "no-name": `${header} export class Half extends AskyPlugin { activate() {} }`,
    },
  });
  expect(manager.isActive("whole")).toBe(true);
  expect(problemsOf(manager)).toEqual(["no_activate PLUGIN_CLASS_INVALID", "no_name PLUGIN_CLASS_INVALID"]);
});

test("asky-1-2: of two plugins with one name the first stays and the second is refused", async () => {
  const trace = startTrace();
  const first = defineAskyPlugin({ name: "notes", activate: () => void trace.push("first") });
  const second = defineAskyPlugin({ name: "notes", activate: () => void trace.push("second") });
  const twice = await startManager({}, { plugins: [first, { plugin: second, onFailure: "isolate" }] });
  expect(trace).toEqual(["first"]);
  expect(twice.manager.getPlugin("notes")).toBe(first);
  expect(problemsOf(twice.manager)).toEqual(["notes ALREADY_REGISTERED"]);

  const { manager } = await startManager(
    {
      roster: `[plugin.notes]\nenabled = true\nmodule = "notes"`,
      packages: {
        notes: `${header} export class Notes extends AskyPlugin { name = "notes"; activate() { trace.push("roster"); } }`,
      },
    },
    { plugins: [first] },
  );
  expect(trace).toEqual(["first", "first"]);
  expect(manager.getPlugin("notes")).toBe(first);
  expect(problemsOf(manager)).toEqual(["notes PLUGIN_NAME_RESERVED"]);
});

test("asky-1-3: a name that differs from the key is a failure that names both", async () => {
  const { manager } = await startManager({
    roster: `[plugin.notes]\nenabled = true\nmodule = "notes"`,
    packages: {
      notes: `${header} export class Notes extends AskyPlugin { name = "other"; activate() {} }`,
    },
  });
  const { state, problems } = reportOf(manager, "notes");
  expect(state).toBe("failed");
  expect(problems.map(({ code }) => code)).toEqual(["PLUGIN_NAME_MISMATCH"]);
  expect(problems[0]?.message).toContain('"notes"');
  expect(problems[0]?.message).toContain('"other"');
});

test("asky-1-4: the version is 0.1.0 unless overridden", async () => {
  const { manager } = await startManager({
    roster: `
      [plugin.plain]
      enabled = true
      module = "plain"
      [plugin.versioned]
      enabled = true
      module = "versioned"`,
    packages: {
      plain: `${header} export class Plain extends AskyPlugin { name = "plain"; activate() {} }`,
      versioned: `${header}
        export class Versioned extends AskyPlugin { name = "versioned"; version = "2.3.4"; activate() {} }`,
    },
  });
  expect(reportOf(manager, "plain").version).toBe("0.1.0");
  expect(reportOf(manager, "versioned").version).toBe("2.3.4");
});

test("asky-1-5: there are no dependencies unless overridden", async () => {
  const { manager } = await startManager({
    roster: `
      [plugin.plain]
      enabled = true
      module = "plain"
      [plugin.relying]
      enabled = true
      module = "relying"`,
    packages: {
      plain: `${header} export class Plain extends AskyPlugin { name = "plain"; activate() {} }`,
      relying: `${header}
        export class Relying extends AskyPlugin { name = "relying"; dependencies = ["plain"]; activate() {} }`,
    },
  });
  expect(reportOf(manager, "plain").dependencies).toEqual([]);
  expect(reportOf(manager, "relying").dependencies).toEqual(["plain"]);
});

test("asky-1-6: what a plugin depends on comes first, ties go by name", async () => {
  const trace = startTrace();
  const source = (name: string, dependencies: string[] = []) => `${header}
    export class Plugin extends AskyPlugin {
      name = "${name}";
      dependencies = ${JSON.stringify(dependencies)};
      activate() { trace.push("${name}"); }
    }`;
  const manifest = (name: string, dependencies: string[]) => ({
    [name]: { contract: "asky" as const, export: ".", dependencies },
  });
  const { manager } = await startManager({
    roster: `${["e", "d", "c", "b", "a"]
      .map((name) => `[plugin.${name}]\nenabled = true\nmodule = "${name}x"\n`)
      .join("")}dependencies = ["d"]`,
    packages: {
      ax: source("a"),
      bx: source("b"),
      cx: source("c", ["d"]),
      dx: source("d"),
      ex: source("e", ["b"]),
    },
    manifests: { bx: manifest("b", ["d"]), ex: manifest("e", ["d"]) },
  });
  expect(trace).toEqual(["d", "a", "b", "c"]);
  expect(problemsOf(manager)).toEqual(["e MANIFEST_MISMATCH"]);
});

test("asky-1-7: activate is called once, at start-up", async () => {
  const trace = startTrace();
  const { manager } = await startManager({
    roster: `[plugin.notes]\nenabled = true\nmodule = "notes"`,
    packages: {
      notes: `${header}
        export class Notes extends AskyPlugin {
          name = "notes";
          activate() { trace.push("activate"); }
          deactivate() { trace.push("deactivate"); }
        }`,
    },
  });
  expect(trace).toEqual(["activate"]);
  await manager.activateAll();
  await manager.startAll();
  expect(trace).toEqual(["activate"]);
});

test("asky-1-8: hooks, tools and servers are registered from activate", async () => {
  const { manager } = await startManager({
    roster: `[plugin.notes]\nenabled = true\nmodule = "notes"`,
    packages: {
      notes: `
        import { AskyPlugin, DAEMON_SERVER_REGISTER, SESSION_END, TOOL_REGISTRY_BUILD } from "@asky/sdk";
        export class Notes extends AskyPlugin {
          name = "notes";
          activate({ hooks }) {
            hooks.register(SESSION_END, function onEnd() {});
            hooks.register(TOOL_REGISTRY_BUILD, function addTools() {});
            hooks.register(DAEMON_SERVER_REGISTER, function addServers() {});
          }
        }`,
    },
  });
  expect(
    reportOf(manager, "notes")
      .hooks.map(({ point, callback }) => `${point} ${callback}`)
      .sort(),
  ).toEqual(["daemon_server_register addServers", "session_end onEnd", "tool_registry_build addTools"]);
  expect(manager.hookRegistry.point("tool_registry_build").size).toBe(1);
});

test("asky-1-9: deactivate is called at shut-down", async () => {
  const trace = startTrace();
  const { manager } = await startManager({
    roster: `[plugin.notes]\nenabled = true\nmodule = "notes"`,
    packages: {
      notes: `${header}
        export class Notes extends AskyPlugin {
          name = "notes";
          activate() {}
          async deactivate() { await null; trace.push("deactivate"); }
        }`,
    },
  });
  expect(trace).toEqual([]);
  await manager.deactivateAll();
  expect(trace).toEqual(["deactivate"]);
});

test("asky-1-10: deactivate need not be overridden", async () => {
  const { manager } = await startManager({
    roster: `[plugin.notes]\nenabled = true\nmodule = "notes"`,
    packages: { notes: `${header} export class Notes extends AskyPlugin { name = "notes"; activate() {} }` },
  });
  await manager.deactivateAll();
  expect(reportOf(manager, "notes").state).toBe("stopped");
  expect(problemsOf(manager)).toEqual([]);
});
