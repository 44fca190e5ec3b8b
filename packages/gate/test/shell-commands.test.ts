// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts of a shell are full of them.
import { parseScript, type ShellCommand } from "@asky/gate";
import { describe, expect, test } from "vitest";

function wordsOf({ name, args }: ShellCommand): string {
  return [...(name === undefined ? [] : [name]), ...args]
    .map((word) => word.value ?? `?${word.source}`)
    .join(" ");
}

function contextOf({ context }: ShellCommand): string {
  return context.map((one) => ("name" in one ? `${one.type} ${one.name}` : one.type)).join(", ");
}

async function seenIn(script: string): Promise<string[]> {
  return (await parseScript(script)).commands.map(wordsOf);
}

test.each([
  ["a b; c", ["a b", "c"]],
  ["a\nb\n\n# c\nd", ["a", "b", "d"]],
  ["a | b |& c", ["a", "b", "c"]],
  ["a && b || ! c", ["a", "b", "c"]],
  ["(a; (b))", ["a", "b"]],
  ["{ a; }", ["a"]],
  ["if a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]],
  ["while a; do b; done; until c; do d; done", ["a", "b", "c", "d"]],
  ["for x in 1 $(a); do b; done", ["a", "b"]],
  ["select x in 1; do b; done", ["b"]],
  ["for ((;;)); do a; done", ["a"]],
  ["case $(a) in (b|$(c)) d;; *) e;; esac", ["a", "c", "d", "e"]],
  ['a $(b `c` "$(d)") <(e) >(f)', ['a ?$(b `c` "$(d)") ?<(e) ?>(f)', 'b ?`c` ?"$(d)"', "c", "d", "e", "f"]],
  ["a ${x:-$(b)} $((1 + $(c)))", ["a ?${x:-$(b)} ?$((1 + $(c)))", "b", "c"]],
  ["x=$(a) y=(1 $(b))", ["", "a", "b"]],
  ['[[ $(a) =~ (x|$(b)) ]] && [ -n "$(c)" ]', ["a", "b", '[ -n ?"$(c)" ]', "c"]],
  ["a <<END | b && c\n$(d) x\nEND\ne", ["a", "b", "c", "d", "e"]],
  ["a <<'END'\n$(d)\nEND", ["a"]],
  ["a <<-END\n\tx $(d)\n\tEND", ["a", "d"]],
  ["a <<< $(b)", ["a", "b"]],
  ["a > $(b) 2>&1 c", ["a c", "b"]],
  [">f rm x", ["rm x"]],
  ["f() { a; }; function g { b; }", ["a", "b"]],
  ["export A=1 B", ["export A=1 B"]],
  ["unset x", ["unset x"]],
  ["a \\\n  b", ["a b"]],
])("%s", async (script, commands) => {
  expect(await seenIn(script)).toEqual(commands);
});

test.each([
  ["a | b", ["", "pipe"]],
  ["(a) | { b; }", ["subshell", "pipe, group"]],
  ["if a; then for x in y; do b; done; fi", ["conditional", "conditional, loop"]],
  ["echo $(a) <(b)", ["", "substitution", "process"]],
  ["f() { a; }", ["function f, group"]],
  ["a && b & c", ["background", "background", ""]],
  [
    "env nice a | xargs -n 1 b",
    ["", "wrapper env", "wrapper env, wrapper nice", "pipe", "pipe, wrapper xargs"],
  ],
])("what stands around the commands of %s", async (script, contexts) => {
  expect((await parseScript(script)).commands.map(contextOf)).toEqual(contexts);
});

test("a command has the redirections of the groups around it", async () => {
  const { commands } = await parseScript("{ a 2>x; (b) <y; } >z");
  expect(commands.map(({ redirects }) => redirects.map(({ source }) => source))).toEqual([
    ["2>x", ">z"],
    ["<y", ">z"],
  ]);
});

test.each([
  ["a >f", [{ operator: ">", value: "f" }]],
  [
    "a 2>>'f g' <x",
    [
      { operator: ">>", value: "f g" },
      { operator: "<", value: "x" },
    ],
  ],
  [
    "a &>f 2>&1",
    [
      { operator: "&>", value: "f" },
      { operator: ">&", value: "1" },
    ],
  ],
  [
    "a >|f <&- ",
    [
      { operator: ">|", value: "f" },
      { operator: "<&", value: "-" },
    ],
  ],
  ["a >$x", [{ operator: ">", value: undefined }]],
  ["a <<END\nEND", [{ operator: "<<", value: undefined }]],
  ["a <<<x", [{ operator: "<<<", value: "x" }]],
])("the redirections of %s", async (script, redirects) => {
  const [command] = (await parseScript(script)).commands;
  expect(command?.redirects.map(({ operator, target }) => ({ operator, value: target?.value }))).toEqual(
    redirects,
  );
});

test("assignments have a name and a value", async () => {
  const { commands } = await parseScript("A='x y' B+=$c d[1]= env");
  expect(commands[0]?.assignments.map(({ name, value }) => [name, value.value])).toEqual([
    ["A", "x y"],
    ["B", undefined],
    ["d", ""],
  ]);
});

test("places are those of the text, in UTF-16 units", async () => {
  const { commands } = await parseScript("echo 😀; (rm x)");
  expect(commands.map(({ offset, source }) => [offset, source])).toEqual([
    [0, "echo 😀"],
    [10, "rm x"],
  ]);
});

describe("what wrappers run", () => {
  test.each([
    ["env A=1 rm x", "rm x"],
    ["/usr/bin/env -- rm x", "rm x"],
    ["command -p rm x", "rm x"],
    ["builtin echo x", "echo x"],
    ["exec rm x", "rm x"],
    ["nice -n 5 rm x", "rm x"],
    ["nice -n5 rm x", "rm x"],
    ["ionice -c 3 rm x", "rm x"],
    ["nohup rm x", "rm x"],
    ["setsid -w rm x", "rm x"],
    ["stdbuf -oL rm x", "rm x"],
    ["time -p rm x", "rm x"],
    ["timeout -k 1 --signal=KILL 5 rm x", "rm x"],
    ["timeout 5 nice nohup rm x", "rm x"],
    ["xargs -0 -n1 -I {} rm x {}", "rm x {}"],
    ["watch -n 1 rm x", "rm x"],
    ["watch -x rm x", "rm x"],
    ["find . -name y -exec rm x {} +", "rm x {}"],
    ["find . -okdir ls \\; -execdir rm x \\;", "rm x"],
    ["fd y -x rm x", "rm x"],
    ["sh -c 'rm x'", "rm x"],
    ["bash -ec 'ls; rm x' a b", "rm x"],
    ["bash -c \"bash -c 'rm x'\"", "rm x"],
    ["eval rm x", "rm x"],
    ["eval 'ls;' 'rm x'", "rm x"],
    ["trap 'rm x' EXIT", "rm x"],
    ["sudo -u me rm x", "rm x"],
    ["doas rm x", "rm x"],
    ["busybox rm x", "rm x"],
    ["flock -n f rm x", "rm x"],
    ["flock f -c 'rm x'", "rm x"],
    ["script -qc 'rm x' f", "rm x"],
    ["env -S 'rm x'", "rm x"],
    ["coproc rm x", "rm x"],
    ["parallel rm x", "rm x"],
  ])("%s", async (script, inner) => {
    expect(await seenIn(script)).toContain(inner);
  });

  test("the wrapper comes first, and what it runs has its assignments", async () => {
    const { commands } = await parseScript("CI=1 env PORT=2 rm x");
    expect(commands.map(wordsOf)).toEqual(["env PORT=2 rm x", "rm x"]);
    expect(commands[1]?.assignments.map(({ name }) => name)).toEqual(["CI", "PORT"]);
  });

  test.each(["command -v rm", "ssh host rm", "echo env rm"])("%s runs nothing else", async (script) => {
    expect(await seenIn(script)).toEqual([script]);
  });
});
