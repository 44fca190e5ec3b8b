import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parsePolicy, readPolicies } from "@asky/gate";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openGate, textOfOutcome, tool } from "./open-gate.ts";

function rule(action: string, tools: readonly string[], more = ""): string {
  return `[[rule]]\nname = "${action} ${tools.join(" ")}"\ntools = ${JSON.stringify(tools)}\naction = "${action}"\n${more}\n`;
}

/** What becomes of the host's `Read` and of the `Read` of the plugin `notes` (which has no clash in a turn of its own). */
async function judge(rules: string, origin: "host" | "notes" = "host") {
  const open = openGate({ rules });
  const registry = origin === "host" ? open.registry : open.registry.forPlugin(origin);
  registry.register(tool("Read", () => "read"));
  const outcome = await open.dispatch("Read");
  return { ...open, outcome };
}

describe("judging", () => {
  test.each([
    ["no rule", "", "ask", "unmatched"],
    ["an allow", rule("allow", ["Read"]), "allow", "policy"],
    ["an ask", rule("ask", ["Read"]), "ask", "policy"],
    ["a deny", rule("deny", ["Read"]), "deny", "policy"],
    ["an allow before a deny", rule("allow", ["Read"]) + rule("deny", ["Read"]), "deny", "policy"],
    ["an ask before an allow", rule("ask", ["Read"]) + rule("allow", ["Read"]), "allow", "policy"],
    ["a rule for others", rule("allow", ["Write", "notes:Read", "notes:*"]), "ask", "unmatched"],
    ["a rule in other letters", rule("allow", ["read"]), "ask", "unmatched"],
  ])("%s means what it says", async (_, rules, decision, classification) => {
    const { outcome, attempts } = await judge(rules);
    expect(attempts).toMatchObject([{ decision, classification, toolName: "Read", origin: "host" }]);
    expect(outcome.status).toBe(decision === "allow" ? "done" : "denied");
    if (decision !== "allow") expect(outcome.deniedBy).toBe("policy");
  });

  test.each([
    ["the host's name", rule("allow", ["Read"]), "ask"],
    ["another plugin's", rule("allow", ["sums:Read", "sums:*"]), "ask"],
    ["its own name", rule("allow", ["notes:Read"]), "allow"],
    ["all of its plugin's", rule("allow", ["notes:*"]), "allow"],
    ["all of its plugin's, but one", rule("allow", ["notes:*"]) + rule("deny", ["notes:Read"]), "deny"],
  ])("a plugin's tool goes by its own name: %s", async (_, rules, decision) => {
    const { attempts } = await judge(rules, "notes");
    expect(attempts).toMatchObject([{ decision, origin: "notes" }]);
  });

  test("a renamed tool goes by its new name, still with its plugin's", async () => {
    const open = openGate({ rules: rule("allow", ["notes:Lookup"]) });
    open.registry.forPlugin("notes", { rename: { Read: "Lookup" } }).register(tool("Read", () => "read"));
    expect((await open.dispatch("Lookup")).status).toBe("done");
  });

  test("asking without an approver denies, and says which rule to add where", async () => {
    const { outcome } = await judge("", "notes");
    for (const text of [outcome.reason ?? "", textOfOutcome(outcome)]) {
      expect(text).toContain('"Read" of the plugin "notes"');
      expect(text).toContain('"policies/test.toml"');
      expect(text).toContain('[[rule]]\nname = "allow notes:Read"\ntools = ["notes:Read"]\naction = "allow"');
    }
    const added = (outcome.reason ?? "").split(":\n").slice(1).join(":\n");
    expect((await judge(added, "notes")).outcome.status).toBe("done");
  });

  test("a rule's own reason is told", async () => {
    const { outcome, attempts } = await judge(
      rule("deny", ["Read"], 'reason = "Secrets inside."\nrisk = "critical"'),
    );
    expect(outcome.reason).toBe("Secrets inside.");
    expect(attempts).toMatchObject([{ riskLevel: "critical", reason: "Secrets inside." }]);
  });

  test("a rule without a risk has a medium one; no rule, an unknown one", async () => {
    expect((await judge(rule("allow", ["Read"]))).attempts).toMatchObject([{ riskLevel: "medium" }]);
    expect((await judge("")).attempts).toMatchObject([{ riskLevel: "unknown" }]);
  });
});

describe("parsePolicy", () => {
  test("reads rules with their file", () => {
    expect(parsePolicy(rule("allow", ["Read", "notes:*"], 'risk = "low"'), "p.toml")).toEqual({
      policy: {
        rules: [
          {
            name: "allow Read notes:*",
            tools: ["Read", "notes:*"],
            action: "allow",
            risk: "low",
            file: "p.toml",
          },
        ],
        invalidFiles: [],
        ruleFile: "p.toml",
      },
      problems: [],
    });
  });

  const good = rule("allow", ["Read"]);
  const cases: readonly (readonly [string, string, number | undefined, string])[] = [
    ["no TOML", `${good}name =`, 6, ""],
    ["a misspelt action", `${good}${rule("alow", ["X"])}`, 9, '"rule[1].action"'],
    ["a missing action", `${good}[[rule]]\nname = "x"\ntools = ["X"]\n`, 6, '"rule[1].action"'],
    [
      "an unknown key",
      `${good}[[rule]]\nname = "x"\ntools = ["X"]\naction = "deny"\ncomands = ["rm"]`,
      10,
      '"comands"',
    ],
    ["no name", '[[rule]]\ntools = ["X"]\naction = "deny"', 1, '"rule[0].name"'],
    ["no tools", '[[rule]]\nname = "x"\naction = "deny"', 1, '"rule[0].tools"'],
    ["an empty list of tools", rule("deny", []), 3, '"rule[0].tools"'],
    ["a star for everything", rule("allow", ["*"]), 3, '"rule[0].tools[0]"'],
    ["a star for all plugins", rule("allow", ["*:Read"]), 3, '"rule[0].tools[0]"'],
    ["a star inside a name", rule("allow", ["notes:R*"]), 3, '"rule[0].tools[0]"'],
    ["the host as a plugin", rule("allow", ["host:Read"]), 3, '"rule[0].tools[0]"'],
    ["three parts", rule("allow", ["a:b:c"]), 3, '"rule[0].tools[0]"'],
    ["a text for tools", '[[rule]]\nname = "x"\ntools = "X"\naction = "deny"', 3, '"rule[0].tools"'],
    ["an unknown risk", rule("deny", ["X"], 'risk = "huge"'), 5, '"rule[0].risk"'],
    ["a single table", '[rule]\nname = "x"', undefined, '"rule"'],
    ["an unknown table", `${good}[settings]\ndefault = "allow"`, undefined, '"settings"'],
    ["the same name twice", good + good, 7, '"allow Read"'],
    ["a __proto__ table", `${good}[__proto__]\nx = 1`, undefined, ""],
  ];

  test.each(cases)("%s is POLICY_INVALID with its line, and allows nothing", async (_, text, line, part) => {
    const { policy, problems } = parsePolicy(text, "p.toml");
    expect(policy).toMatchObject({ rules: [], invalidFiles: ["p.toml"] });
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]).toMatchObject({ code: "POLICY_INVALID", severity: "error", phase: "config" });
    expect(problems[0]?.place?.file).toBe("p.toml");
    expect(problems[0]?.place?.line).toBe(line);
    expect(problems.map(({ message }) => message).join()).toContain(part);
    expect(problems.every(({ hint }) => hint !== "")).toBe(true);
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});

test("lines are counted past texts of several lines that look like rules", () => {
  const head = `[[rule]]\nname = "x"\ntools = ["X"]\naction = "deny"`;
  const { problems } = parsePolicy(`${head}\nreason = '''\n[[rule]]\nodd = 1\n'''\nodd = 1`, "p.toml");
  expect(problems.map(({ place }) => place?.line)).toEqual([5, 9]);
});

describe("readPolicies", () => {
  let dir = "";
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "asky-policies-"));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  test("reads all files by name and passes over what is none", async () => {
    writeFileSync(join(dir, "b.toml"), rule("allow", ["B"]));
    writeFileSync(join(dir, "a.toml"), rule("allow", ["A"]));
    writeFileSync(join(dir, "C.toml"), rule("allow", ["C"]));
    writeFileSync(join(dir, ".#a.toml"), "not toml");
    writeFileSync(join(dir, "notes.md"), "not toml");
    writeFileSync(join(dir, "a.toml~"), "not toml");
    const { policy, problems } = await readPolicies(dir);
    expect(problems).toEqual([]);
    expect(policy.rules.map(({ tools }) => tools[0])).toEqual(["C", "A", "B"]);
    expect(policy.ruleFile).toBe(join(dir, "C.toml"));
  });

  test("without the folder there are no rules, and a place for the first one", async () => {
    const { policy, problems } = await readPolicies(join(dir, "policies"));
    expect(problems).toEqual([]);
    expect(policy).toEqual({ rules: [], invalidFiles: [], ruleFile: join(dir, "policies", "tools.toml") });
  });

  test("an invalid file takes away what other files allow, and what they deny stays denied", async () => {
    writeFileSync(join(dir, "a.toml"), rule("allow", ["Read"]) + rule("deny", ["Write"]));
    writeFileSync(
      join(dir, "b.toml"),
      rule("deny", ["Read"]).replace("deny", "deny").replace("action", "acton"),
    );
    const { policy, problems } = await readPolicies(dir);
    expect(problems).toMatchObject([
      { place: { file: join(dir, "b.toml") } },
      { place: { file: join(dir, "b.toml") } },
    ]);
    const open = openGate({ policy });
    open.registry.register(tool("Read", () => "read"));
    open.registry.register(tool("Write", () => "written"));
    const read = await open.dispatch("Read");
    expect(read).toMatchObject({ status: "denied", deniedBy: "policy" });
    expect(read.reason).toContain(JSON.stringify(join(dir, "b.toml")));
    await open.dispatch("Write");
    expect(open.attempts).toMatchObject([{ decision: "ask" }, { decision: "deny" }]);
  });

  test.each([
    ["a folder", "regular file", (file: string) => mkdirSync(file)],
    ["a dangling link", "ENOENT", (file: string) => symlinkSync("nowhere", file)],
    ["more than 1 MiB", "larger", (file: string) => writeFileSync(file, `#${"x".repeat(1_048_576)}`)],
    [
      "bytes that are no UTF-8",
      "utf-8",
      (file: string) => writeFileSync(file, Buffer.from([0x23, 0xff, 0xfe])),
    ],
    ["a pipe", "regular file", (file: string) => execFileSync("mkfifo", [file])],
    ["an endless device", "regular file", (file: string) => symlinkSync("/dev/zero", file)],
  ])("%s is POLICY_INVALID and allows nothing", async (_, part, make) => {
    writeFileSync(join(dir, "a.toml"), rule("allow", ["Read"]));
    make(join(dir, "b.toml"));
    const { policy, problems } = await readPolicies(dir);
    expect(problems).toMatchObject([{ code: "POLICY_INVALID", place: { file: join(dir, "b.toml") } }]);
    expect(problems[0]?.message).toContain(part);
    expect(policy.invalidFiles).toEqual([join(dir, "b.toml")]);
  });

  test("a folder that is none is POLICY_INVALID", async () => {
    writeFileSync(join(dir, "file"), "x");
    const { policy, problems } = await readPolicies(join(dir, "file"));
    expect(problems).toMatchObject([{ code: "POLICY_INVALID" }]);
    expect(policy.invalidFiles.length).toBe(1);
  });
});
