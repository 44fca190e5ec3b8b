import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { explainCommand } from "@asky/gate";
import { describe, expect, test } from "vitest";
import { temporaryProject } from "./check-one.ts";

const PLAIN = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n";

function repository(config: string, more: Readonly<Record<string, string>> = {}) {
  return temporaryProject({ ".git/HEAD": "ref: refs/heads/main\n", ".git/config": PLAIN + config, ...more });
}

async function verdictOf(command: string, cwd: string): Promise<string> {
  return (await explainCommand(command, { cwd })).action;
}

describe("git runs without asking in a plain repository only", () => {
  test.each([
    ["nothing more", ""],
    [
      "a remote",
      '[remote "origin"]\n\turl = https://example.org/x.git\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n',
    ],
    ["a user", '[user]\n\tname = A B ; a comment\n\temail = "a#b@c"\n'],
    ["an alias of git's own", "[alias]\n\tst = status\n"],
    ["git's own monitor", "[core]\n\tfsmonitor = true\n"],
  ])("%s → allow", async (_, config) => {
    using project = repository(config);
    expect(await verdictOf("git status && git log -3", project.dir)).toBe("allow");
  });

  test.each([
    ["a monitor", "[core]\n\tfsmonitor = ./x\n"],
    ["a monitor in capitals", "[CORE]\n\tFSMonitor = ./x\n"],
    ["a monitor on the line of its section", "[core] fsmonitor = ./x\n"],
    ["a value of several lines", "[core]\n\tfsmonitor = tr\\\n  /x\n"],
    ["a shell of its own", "[core]\n\tsshCommand = x\n"],
    ["hooks elsewhere", "[core]\n\thooksPath = .hooks\n"],
    ["a pager", "[core]\n\tpager = x\n"],
    ["a pager of one command", "[pager]\n\tlog = x\n"],
    ["another worktree", "[core]\n\tworktree = /etc\n"],
    ["a diff program", '[diff "x"]\n\tcommand = y\n'],
    ["a textconv", '[diff "x"]\n\ttextconv = y\n'],
    ["an external diff", "[diff]\n\texternal = y\n"],
    ["a filter", '[filter "x"]\n\tclean = y\n'],
    ["an old-style subsection", "[filter.x]\n\tsmudge = y\n"],
    ["an alias that is a program", "[alias]\n\tst = !x\n"],
    ["a quoted alias that is a program", '[alias]\n\tst = "!x"\n'],
    ["an included file", "[include]\n\tpath = ../x\n"],
    ["a file included on a condition", '[includeIf "gitdir:x"]\n\tpath = ../x\n'],
    ["a signature program", "[gpg]\n\tprogram = x\n"],
    ["a remote that is a program", '[remote "o"]\n\turl = ext::sh -c x\n'],
    ["what git would not read", "[core\n"],
  ])("%s → ask", async (_, config) => {
    using project = repository(config);
    expect(await verdictOf("git status", project.dir)).toBe("ask");
    expect(await verdictOf("ls", project.dir)).toBe("allow");
  });

  test("the reader agrees with git about every key", async () => {
    const config = [
      '[a "B\\"c\\\\"] x = 1 ; no',
      "[d]\n\ty",
      '\tz = " q # " r # s',
      "[E.F] g = h\\ti\\\n  j",
      '[diff "t"] command = "a" b',
    ].join("\n");
    using project = repository(`${config}\n`);
    const listed = execFileSync("git", ["config", "--file", join(project.dir, ".git/config"), "--list"], {
      encoding: "utf8",
    });
    expect(listed).toContain("diff.t.command=a b");
    const { reason } = await explainCommand("git status", { cwd: project.dir });
    expect(reason).toContain('"diff.t.command"');
  });

  test("the repository is the one that git would find", async () => {
    using project = repository("", {
      "sub/.git/HEAD": "ref: refs/heads/main\n",
      "sub/.git/config": "[core]\n\tfsmonitor = ./x\n",
      "empty/.git/config": "",
      "bare/HEAD": "ref: refs/heads/main\n",
      "bare/config": "[core]\n\tfsmonitor = ./x\n",
      "bare/objects/x": "",
      "bare/refs/x": "",
      "linked/.git": "gitdir: ../elsewhere\n",
      "worktree/.git": "gitdir: ../.git/worktrees/w\n",
      ".git/worktrees/w/HEAD": "ref: refs/heads/w\n",
      ".git/worktrees/w/commondir": "../..\n",
      "odd/.git": "something\n",
    });
    const verdicts: Record<string, string> = {};
    for (const folder of ["sub", "sub/deep", "empty", "bare", "linked", "worktree", "odd"])
      verdicts[folder] = await verdictOf(`cd ${folder} && git status`, project.dir);
    expect(verdicts).toEqual({
      sub: "ask",
      "sub/deep": "ask",
      empty: "allow",
      bare: "ask",
      linked: "ask",
      worktree: "allow",
      odd: "ask",
    });
    expect(await verdictOf("cd sub; git status", project.dir)).toBe("ask");
  });

  test("a hook that reading commands call makes it ask", async () => {
    using project = repository("", { ".git/hooks/post-index-change": "#!/bin/sh\n" });
    expect(await verdictOf("git status", project.dir)).toBe("ask");
  });

  test("the configuration of a worktree counts too", async () => {
    using project = repository("", { ".git/config.worktree": "[core]\n\tfsmonitor = ./x\n" });
    expect(await verdictOf("git status", project.dir)).toBe("ask");
  });

  test("a configuration without end is not read to its end", async () => {
    using project = repository(`#${"x".repeat(300_000)}\n`);
    expect(await verdictOf("git status", project.dir)).toBe("ask");
  });
});
