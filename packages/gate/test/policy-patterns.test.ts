import { homedir } from "node:os";
import { parsePolicy } from "@asky/gate";
import { describe, expect, test } from "vitest";
import { checkOne, rulesOf, temporaryProject } from "./check-one.ts";

function faultsOf(lines: string) {
  return parsePolicy(`[[rule]]\nname = "x"\ntools = ["Bash"]\naction = "deny"\n${lines}`, "p.toml").problems;
}

describe("patterns are checked when a file is read", () => {
  const bad: readonly (readonly [string, string])[] = [
    ["paths", "a\\\\b"],
    ["paths", "!secret"],
    ["paths", "a[b"],
    ["paths", "a[!b]"],
    ["paths", "@(a|b)"],
    ["paths", "{a,b"],
    ["paths", "a..b"],
    ["paths", "../x"],
    ["paths", "./x"],
    ["paths", "a//b"],
    ["paths", "x/"],
    ["paths", "a**"],
    ["paths", "~root/x"],
    ["paths", "{a,b}}"],
    ["paths", "{a,{b,c}}"],
    ["paths", "{a,..}"],
    ["paths", "{a,./b}"],
    ["paths", "{1,2,3,4}{1,2,3,4}{1,2,3,4}{1,2,3,4}"],
    ["paths", "x".repeat(201)],
    ["paths", ""],
    ["paths", "a\\u0007"],
    ["commands", ""],
    ["commands", "  "],
    ["commands", "@write"],
    ["commands", "@read x"],
    ["commands", "*"],
    ["commands", "** x"],
    ["commands", "git ** log"],
    ["commands", "git lo*"],
    ["commands", "git log; rm"],
    ["commands", "git 'log'"],
    ["commands", "echo $HOME"],
    ["commands", "git \\u202elog"],
    ["commands", `git ${"x ".repeat(31)}`],
    ["except_paths", "a[b"],
  ];

  test.each(bad)("%s = [%j] is POLICY_INVALID with its line", (key, pattern) => {
    const paths = key === "except_paths" ? 'paths = ["**"]\n' : "";
    const [problem] = faultsOf(`${paths}${key} = [\n  "fine",\n  "${pattern}",\n]`);
    expect(problem).toMatchObject({
      code: "POLICY_INVALID",
      place: { file: "p.toml", key: `rule[0].${key}[1]` },
    });
    expect(problem?.place?.line).toBe(key === "except_paths" ? 8 : pattern.includes("202e") ? 5 : 7);
    expect(problem?.message).toContain("must");
    expect(problem?.hint).not.toBe("");
  });

  test.each([
    ["a text in place of a list", 'commands = "git"'],
    ["an empty list", "paths = []"],
    ["numbers", "paths = [1]"],
    ["exceptions of nothing", 'except_paths = ["x"]'],
  ])("%s is POLICY_INVALID", (_, line) => {
    expect(faultsOf(line)).toMatchObject([{ code: "POLICY_INVALID", place: { line: 5 } }]);
  });

  test.each([
    ["a star for all tools in a rule that denies", 'commands = ["rm **"]'],
    ["braces", 'paths = ["**/*.{key,pem}", "~/x", "~", "/etc/**", "a?c/*"]'],
    ["names with brackets by their question marks", 'paths = ["app/?id?/page.tsx"]'],
  ])("%s is fine", (_, line) => {
    expect(parsePolicy(`[[rule]]\nname = "x"\ntools = ["*"]\naction = "ask"\n${line}`, "p").problems).toEqual(
      [],
    );
  });
});

describe("commands", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["tool **", "tool", "allow"],
    ["tool **", "tool a b", "allow"],
    ["tool **", "tool $X", "ask"],
    ["tool **", 'tool "$X"', "ask"],
    ["tool **", "tool src/*.ts", "allow"],
    ["tool **", "tool *.ts", "ask"],
    ["tool **", "tool `x`", "ask"],
    ["tool **", "/opt/tool", "ask"],
    ["tool **", "TOOL", "ask"],
    ["tool **", "tool > out", "ask"],
    ["tool **", "xargs tool", "ask"],
    ["tool **", "tool &", "ask"],
    ["tool", "tool", "allow"],
    ["tool", "tool a", "ask"],
    ["tool a *", "tool a b", "allow"],
    ["tool a *", "tool a 'b c'", "allow"],
    ["tool a *", "tool a b*", "ask"],
    ["tool a *", "tool a", "ask"],
    ["tool a *", "tool a b c", "ask"],
    ["tool a", "tool 'a'", "allow"],
    ["tool a", "to''ol a", "allow"],
    ["tool a", "tool a; tool b", "ask"],
    ["tool a", "tool a && tool a", "allow"],
    ["tool a", "tool a $(tool b)", "ask"],
    ["tool a", "X=1 tool a", "ask"],
  ];
  test.each(cases)("a rule that allows %j says %j → %s", async (pattern, command, verdict) => {
    const policy = rulesOf(`tools = ["Bash"]\ncommands = ["${pattern}"]\naction = "allow"`);
    expect((await checkOne("Bash", { command }, { policy })).verdict).toBe(verdict);
  });

  const denials: readonly (readonly [string, string, string])[] = [
    ["tool x **", "tool x", "deny"],
    ["tool x **", "/usr/local/bin/tool x y", "deny"],
    ["tool x **", "TOOL x", "deny"],
    ["tool x **", "other; (true && tool x)", "deny"],
    ["tool x **", "echo $(tool x)", "deny"],
    ["tool x **", "sh -c 'tool x'", "deny"],
    ["tool x **", "env A=1 nice tool x", "deny"],
    ["tool x **", "f() { tool x; }", "deny"],
    ["tool x **", "tool $X", "ask"],
    ["tool x **", "$X x", "ask"],
    ["tool x **", "xargs tool", "ask"],
    ["tool x", "xargs tool x", "ask"],
    ["tool x", "tool x $X", "ask"],
    ["tool x **", "tool y", "allow"],
    ["tool x", "tool x y", "allow"],
    ["tool *", "tool", "allow"],
  ];
  test.each(denials)("a rule that denies %j says %j → %s", async (pattern, command, verdict) => {
    const policy = rulesOf(
      'tools = ["Bash"]\naction = "allow"',
      `tools = ["Bash"]\ncommands = ["${pattern}"]\naction = "deny"`,
    );
    expect((await checkOne("Bash", { command }, { policy })).verdict).toBe(verdict);
  });

  test("more than a thousand commands do not hide one that is denied", async () => {
    const policy = rulesOf(
      'tools = ["Bash"]\naction = "allow"',
      'tools = ["Bash"]\ncommands = ["tool x"]\naction = "deny"',
    );
    const command = `${"true;".repeat(1200)} tool x`;
    expect(await checkOne("Bash", { command }, { policy })).toMatchObject({
      verdict: "deny",
      rule: "rule 1",
    });
  });

  test("a rule for all of Bash allows no script with doubts", async () => {
    const policy = rulesOf('tools = ["Bash"]\naction = "allow"');
    expect((await checkOne("Bash", { command: "anything --at all" }, { policy })).verdict).toBe("allow");
    for (const command of [
      "if",
      `true ${"x".repeat(17_000)}`,
      "true \u202e",
      "PATH=. true",
      "true > f",
      "",
    ]) {
      expect((await checkOne("Bash", { command }, { policy })).verdict, command.slice(0, 20)).toBe("ask");
    }
  });

  test("a rule with commands says nothing of a call without shell text, and the other way round", async () => {
    const policy = rulesOf('tools = ["Read", "Bash"]\ncommands = ["cat **"]\naction = "allow"');
    expect((await checkOne("Read", { file_path: "a" }, { policy })).verdict).toBe("ask");
    const paths = rulesOf('tools = ["Read", "Bash"]\npaths = ["docs/**"]\naction = "allow"');
    expect((await checkOne("Read", { file_path: "docs/a" }, { policy: paths })).verdict).toBe("allow");
    expect((await checkOne("Bash", { command: "cat docs/a" }, { policy: paths })).verdict).toBe("ask");
  });

  test("with commands and paths, all paths of the command have to fit", async () => {
    const policy = rulesOf('tools = ["Bash"]\ncommands = ["cat **"]\npaths = ["docs/**"]\naction = "allow"');
    const verdicts: string[] = [];
    for (const command of ["cat docs/a docs/b", "cat docs/a src/b", "cat docs/../a", "cat", "cat < src/a"])
      verdicts.push((await checkOne("Bash", { command }, { policy })).verdict);
    expect(verdicts).toEqual(["allow", "ask", "ask", "ask", "ask"]);
  });
});

describe("paths", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["**/secret", "secret", "deny"],
    ["**/secret", "a/b/secret", "deny"],
    ["**/secret", "a/../secret", "deny"],
    ["**/secret", "SECRET", "deny"],
    ["**/secret", "./a//secret", "deny"],
    ["**/secret", "/nowhere/p/secret", "deny"],
    ["**/secret", "a\\secret", "deny"],
    ["**/secret", "x\n/secret", "deny"],
    ["**/secret", "file:///nowhere/p/secret", "deny"],
    ["**/secret", "secrets", "allow"],
    ["secret", "secret", "deny"],
    ["secret", "a/secret", "allow"],
    ["a/**", "a", "deny"],
    ["a/**", "a/.x/y", "deny"],
    ["a/*", "a/b/c", "allow"],
    ["/nowhere/p/a", "a", "deny"],
    ["/a", "a", "allow"],
  ];
  test.each(cases)("a rule that denies %j says %j → %s", async (pattern, path, verdict) => {
    const policy = rulesOf(
      'tools = ["Read"]\naction = "allow"',
      `tools = ["Read"]\npaths = ["${pattern}"]\naction = "deny"`,
    );
    expect((await checkOne("Read", { file_path: path }, { policy })).verdict).toBe(verdict);
  });

  test("a rule that allows wants every path, letter by letter", async () => {
    const policy = rulesOf(
      'tools = ["Copy"]\npaths = ["docs/**"]\nexcept_paths = ["docs/no*"]\naction = "allow"',
    );
    const verdict = async (from: string, to: string) =>
      (await checkOne("Copy", { from_path: from, to_path: to }, { policy })).verdict;
    expect(await verdict("docs/a", "docs/b")).toBe("allow");
    expect(await verdict("docs/a", "src/b")).toBe("ask");
    expect(await verdict("Docs/a", "docs/b")).toBe("ask");
    expect(await verdict("docs/a", "docs/NOT")).toBe("ask");
    expect((await checkOne("Copy", {}, { policy })).verdict).toBe("ask");
  });

  test("links count as what they lead to, and exceptions free no link", async () => {
    using project = temporaryProject({ "docs/a": "", secret: "", "open.secret": "" });
    project.link("docs/link", "../secret");
    project.link("fine", "open.secret");
    project.link("open.example", "secret");
    const allow = rulesOf('tools = ["Read"]\npaths = ["docs/**"]\naction = "allow"');
    expect(
      (await checkOne("Read", { file_path: "docs/a" }, { policy: allow, cwd: project.dir })).verdict,
    ).toBe("allow");
    expect(
      (await checkOne("Read", { file_path: "docs/link" }, { policy: allow, cwd: project.dir })).verdict,
    ).toBe("ask");
    const deny = rulesOf(
      'tools = ["Read"]\naction = "allow"',
      'tools = ["*"]\npaths = ["secret", "open.*"]\nexcept_paths = ["open.example"]\naction = "deny"',
    );
    const verdicts: string[] = [];
    for (const path of ["docs/link", "fine", "open.example", "docs/a"])
      verdicts.push(
        (await checkOne("Read", { file_path: path }, { policy: deny, cwd: project.dir })).verdict,
      );
    expect(verdicts).toEqual(["deny", "deny", "deny", "allow"]);
  });

  test("~/ is the home directory", async () => {
    const policy = rulesOf(
      'tools = ["Read"]\naction = "allow"',
      'tools = ["Read"]\npaths = ["~/x/**"]\naction = "deny"',
    );
    const area = { policy, cwd: homedir() };
    expect((await checkOne("Read", { file_path: "x/y" }, area)).verdict).toBe("deny");
    expect((await checkOne("Read", { file_path: "z/x/y" }, area)).verdict).toBe("allow");
  });

  test("the worst path within the limits is judged at once", async () => {
    const policy = rulesOf(
      'tools = ["Read"]\naction = "allow"',
      'tools = ["Read"]\npaths = ["**/a/**/b/**/a/**/b", "**/*a*a*a*a*a*a*b", "**/a/**/a/**/*a*/**/x"]\naction = "deny"',
    );
    const started = performance.now();
    await checkOne("Read", { file_path: "a/".repeat(1900) }, { policy });
    await checkOne("Read", { file_path: "a".repeat(250) }, { policy });
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

test("several files count together, the first that decides by their order", () => {
  const one = rulesOf('tools = ["A"]\naction = "allow"');
  expect(one.rules[0]).toEqual({
    name: "rule 0",
    tools: ["A"],
    action: "allow",
    risk: "medium",
    file: "p.toml",
  });
});
