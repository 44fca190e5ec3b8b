import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { checkCalls, DEFAULT_POLICY, explainCommand, formatVerdict } from "@asky/gate";
import { describe, expect, test } from "vitest";
import { NOWHERE, temporaryProject } from "./check-one.ts";

const PACKAGE = createRequire(import.meta.url).resolve("@asky/gate/package.json");
const { version, bin } = createRequire(import.meta.url)(PACKAGE) as {
  version: string;
  bin: Record<string, string>;
};
const PROGRAM = join(dirname(PACKAGE), bin["asky-gate"] ?? "");

function run(words: readonly string[], input = "", cwd = dirname(PACKAGE)) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...words], {
    input,
    cwd,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

function check(entries: unknown, words: readonly string[] = []) {
  const { status, stdout, stderr } = run(["check", "-", ...words], JSON.stringify(entries));
  return {
    status,
    stderr,
    lines:
      stdout.trim() === ""
        ? []
        : stdout
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line)),
  };
}

const call = (id: unknown, tool: string, input: unknown) => ({
  id,
  tool,
  input,
  cwd: NOWHERE,
  allowed_dirs: [],
});

describe("asky-gate check", () => {
  test("answers each call by one line, in order", () => {
    const { status, lines, stderr } = check([
      call("a", "Read", { file_path: "x" }),
      call(2, "Bash", { command: "npm publish" }),
      call("c", "Read", { file_path: "../x" }),
      call("d", "Read", { file_path: ".env" }),
      { id: "e", tool: "LS", input: {}, cwd: NOWHERE },
      { ...call("f", "Read", { file_path: "/other/x" }), allowed_dirs: ["/other"] },
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(lines.map((line) => Object.keys(line))).toEqual(
      Array(6).fill(["id", "verdict", "rule", "reason"]),
    );
    expect(lines).toMatchObject([
      { id: "a", verdict: "allow", rule: "reading", reason: "" },
      { id: 2, verdict: "ask", rule: "other-commands" },
      { id: "c", verdict: "deny", rule: null },
      { id: "d", verdict: "deny", rule: "credentials", reason: "It may hold credentials." },
      { id: "e", verdict: "allow" },
      { id: "f", verdict: "allow" },
    ]);
  });

  test.each([
    ["null", null],
    ["a number", 5],
    ["a list", []],
    ["nothing in it", {}],
    ["no tool", { id: 1, input: {}, cwd: NOWHERE }],
    ["an input that is a text", call(1, "Read", "x")],
    ["no id", { tool: "Read", input: {}, cwd: NOWHERE }],
    ["an id that is an object", call({}, "Read", {})],
    ["a relative cwd", { ...call(1, "Read", {}), cwd: "x" }],
    ["allowed_dirs that are none", { ...call(1, "Read", {}), allowed_dirs: "x" }],
    ["the host's name as a plugin's", call(1, "host:Read", {})],
    [
      "an input with __proto__",
      JSON.parse(`{"id":1,"tool":"Bash","cwd":"/x","input":${"[".repeat(50)}${"]".repeat(50)}}`),
    ],
    ["an input that is too deep", call(1, "Read", JSON.parse(`${'{"a":'.repeat(50)}1${"}".repeat(50)}`))],
  ])("an entry with %s is denied, the others are judged, and the exit code is 1", (_, entry) => {
    const { status, lines } = check([entry, call("b", "Now", {})]);
    expect(status).toBe(1);
    expect(lines).toMatchObject([
      { verdict: "deny", rule: null },
      { id: "b", verdict: "allow" },
    ]);
    expect(lines[0].reason).toContain("cannot be judged");
  });

  test.each([
    ["no JSON", "{"],
    ["no list", "{}"],
    ["nothing", ""],
  ])("input that is %s is exit code 2 without a line", (_, text) => {
    const { status, stdout, stderr } = run(["check", "-"], text);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("asky-gate:");
  });

  test("reads a file, and says when there is none", () => {
    using project = temporaryProject({ "calls.json": JSON.stringify([call(1, "Now", {})]) });
    expect(run(["check", "calls.json"], "", project.dir)).toMatchObject({ status: 0, stderr: "" });
    expect(run(["check", "none.json"], "", project.dir)).toMatchObject({ status: 2, stdout: "" });
  });

  test("--policy takes the rules of a folder, in the order of its files", () => {
    using project = temporaryProject({
      "a.toml": '[[rule]]\nname = "one"\ntools = ["Bash"]\ncommands = ["tool **"]\naction = "allow"\n',
      "b.toml": '[[rule]]\nname = "two"\ntools = ["Bash"]\ncommands = ["tool x"]\naction = "deny"\n',
    });
    const calls = [
      call(1, "Bash", { command: "tool y" }),
      call(2, "Bash", { command: "tool x" }),
      call(3, "Now", {}),
    ];
    expect(check(calls, ["--policy", project.dir])).toMatchObject({
      status: 0,
      lines: [
        { rule: "one", verdict: "allow" },
        { rule: "two", verdict: "deny" },
        { verdict: "ask", rule: null },
      ],
    });
    project.write("c.toml", '[[rule]]\nname = "x"\ntools = ["Now"]\npaths = ["a["]\naction = "allow"\n');
    const broken = check(calls, ["--policy", project.dir]);
    expect(broken).toMatchObject({
      status: 1,
      lines: [{ verdict: "ask" }, { verdict: "deny" }, { verdict: "ask" }],
    });
    expect(broken.stderr).toContain("c.toml:4");
  });

  test.each([
    ["Read", {}, "needs the argument"],
    ["Read", { file_path: null }, "a text that is not empty"],
    ["Read", { file_path: 0 }, "a text that is not empty"],
    ["Read", { file_path: "" }, "a text that is not empty"],
    ["Read", { file_path: "a", path: ["b"] }, "has to be"],
    ["Read", { file_path: "a", limit: "all" }, "a number from 0"],
    ["Grep", { path: "src" }, "needs the argument"],
    ["Glob", { pattern: ["**"] }, "a text that is not empty"],
    ["LS", { path: " " }, "a text that is not empty"],
    ["MultiEdit", { file_path: "a", edits: {} }, "a list"],
  ])("%s %j is no call of the host's tool, and denied", async (tool, input, part) => {
    const [checked] = await checkCalls([call(1, tool, input)]);
    expect(checked).toMatchObject({ verdict: "deny", rule: null });
    expect(checked?.reason).toContain(part);
  });

  test("another's tool of the same name may take what it likes", async () => {
    const [checked] = await checkCalls([call(1, "notes:Read", { id: 1 })]);
    expect(checked).toMatchObject({ verdict: "ask" });
  });

  test("the function says the same", async () => {
    const entries = [call("a", "Read", { file_path: "x" }), 7];
    expect(await checkCalls(entries)).toEqual(check(entries).lines);
  });
});

describe("asky-gate explain", () => {
  test("shows each part of a command with its judgement", () => {
    const { status, stdout } = run(["explain", "ls | sort && sh -c 'npm publish' > x", "--cwd", NOWHERE]);
    expect(status).toBe(0);
    expect(stdout.split("\n")[0]).toBe("ask    ls | sort && sh -c 'npm publish' > x  (rule other-commands)");
    for (const part of ["allow  ls ", "allow  sort ", "ask    sh -c", "ask    npm publish", "run by sh"])
      expect(stdout).toContain(part);
    expect(stdout).not.toContain("\u001b");
  });

  test("shows what would deceive a terminal or an eye as what it is", () => {
    const { stdout } = run(["explain", "ls \u001b[2J\u202e\u00a0\u0007", "--cwd", NOWHERE]);
    expect(stdout).toContain("ls <U+001B>[2J<U+202E><U+00A0><U+0007>");
    for (const character of "\u001b\u202e\u00a0\u0007") expect(stdout).not.toContain(character);
  });

  test("--json tells the same to programs", () => {
    const { status, stdout } = run(["explain", "cd a && cat /etc/passwd", "--cwd", NOWHERE, "--json"]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      cwd: NOWHERE,
      verdict: "deny",
      violation: "sandbox",
      parts: [
        { source: "cd a", verdict: "allow" },
        { source: "cat /etc/passwd", verdict: "deny", class: "read" },
      ],
      doubts: [],
    });
  });

  test("--allowed-dir may be given several times", () => {
    const words = ["explain", "cat /o/a /q/b", "--cwd", NOWHERE, "--json"];
    expect(JSON.parse(run([...words, "--allowed-dir", "/o", "--allowed-dir", "/q"]).stdout).verdict).toBe(
      "allow",
    );
    expect(JSON.parse(run([...words, "--allowed-dir", "/o"]).stdout).verdict).toBe("deny");
  });

  test("colours are for who asks for them", async () => {
    const verdict = await explainCommand("ls", { cwd: NOWHERE });
    expect(formatVerdict("ls", verdict)).not.toContain("\u001b");
    expect(formatVerdict("ls", verdict, { color: true })).toContain("\u001b[32m");
  });
});

describe("asky-gate", () => {
  test("tells of itself", () => {
    expect(run(["--version"])).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
    expect(run(["--help"])).toMatchObject({ status: 0, stderr: "" });
    expect(run(["help"]).stdout).toBe(run(["-h"]).stdout);
    expect(run(["policy"])).toEqual({ status: 0, stdout: DEFAULT_POLICY, stderr: "" });
  });

  test.each([
    [[], "--help"],
    [["chek", "x"], 'mean "asky-gate check"'],
    [["explan", "x"], 'mean "asky-gate explain"'],
    [["banana"], "--help"],
    [["check"], "takes one file"],
    [["check", "a", "b"], "takes one file"],
    [["explain"], "takes one command"],
    [["explain", "git", "status"], "Quote it"],
    [["explain", "x", "--jsn"], "--jsn"],
    [["check", "x", "--policy"], "--policy"],
    [["policy", "x"], "takes nothing"],
  ])("%j is exit code 2 with what to do", (words, part) => {
    const { status, stdout, stderr } = run(words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(part);
  });
});
