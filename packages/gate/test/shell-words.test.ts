// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts of a shell are full of them.
import { parseScript, type ShellWord } from "@asky/gate";
import { describe, expect, test } from "vitest";
import { bash, runTraced } from "./run-traced.ts";

async function wordOf(source: string): Promise<ShellWord | undefined> {
  const { commands } = await parseScript(`pa ${source}`);
  return commands[0]?.args[0];
}

/** Source and exact value; bash confirms each. */
const known: readonly (readonly [string, string])[] = [
  ["x", "x"],
  ["'a b'", "a b"],
  ["'a\\b'", "a\\b"],
  ['"a b"', "a b"],
  ['""', ""],
  ["''", ""],
  ['"a\\"b\\\\c\\$d\\`e\\x"', 'a"b\\c$d`e\\x'],
  ['"a\\\nb"', "ab"],
  ["a\\ b", "a b"],
  ["\\a\\;\\#", "a;#"],
  ["a'b'\"c\"d", "abcd"],
  ["a#b", "a#b"],
  ["'it'\\''s'", "it's"],
  ["$'it\\'s\\n\\t\\\\'", "it's\n\t\\"],
  ["$'\\101\\x41\\u0041\\U00000041'", "AAAA"],
  ["$'\\e[0m'", "\u001b[0m"],
  ['$"text"', "text"],
  ["a$", "a$"],
  ['"$"', "$"],
  ['"a $ b"', "a $ b"],
  ["--x=~/y", "--x=~/y"],
  ["x~", "x~"],
  ['~"root"', "~root"],
  ["\\~", "~"],
  ["'*'", "*"],
  ["\\*", "*"],
  ["{}", "{}"],
  ["a{b}c", "a{b}c"],
  ["{a','b}", "{a,b}"],
  ["stash@{0}", "stash@{0}"],
  ["[", "["],
  ["]", "]"],
  ["-n", "-n"],
  ["k=v", "k=v"],
  ["'a\nb'", "a\nb"],
  ["é", "é"],
];

test.each(known)("%s is known", async (source, value) => {
  const { doubts } = await parseScript(`pa ${source}`);
  expect(await wordOf(source)).toMatchObject({ source, value });
  expect(doubts).toEqual([]);
});

test.skipIf(bash === undefined)("bash reads the known words alike", () => {
  const script = known.map(([source]) => `pa ${source}`).join("\n");
  const [runs] = runTraced([script]);
  expect(runs?.map((run) => run.slice(1))).toEqual(expect.arrayContaining(known.map(([, value]) => [value])));
});

test.each([
  "$x",
  '"$x"',
  "${x}",
  "${x:-d}",
  "$1",
  "$?",
  "$(pb)",
  '"$(pb)"',
  "`pb`",
  "<(pb)",
  "$((1 + 2))",
  "*",
  "a?",
  "[ab]",
  "~",
  "~/x",
  "~root",
  "x=~/y",
  "x=a:~/y",
  "{a,b}",
  "{1..3}",
  "x{a,b}y",
  "$'\\xff'",
  "$'\\0'",
  "$'\\cA'",
  "$'\\u00e9'",
])("%s is not known beforehand", async (source) => {
  expect(await wordOf(source)).toMatchObject({ source, value: undefined });
});

describe("the pieces of a word", () => {
  test.each([
    [
      'a"$b"',
      [
        { type: "text", text: "a", isQuoted: false },
        { type: "text", text: "", isQuoted: true },
        { type: "variable", name: "b", isQuoted: true, isPlain: true },
      ],
    ],
    ["${x##*/}", [{ type: "variable", name: "x", isQuoted: false, isPlain: false }]],
    [
      "~/x",
      [
        { type: "tilde", text: "~" },
        { type: "text", text: "/x", isQuoted: false },
      ],
    ],
    [
      "a[bc]*",
      [
        { type: "text", text: "a", isQuoted: false },
        { type: "glob", text: "[bc]" },
        { type: "glob", text: "*" },
      ],
    ],
    [">(pb)", [{ type: "process", direction: "out" }]],
    ["$((1 + 1))", [{ type: "unknown", source: "$((1 + 1))", what: "arithmetic" }]],
    ["{a,b}", [{ type: "unknown", source: "{a,b}", what: "braces" }]],
  ])("%s", async (source, pieces) => {
    expect((await wordOf(source))?.pieces).toEqual(pieces);
  });
});
