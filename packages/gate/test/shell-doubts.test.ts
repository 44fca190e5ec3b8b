// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts of a shell are full of them.
import { parseScript } from "@asky/gate";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { brokenScript, orderlyScript } from "./shell-scripts.ts";

async function reasonsOf(script: string): Promise<string[]> {
  return (await parseScript(script)).doubts.map((doubt) => doubt.reason);
}

test.each([
  "git status && git diff HEAD~1 -- src/a.ts | head -40",
  "cd packages/gate && npm test 2>&1 | tail -40",
  "grep -rn 'foo bar' src --include='*.ts' | wc -l",
  "find . -name '*.ts' -not -path './node_modules/*' -exec grep -l x {} +",
  'for f in src/*.ts; do echo "== $f"; head -5 "$f"; done',
  "if [ -f a ]; then cat a; else echo none; fi",
  "[[ -f x && $a == b* ]] && cat x",
  'while read -r line; do echo "$line"; done < file.txt',
  "awk '{print $1}' a.txt | sort | uniq -c",
  "NODE_ENV=test CI=1 npx vitest run",
  "git commit -m \"$(cat <<'END'\nfix: it's `x`\nEND\n)\"",
  "set -euo pipefail; make -j4",
  "ls *.{ts,js} ~/project # all of them",
  "echo $((1 + 2)) ${x:-y} ${x%%.*}",
  "diff <(sort a) <(sort b)",
  "GIT_PAGER=cat git log",
])("nothing is doubtful in %s", async (script) => {
  expect(await reasonsOf(script)).toEqual([]);
});

describe("a human looks at", () => {
  test.each([
    ["a name that is worked out", "$x y"],
    ["a name with braces", "r{m,x}"],
    ["a name by substitution", "$(echo rm) x"],
    ["a name by a pattern", "/bin/r? x"],
    ["background", "a & b"],
    ["a function", "ls() { rm x; }"],
    ["an alias", "alias ls=rm"],
    ["a trap", "trap x EXIT"],
    ["a coprocess", "coproc a"],
    ["eval of something unknown", 'eval "$x"'],
    ["source", ". x"],
    ["a script from the input", "echo x | bash"],
    ["a script from a file", "sh x.sh"],
    ["a shell of another kind", "zsh -c 'rm x'"],
    ["text that other shells read in another way", "sh -c 'a &>b c'"],
    ["PATH for one command", "PATH=x ls"],
    ["PATH for all", "PATH=x"],
    ["PATH by export", "export PATH=x"],
    ["PATH in a loop", "for PATH in x; do ls; done"],
    ["PATH by env", "env PATH=x ls"],
    ["LD_PRELOAD", "LD_PRELOAD=x ls"],
    ["GIT_SSH_COMMAND", "GIT_SSH_COMMAND=x git fetch"],
    ["IFS", "IFS=x; ls"],
    ["an integer of the shell", "RANDOM='a[$(id)]'"],
    ["arithmetic with variables", "x='a[$(id)]'; echo $((x))"],
    ["a test with arithmetic", "[[ $x -eq 1 ]]"],
    ["a test of an index", "test -v 'a[$(id)]'"],
    ["a test that may become another", "[ $x = 1 ]"],
    ["printf to a variable", "printf -v 'a[$(id)]' x"],
    ["printf that may set one", 'printf "$x" y'],
    ["a reference", "echo ${!x}"],
    ["a prompt", "echo ${x@P}"],
    ["setting by expansion", "echo ${x:=y}"],
    ["quotes inside of an expansion", "echo \"${x:-'}'}\""],
    ["old arithmetic", "echo $[1 + 1]"],
    ["a carriage return", "ls\r\nrm x"],
    ["an invisible character", "ls\u200b"],
    ["text that runs backwards", "ls \u202ex"],
    ["a blank of another kind", "ls\u00a0x"],
    ["a NUL", "ls\0"],
    ["a word cut by a continuation", "l\\\ns"],
    ["an operator cut by a continuation", "a &\\\n& b"],
    ["a here-document that goes on", "cat <<END\nx\\\nEND\nrm x\nEND"],
    ["an end that is none", "cat <<END\nx\nEND \nrm x\nEND"],
    ["a substitution that the grammar overlooks", "cat <<-END\n\t$(rm x)\n\tEND"],
    ["backquotes in a here-document", "cat <<END\n`rm x`\nEND"],
    ["backslashes in backquotes", "echo `echo \\`rm x\\``"],
    ["two subshells that may be arithmetic", "((a); b)"],
    ["an option that is not known", "nice --loud rm x"],
    ["a program that is filled in", "xargs env"],
    ["a program that find fills in", "find . -exec env {} \\;"],
    ["a script that is filled in", "xargs -I{} sh -c 'cat {}'"],
    ["a keyword in front of more", "time { rm x; }"],
    ["a keyword that is none", "case x in x) rm esac"],
    ["an open quote", "echo 'a"],
    ["an open parenthesis", "(a"],
    ["an extended pattern", "ls !(x)"],
    ["too much text", `echo ${"x".repeat(17_000)}`],
  ])("%s", async (_, script) => {
    expect(await reasonsOf(script)).not.toEqual([]);
  });
});

test("a doubt says where it is and why", async () => {
  expect((await parseScript("ls; $x")).doubts).toEqual([
    {
      offset: 4,
      source: "$x",
      reason: "Which program this runs is only known when it runs.",
    },
  ]);
});

test.each([
  "rm x | (",
  'echo "a\nrm x',
  "# it's\nrm x (",
  "echo $(rm x",
  `rm x; echo ${"x".repeat(20_000)}`,
  "{ rm x }",
  `${"(".repeat(300)}; rm x; ${")".repeat(300)}`,
  "cat <<A <<B\nA\nB\nrm x",
])("commands in a text that cannot be read are seen all the same", async (script) => {
  const { commands } = await parseScript(script);
  expect(commands.map(({ name }) => name?.value)).toContain("rm");
});

describe("hostile text", () => {
  test.each([
    ["parentheses", "(".repeat(10_000)],
    ["closed parentheses", `${"(".repeat(5_000)}a${")".repeat(5_000)}`],
    ["substitutions", "$(".repeat(8_000)],
    ["expansions", "${x:-".repeat(3_000)],
    ["arithmetic", "$((".repeat(5_000)],
    ["quotes", "\"'".repeat(8_000)],
    ["backquotes", "`".repeat(16_001)],
    ["here-documents", "<<A ".repeat(4_000)],
    ["a hundred thousand lines", "a\n".repeat(100_000)],
    ["a long line", "a".repeat(1_000_000)],
    ["operators", "&".repeat(16_000)],
    ["escapes", "\\".repeat(16_001)],
    ["half characters", "\ud800 \udc00"],
    [
      "nested shells",
      Array.from({ length: 12 }).reduce(
        (text: string) => `bash -c '${text.replaceAll("'", "'\\''")}'`,
        "rm x",
      ),
    ],
  ])("%s end in a doubt", async (_, script) => {
    expect(await reasonsOf(script)).not.toEqual([]);
  });

  test.each([
    ["commands", "a;".repeat(8_000), 8_000],
    ["a chain", `${"a&&".repeat(5_000)}a`, 5_001],
    ["a pipe", `${"a|".repeat(5_000)}a`, 5_001],
    ["conditions", `${"if a;then ".repeat(1_000)}b;${"fi;".repeat(1_000)}`, 1_001],
  ])("all of many %s are seen", async (_, script, count) => {
    expect((await parseScript(script)).commands).toHaveLength(count);
  });

  test("any text is parsed", async () => {
    const texts = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.string({ unit: fc.constantFrom(..." \n;&|<>(){}[]\"'\\$`#!~*=-,ab".split("")), maxLength: 60 }),
      orderlyScript,
      brokenScript,
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const script = await parseScript(text);
        expect(script.text).toBe(text);
        for (const { offset, source } of script.commands) {
          expect(offset).toBeLessThanOrEqual(text.length);
          expect(typeof source).toBe("string");
        }
      }),
      { numRuns: 500 },
    );
  });
});
