import { createConsoleLogger, formatReport } from "@asky/manager";
import type { PluginReport, Problem, StartupReport } from "@asky/sdk";
import { afterEach, describe, expect, test, vi } from "vitest";

const plugin = (name: string, more: Partial<PluginReport> = {}): PluginReport => ({
  name,
  state: "started",
  dependencies: [],
  optionalDependencies: [],
  onFailure: "isolate",
  hooks: [],
  events: [],
  services: [],
  timings: {},
  problems: [],
  ...more,
});
const report = (plugins: readonly PluginReport[], problems: readonly Problem[] = []): StartupReport => ({
  startedAt: "2026-11-21T10:00:00.000Z",
  durationMs: 142.4,
  configDir: "/config",
  plugins,
  problems,
});
const problem = (more: Partial<Problem> = {}): Problem => ({
  severity: "error",
  code: "ROSTER_ENTRY_INVALID",
  phase: "roster",
  message: "Something is wrong.",
  hint: "Mend it.",
  ...more,
});
const callback = { priority: 100, callback: "build" };

describe("formatReport", () => {
  test("pins the whole text", () => {
    const text = formatReport(
      report(
        [
          plugin("audit", {
            contract: "tether",
            version: "1.0.0",
            events: ["tool.denied"],
            timings: { initMs: 0.24, startMs: 0 },
          }),
          plugin("persona_manager", {
            contract: "asky",
            version: "1.2.0",
            module: "@asky/plugin-persona/manager",
            package: { name: "@asky/plugin-persona", version: "1.2.0", directory: "/config/node_modules/x" },
            dependencies: ["audit"],
            hooks: [
              { point: "tool_registry_build", ...callback },
              { point: "session_start", ...callback },
              { point: "session_start", ...callback },
            ],
            services: ["personas"],
            timings: { importMs: 12.6, initMs: 3.04 },
          }),
          plugin("gui_server", {
            state: "failed",
            module: "@asky/plugin-gui-server",
            problems: [
              problem({
                plugin: "gui_server",
                code: "CONFIG_INVALID",
                message:
                  'The configuration of "gui_server" is not accepted: "port": must be a whole number from 0 to 65535; "auth": is not known.',
                hint: 'Correct it in "/config/plugins/gui_server.toml".',
                place: { file: "/config/plugins/gui_server.toml", line: 2, column: 1, key: "port" },
                causes: ["the outer fault", "the inner fault"],
                count: 3,
              }),
            ],
          }),
          plugin("notes", {
            state: "skipped",
            module: "asky-plugin-notes",
            dependencies: ["gui_server"],
            problems: [
              problem({ severity: "warning", code: "ROSTER_KEY_UNKNOWN", message: "Nothing reads it." }),
              problem({ code: "DEPENDENCY_FAILED", message: '"notes" is skipped.' }),
            ],
          }),
          plugin("puppeteer_browser", { state: "disabled", module: "asky.plugins.puppeteer_browser" }),
        ],
        [
          problem({
            severity: "warning",
            code: "ROSTER_KEY_UNKNOWN",
            message: 'plugins.toml: nothing reads the key "plugins".',
            hint: 'Did you mean "plugin"?',
            place: { file: "/config/plugins.toml", line: 9, column: 1, key: "plugins" },
          }),
        ],
      ),
      { width: 72 },
    );
    expect(`\n${text}\n`).toBe(`
5 plugins: 2 started, 1 failed, 1 skipped, 1 disabled, 142 ms

  warning ROSTER_KEY_UNKNOWN  /config/plugins.toml:9:1
    plugins.toml: nothing reads the key "plugins".
    → Did you mean "plugin"?

├─ ✔ audit              started   1.0.0  tether  init 0.2 ms, start 0.0 ms
│    events tool.denied
├─ ✔ persona_manager    started   1.2.0  asky  @asky/plugin-persona@1.2.0  import 13 ms, init 3.0 ms
│    after audit; hooks tool_registry_build, session_start; services
│    personas
├─ ✖ gui_server         failed    @asky/plugin-gui-server
│    error CONFIG_INVALID  /config/plugins/gui_server.toml:2:1  3 times
│      The configuration of "gui_server" is not accepted: "port": must
│      be a whole number from 0 to 65535; "auth": is not known.
│      ← the outer fault
│      ← the inner fault
│      → Correct it in "/config/plugins/gui_server.toml".
├─ ⊘ notes              skipped   asky-plugin-notes
│    after gui_server
│    warning ROSTER_KEY_UNKNOWN
│      Nothing reads it.
│      → Mend it.
│    error DEPENDENCY_FAILED
│      "notes" is skipped.
│      → Mend it.
└─ ○ puppeteer_browser  disabled  asky.plugins.puppeteer_browser
`);
  });

  test("begins with the plugins in trouble when there are more than twelve", () => {
    const names = [..."abcdefghijkl"];
    const troubles: Readonly<Record<string, readonly Problem[]>> = {
      c: [problem({ severity: "warning" })],
      k: [problem({ severity: "warning" }), problem()],
    };
    const order = (all: readonly string[]): string =>
      formatReport(report(all.map((name) => plugin(name, { problems: troubles[name] ?? [] }))))
        .split("\n")
        .flatMap((line) => /^[├└]─ ✔ (\w)/.exec(line)?.[1] ?? [])
        .join("");
    expect(order(names)).toBe("abcdefghijkl");
    expect(order([...names, "m"])).toBe("kcabdefghijlm");
  });

  test("cuts a name that would push everything else off the screen", () => {
    const text = formatReport(report([plugin("x".repeat(10 ** 6)), plugin("notes")]));
    expect(text.length).toBeLessThan(400);
  });

  test("says where it looked when there are no plugins", () => {
    expect(formatReport(report([]))).toBe('No plugins in "/config"');
  });

  test("of a broken file alone shows its fault", () => {
    const text = formatReport(
      report([], [problem({ code: "ROSTER_SYNTAX", place: { file: "/config/plugins.toml" } })]),
    );
    expect(text).toContain("error ROSTER_SYNTAX  /config/plugins.toml\n");
  });

  test("gives every state a mark that reads without colour", () => {
    const states = ["started", "active", "loaded", "stopped", "failed", "skipped", "disabled"] as const;
    const text = formatReport(report(states.map((state) => plugin(state, { state }))));
    for (const state of states) expect(text).toMatch(new RegExp(`─ \\S ${state} +${state}`));
  });

  test("has colour only when asked for, and the same text without it", () => {
    const one = report([plugin("audit", { problems: [problem()], events: ["tool.denied"] })], [problem()]);
    const colored = formatReport(one, { color: true });
    expect(formatReport(one)).not.toContain("\u001b");
    expect(colored).toContain("\u001b[31m");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are looked for
    expect(colored.replace(/\u001b\[\d+m/g, "")).toBe(formatReport(one));
  });

  test("shows, and does not send, what would steer a terminal", () => {
    const evil = "\u001b[2J\u0007\r\n\u202e\u009b\u2028\ud800";
    const text = formatReport(
      report(
        [
          plugin(evil, {
            version: evil,
            module: evil,
            dependencies: [evil],
            events: [evil],
            services: [evil],
            hooks: [{ point: evil, ...callback }],
            problems: [
              problem({
                code: evil,
                message: evil,
                hint: evil,
                causes: [evil],
                place: { file: evil, line: 1 },
              }),
            ],
          }),
        ],
        [problem({ message: evil })],
      ),
      { width: 1000 },
    );
    expect(text).not.toMatch(/(?!\n)\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}/u);
    expect(text).toContain("\\u{1b}[2J");
    expect(text.split("\n")).toHaveLength(12);
  });

  test("keeps words whole that are longer than a line", () => {
    const path = `/${"very-long/".repeat(30)}`;
    const text = formatReport(
      report([plugin("a", { problems: [problem({ message: `See ${path} now.` })] })]),
      {
        width: 10,
      },
    );
    expect(text).toContain(`\n     See\n`.replaceAll("     ", "       "));
    expect(text).toContain(path);
  });
});

describe("createConsoleLogger", () => {
  const capture = (isTTY = false) => {
    const lines: string[] = [];
    return { lines, stream: { isTTY, write: (line: string) => lines.push(line) } };
  };

  afterEach(() => vi.unstubAllEnvs());

  test("writes one line for each entry from level info", () => {
    const { lines, stream } = capture();
    const logger = createConsoleLogger({ stream, scope: "asky.plugins.notes" });
    logger.debug("hidden");
    logger.info("ready", {
      count: 3,
      name: "two words",
      file: "/a/b",
      list: ["x"],
      none: undefined,
      empty: "",
    });
    logger.warn("careful");
    logger.error("broken", { nothing: null });
    expect(lines).toEqual([
      'INFO  [asky.plugins.notes] ready count=3 name="two words" file=/a/b list=["x"] empty=""\n',
      "WARN  [asky.plugins.notes] careful\n",
      "ERROR [asky.plugins.notes] broken nothing=null\n",
    ]);
  });

  test.each([
    ["debug", 4],
    ["info", 3],
    ["warn", 2],
    ["error", 1],
    ["silent", 0],
  ] as const)("at level %s writes %i of four", (level, count) => {
    const { lines, stream } = capture();
    const logger = createConsoleLogger({ stream, level });
    for (const name of ["debug", "info", "warn", "error"] as const) logger[name]("x");
    expect(lines).toHaveLength(count);
  });

  test("names a child as it is told, with the same level and stream", () => {
    const { lines, stream } = capture();
    const { child } = createConsoleLogger({ stream, level: "warn" });
    const logger = child("asky.plugins.notes");
    logger.info("hidden");
    logger.warn("shown");
    expect(lines).toEqual(["WARN  [asky.plugins.notes] shown\n"]);
  });

  test("escapes what would forge a line or steer a terminal", () => {
    const { lines, stream } = capture();
    const logger = createConsoleLogger({ stream, scope: "a\nb" });
    logger.info("one\nINFO  [asky] two\u001b[2J", { "k\n": "v\u202e", other: "\n" });
    expect(lines).toEqual(['INFO  [a\\nb] one\\nINFO  [asky] two\\u{1b}[2J k\\n=v\\u{202e} other="\\n"\n']);
  });

  test("is coloured on a terminal, unless NO_COLOR is set", () => {
    vi.stubEnv("NO_COLOR", "");
    const terminal = capture(true);
    createConsoleLogger({ stream: terminal.stream }).error("x");
    expect(terminal.lines[0]).toContain("\u001b[31m");
    vi.stubEnv("NO_COLOR", "1");
    const plain = capture(true);
    createConsoleLogger({ stream: plain.stream }).error("x");
    expect(plain.lines).toEqual(["ERROR [asky] x\n"]);
  });

  test("never throws, and still says what it can", () => {
    const { lines, stream } = capture();
    const logger = createConsoleLogger({ stream });
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const hostile: unknown[] = [
      cycle,
      { n: 1n },
      {
        get x() {
          throw new Error("no");
        },
      },
      null,
      "text",
    ];
    for (const fields of hostile) logger.info("x", fields as never);
    logger.info(null as never);
    expect(lines.map((line) => line.slice(0, 14))).toEqual(
      Array(6).fill(expect.stringMatching(/^INFO {2}\[asky\] /)),
    );
    const broken = {
      write: () => {
        throw new Error("closed");
      },
    };
    expect(() => createConsoleLogger({ stream: broken }).error("x")).not.toThrow();
  });
});
