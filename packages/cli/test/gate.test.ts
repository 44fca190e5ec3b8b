import { DEFAULT_POLICY } from "@asky/gate";
import { describe, expect, test } from "vitest";
import { asky, temporaryFolder } from "./run-asky.ts";

const CALLS = [
  { id: "1", tool: "Read", input: { file_path: "notes.md" }, cwd: "/work" },
  { id: "2", tool: "Bash", input: { command: "rm -rf /" }, cwd: "/work" },
];

describe("asky gate", () => {
  test("checks the calls of a file: a line each, or one document", () => {
    const cwd = temporaryFolder({ "calls.json": JSON.stringify(CALLS) });
    const { code, stdout } = asky(["gate", "check", "calls.json"], { cwd });
    expect(code).toBe(0);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([
      { id: "1", verdict: "allow", rule: "reading", reason: "" },
      { id: "2", verdict: "deny" },
    ]);
    const document = asky(["gate", "check", "-", "--json"], { input: JSON.stringify(CALLS) });
    expect(JSON.parse(document.stdout)).toEqual({ schemaVersion: 1, calls: lines });
  });

  test("judges by the policies of the config dir, or of a folder", () => {
    const configDir = temporaryFolder({
      "policies/own.toml": '[[rule]]\nname = "nothing"\ntools = ["*"]\naction = "deny"\n',
    });
    const input = JSON.stringify(CALLS.slice(0, 1));
    expect(asky(["gate", "check", "-"], { configDir, input }).stdout).toContain('"rule":"nothing"');
    const other = temporaryFolder({
      "x.toml": '[[rule]]\nname = "other"\ntools = ["Read"]\naction = "ask"\n',
    });
    expect(asky(["gate", "check", "-", "--policy", other], { configDir, input }).stdout).toContain(
      '"rule":"other"',
    );
  });

  test("explains a command as a tree", () => {
    const { code, stdout } = asky(["gate", "explain", "git status && rm -rf /"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^deny {3}git status && rm -rf \/[^\n]*\n├─ allow {2}git status .*\n└─ deny {3}rm -rf \/ /,
    );
    expect(JSON.parse(asky(["gate", "explain", "ls", "--json"]).stdout)).toMatchObject({
      schemaVersion: 1,
      verdict: "allow",
    });
  });

  test.each([
    ["no JSON", "{", 4],
    ["no list", "{}", 4],
    ["an entry that is none", "[1]", 4],
  ])("ends with its own code for %s", (_, input, code) => {
    expect(asky(["gate", "check", "-"], { input }).code).toBe(code);
  });

  test("ends with that code for a policy that is not valid", () => {
    const configDir = temporaryFolder({ "policies/own.toml": "rule = 3\n" });
    const { code, stdout, stderr } = asky(["gate", "explain", "ls"], { configDir });
    expect(code).toBe(4);
    expect(stderr).toContain("own.toml");
    expect(stdout).not.toMatch(/^allow/);
  });

  test("prints the shipped policy", () => {
    expect(asky(["gate", "policy"]).stdout).toBe(DEFAULT_POLICY);
  });
});
