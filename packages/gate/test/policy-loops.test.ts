import { explainCommand } from "@asky/gate";
import { describe, expect, test } from "vitest";
import { NOWHERE, temporaryProject } from "./check-one.ts";

async function verdictOf(command: string, cwd = NOWHERE): Promise<string> {
  const { action, violationType } = await explainCommand(command, { cwd, allowedDirs: [] });
  return violationType ?? action;
}

describe("a loop over words that are known", () => {
  const cases: readonly (readonly [string, string])[] = [
    ['for f in a b; do head "$f"; done', "allow"],
    ["for f in a.ts b/c.ts; do wc -l $f; done", "allow"],
    ['for d in api web; do ls -la "packages/$d/src"; done', "allow"],
    ['for d in {api,web}; do ls "$d"; done', "allow"],
    ['for f in "a b"; do head "$f"; done', "allow"],
    ['for t in unit ci; do npm run "test:$t"; done', "allow"],
    ['for f in a; do timeout 5 head "$f"; done', "allow"],
    ['for f in a; do [ -f "$f" ] && head "$f"; done', "allow"],
    ['for a in x y; do for b in 1 2; do cat "$a/$b"; done; done', "allow"],
    ['for f in a; do head "$f"; done; for f in b; do tail "$f"; done', "allow"],
    // Each value is judged.
    ['for f in a .env; do head "$f"; done', "deny"],
    ['for f in a ../b; do head "$f"; done', "sandbox"],
    ['for t in test publish; do npm run "$t"; done', "ask"],
    ['for o in -delete; do find . "$o"; done', "ask"],
    ['for f in a; do cat x > "$f"; done', "ask"],
    ['for a in src; do cat "$a/../../b"; done', "sandbox"],
    // The value need not be that of the loop, or not a single word.
    ['for f in a; do f=b; head "$f"; done', "ask"],
    ['for f in a; do read f; head "$f"; done', "ask"],
    ['for f in a; do export f=b; head "$f"; done', "ask"],
    ['for f in a; do for f in b; do [[ x ]]; done; head "$f"; done', "ask"],
    ["for f in a; do eval $'\\x66=b'; head \"$f\"; done", "ask"],
    ["for f in a; do read $'\\x66' <<< b; head \"$f\"; done", "ask"],
    ["for f in a; do unset $'\\x66'; head \"$f/etc/x\"; done", "ask"],
    ["for x in $TOKEN; do echo $x; done", "ask"],
    ["for x in {1..3}; do echo $x; done", "allow"],
    ["for f in a; do bash -c 'head \"$f\"'; done", "ask"],
    [`for f in a; do head "\${f%x}"; done`, "ask"],
    ['for f in "a b"; do head $f; done', "ask"],
    ["for f in '*'; do head $f; done", "ask"],
    ['for f in $(ls); do head "$f"; done', "ask"],
    ['for f; do head "$f"; done', "ask"],
    ['for f in a; do :; done; head "$f"', "ask"],
    ['select f in a; do head "$f"; done', "ask"],
    ['for c in ls; do "$c"; done', "ask"],
  ];
  test.each(cases)("%s → %s", async (command, verdict) => {
    expect(await verdictOf(command)).toBe(verdict);
  });

  test("more ways than are looked at are asked about", async () => {
    const words = Array.from({ length: 65 }, (_, index) => `f${index}`).join(" ");
    expect(await verdictOf(`for f in ${words}; do head "$f"; done`)).toBe("ask");
    expect(await verdictOf(`for f in ${words.replace("f0 ", "")}; do head "$f"; done`)).toBe("allow");
  });

  test("a glob of the loop stands for the files that are there, links followed", async () => {
    using project = temporaryProject({ "docs/a.md": "", "packages/x/package.json": "{}" });
    expect(await verdictOf('for f in docs/*.md; do head "$f"; done', project.dir)).toBe("allow");
    expect(await verdictOf('for p in packages/*; do cat "$p/package.json"; done', project.dir)).toBe("allow");
    expect(await verdictOf("for f in docs/*.md; do head $f; done", project.dir)).toBe("ask");
    project.link("docs/b.md", "/etc/passwd");
    project.link("packages/y", "/etc");
    expect(await verdictOf('for f in docs/*.md; do head "$f"; done', project.dir)).toBe("sandbox");
    expect(await verdictOf('for p in packages/*; do cat "$p/passwd"; done', project.dir)).toBe("sandbox");
  });

  test("it stays one part, as it is written", async () => {
    const { parts } = await explainCommand('for f in a .env; do head "$f"; done', { cwd: NOWHERE });
    expect(parts.map(({ source, action }) => [source, action])).toEqual([['head "$f"', "deny"]]);
  });
});

describe("text that is handed to a command", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["cat <<< text", "allow"],
    ['cat <<< "$HOME"', "allow"],
    ["cat <<'E'\n$GITHUB_TOKEN\nE", "allow"],
    ["cat <<E\nplain $HOME $(git rev-parse HEAD)\nE", "allow"],
    ["cat <<< $GITHUB_TOKEN", "ask"],
    ["cat <<E\n$GITHUB_TOKEN\nE", "ask"],
    [`cat <<-E\n\t\${NPM_TOKEN}\n\tE`, "ask"],
    ['while read -r l; do echo "$l"; done <<< "$DATABASE_URL"', "ask"],
    ["{ cat; } <<E\n$AWS_SECRET\nE", "ask"],
    [`echo "\${PIPESTATUS[0]}"`, "allow"],
    [`echo "\${SECRETS[0]}"`, "ask"],
  ];
  test.each(cases)("%j → %s", async (command, verdict) => {
    expect(await verdictOf(command)).toBe(verdict);
  });
});

describe("a revision that git works out", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["git diff $(git merge-base HEAD main)..HEAD --stat", "allow"],
    ['git log "$(git rev-parse --short HEAD~3)"..HEAD', "allow"],
    ["git diff `git merge-base HEAD main`", "allow"],
    // A tag or a branch that was fetched may be named --output=x.
    ["git log $(git describe --tags --abbrev=0)..HEAD", "ask"],
    ["git diff $(git rev-parse --abbrev-ref HEAD)", "ask"],
    ["git diff $(git rev-parse --sq-quote --output=x)", "ask"],
    ["git diff $(git merge-base HEAD main; echo --output=x)", "ask"],
    ["git show $(git rev-parse HEAD):.env", "ask"],
    ["git show $(git rev-parse HEAD)/../../x", "ask"],
  ];
  test.each(cases)("%s → %s", async (command, verdict) => {
    expect(await verdictOf(command)).toBe(verdict);
  });
});

describe("files that a search is after", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["rg x -g '*.json'", "allow"],
    ["rg x -g '!.env'", "allow"],
    ["rg x -g.env", "ask"],
    ["rg x --glob=.env*", "ask"],
    ["rg x --type-add 'e:.env*' -te", "ask"],
    ["grep -r x --include='*.yaml' .", "allow"],
    ["grep -r x --include='cred*.json' .", "ask"],
    ["grep -r x --include='*.pem' .", "ask"],
    ["git grep x -- '*.py'", "allow"],
    ["git grep x -- '.e*'", "ask"],
    ["find . -name '*.md' -exec grep -l x {} +", "allow"],
    ["find . -name '*.md' -exec grep -n x {} +", "ask"],
    ["find . -type f -name '*.md' -exec grep -n x {} +", "allow"],
    ["find . -type f -name '*' -exec cat {} +", "ask"],
    ["find . -type f -path './*' -exec cat {} +", "ask"],
    ["find . -type f -name '*.json' -exec cat {} +", "ask"],
  ];
  test.each(cases)("%s → %s", async (command, verdict) => {
    expect(await verdictOf(command)).toBe(verdict);
  });
});

describe("tools that may be fetched", () => {
  test("npx runs what is installed, and nothing else unasked", async () => {
    using project = temporaryProject({ "node_modules/.bin/tsc": "" });
    expect(await verdictOf("npx tsc --noEmit", project.dir)).toBe("allow");
    expect(await verdictOf("npx eslint .", project.dir)).toBe("ask");
    expect(await verdictOf("npx --no-install eslint .", project.dir)).toBe("allow");
    expect(await verdictOf("npx tsc@next", project.dir)).toBe("ask");
    expect(await verdictOf("npx cowsay", project.dir)).toBe("ask");
    expect(await verdictOf("cd node_modules && npx tsc", project.dir)).toBe("ask");
  });

  test("a script is checked without being run", async () => {
    expect(await verdictOf("bash -n scripts/a.sh")).toBe("allow");
    for (const command of ["bash -n +n a.sh", "bash -n -i a.sh", "bash -nx a.sh", "bash a.sh", "bash -n a b"])
      expect(await verdictOf(command), command).toBe("ask");
    expect(await verdictOf("bash -n .env")).toBe("deny");
  });
});

describe("texts that were made to take long", () => {
  test.each([
    ["longer than a shell is handed", "ls;".repeat(50_000)],
    ["of more commands than are judged", "a;".repeat(20_000)],
    ["longer than any", "cat a ".repeat(200_000)],
  ])("one that is %s is denied, so that no rule that denies is passed over", async (_, text) => {
    expect(await verdictOf(`${text} rm -rf /`)).toBe("deny");
  });

  test.each([
    ["many folders", "cd a && ".repeat(1900), "ask"],
    ["many values", `for a in ${"b ".repeat(64)}; do ${"cat $a;".repeat(2000)} done; `, "ask"],
    ["loops in loops", `${"for a in b; do echo $a$a; ".repeat(300)} ls; ${"done;".repeat(300)}`, "allow"],
    ["many words", `cat ${"a ".repeat(8000)};`, "allow"],
  ])("one of %s comes to an end", async (_, text, verdict) => {
    expect(await verdictOf(`${text}ls`)).toBe(verdict);
  });
});
