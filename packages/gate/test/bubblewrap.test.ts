import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type BubblewrapRequest, type BubblewrapResult, detectBubblewrap, runInBubblewrap } from "@asky/gate";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";

const bubblewrap = await detectBubblewrap();
if (!bubblewrap.works) {
  console.log(
    `bubblewrap does not work here (${bubblewrap.fault ?? "it is not installed"}): its tests are skipped.`,
  );
}

let base = "";
let project = "";
let outside = "";

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "asky-bubblewrap-")));
  project = join(base, "project");
  outside = join(base, "outside");
  for (const folder of [project, outside]) mkdirSync(folder);
});

afterEach(() => rmSync(base, { recursive: true, force: true }));

function run(command: string, options: Partial<BubblewrapRequest> = {}): Promise<BubblewrapResult> {
  return runInBubblewrap({
    command,
    directory: project,
    timeoutMs: 10_000,
    maxOutputBytes: 100_000,
    bubblewrap,
    ...options,
  });
}

function put(path: string, text = "original"): string {
  const file = join(project, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function read(path: string): string {
  return readFileSync(join(project, path), "utf8");
}

/** A repository as git makes it. */
function repository(path = "."): void {
  for (const folder of ["objects", "refs", "hooks", "info"])
    mkdirSync(join(project, path, ".git", folder), { recursive: true });
  put(join(path, ".git/HEAD"), "ref: refs/heads/main\n");
  put(join(path, ".git/config"), "[core]\n\trepositoryformatversion = 0\n\tbare = false\n");
  put(join(path, ".git/hooks/pre-commit.sample"));
}

describe("where bubblewrap is missing or does not work", () => {
  test("nothing runs, and the error says what to install", async () => {
    const missing = await detectBubblewrap({ PATH: "relative:/nowhere" });
    expect(missing).toEqual({ found: false, works: false });
    await expect(run("touch made", { bubblewrap: missing })).rejects.toMatchObject({
      code: "BUBBLEWRAP_UNAVAILABLE",
      hint: expect.stringContaining("apt-get install bubblewrap"),
    });
    expect(readdirSync(project)).toEqual([]);
  });

  test("nothing runs, and the error says why", async () => {
    const folder = join(base, "bin");
    mkdirSync(folder);
    const script = `#!/bin/sh\n[ "$1" = --version ] && echo bubblewrap 0.8.0 && exit 0\necho "no namespaces" >&2; exit 1\n`;
    writeFileSync(join(folder, "bwrap"), script, { mode: 0o755 });
    const broken = await detectBubblewrap({ PATH: folder });
    expect(broken).toEqual({
      found: true,
      works: false,
      program: join(folder, "bwrap"),
      version: "0.8.0",
      fault: "no namespaces",
    });
    await expect(run("touch made", { bubblewrap: broken })).rejects.toMatchObject({
      code: "BUBBLEWRAP_UNAVAILABLE",
      message: expect.stringContaining('"no namespaces"'),
    });
    // It worked when the host started, and does not any more.
    await expect(run("touch made", { bubblewrap: { ...broken, works: true } })).rejects.toMatchObject({
      code: "BUBBLEWRAP_UNAVAILABLE",
    });
    expect(readdirSync(project)).toEqual([]);
  });
});

describe.skipIf(!bubblewrap.works)("a command in bubblewrap", () => {
  test("works in the project, with its own exit code and streams", async () => {
    const result = await run("pwd; echo text > made.txt; mkdir -p a/b; echo err >&2; exit 7");
    expect(result).toMatchObject({
      exitCode: 7,
      stdout: `${project}\n`,
      stderr: "err\n",
      undone: [],
      timedOut: false,
    });
    expect(read("made.txt")).toBe("text\n");
    expect((await run("exit 0")).exitCode).toBe(0);
    expect((await run("gone-program")).exitCode).toBe(127);
    expect((await run("kill -KILL $$")).exitCode).toBe(137);
  });

  test("cannot write outside", async () => {
    const targets = [join(outside, "x"), "/etc/x", "/usr/bin/x", "/x", join(homedir(), "x"), join(base, "x")];
    await run(targets.map((target) => `echo x > ${target}`).join("; "));
    for (const target of targets) expect(existsSync(target), target).toBe(false);
    const { stdout } = await run(`touch /usr/x 2>&1; mount -o remount,rw / 2>&1; touch /usr/x 2>&1`);
    expect(stdout).toMatch(/Read-only file system.*Read-only file system/s);
  });

  test("follows links out of the project into what is read-only there too", async () => {
    writeFileSync(join(outside, "victim"), "original");
    symlinkSync(join(outside, "victim"), join(project, "link"));
    await run("echo x > link; ln -s /etc/passwd here; echo x >> here");
    expect(readFileSync(join(outside, "victim"), "utf8")).toBe("original");
  });

  test("writes in further directories", async () => {
    await run(`echo x > ${outside}/made`, { allowedDirs: [outside, join(base, "gone"), "relative"] });
    expect(readdirSync(outside)).toEqual(["made"]);
  });

  test("has a /tmp of its own that is forgotten", async () => {
    const name = `asky-${process.pid}`;
    const { stdout } = await run(`echo x > /tmp/${name}; ls -A /tmp; echo $TMPDIR`);
    expect(stdout.split("\n")).toContain(name);
    expect(stdout).toContain("/tmp\n");
    expect(existsSync(join("/tmp", name))).toBe(false);
  });

  test("cannot be given the whole system as its project", async () => {
    await expect(run("true", { directory: "/" })).rejects.toMatchObject({ code: "COMMAND_NOT_STARTED" });
    await expect(run("true", { allowedDirs: ["/"] })).rejects.toMatchObject({ code: "COMMAND_NOT_STARTED" });
    await expect(run("true", { directory: join(base, "gone") })).rejects.toMatchObject({
      code: "COMMAND_NOT_STARTED",
    });
  });
});

describe.skipIf(!bubblewrap.works)("git, for a command in bubblewrap,", () => {
  const ATTACKS = [
    ["an added hook", "echo x > .git/hooks/pre-commit"],
    ["a changed hook", "echo x > .git/hooks/pre-commit.sample"],
    ["a removed hook", "rm -f .git/hooks/pre-commit.sample"],
    ["a changed configuration", "echo x >> .git/config"],
    ["a configuration set by git", "git config core.fsmonitor ./evil"],
    ["a configuration renamed over", "echo x > c; mv c .git/config"],
    ["hooks renamed away", "mv .git/hooks .git/old; mkdir .git/hooks; echo x > .git/hooks/pre-commit"],
    [
      "a repository renamed away",
      "mv .git old; mkdir -p .git/hooks; echo x > .git/hooks/pre-commit; echo x > .git/config",
    ],
    ["a repository removed", "rm -rf .git; mkdir .git; echo x > .git/config"],
    ["a common directory elsewhere", "mkdir evil; echo x > evil/config; echo ../evil > .git/commondir"],
    ["a configuration of the worktree", "echo x > .git/config.worktree"],
    ["attributes", "echo '* filter=x' > .git/info/attributes"],
    ["hooks made a link", "rm -rf .git/hooks; ln -s ../evil .git/hooks"],
  ] as const;

  test.each(ATTACKS)("keeps its hooks and configuration: %s", async (_, command) => {
    repository();
    const before = [read(".git/config"), readdirSync(join(project, ".git/hooks"))];
    await run(command);
    expect([read(".git/config"), readdirSync(join(project, ".git/hooks"))]).toEqual(before);
    expect(read(".git/hooks/pre-commit.sample")).toBe("original");
    for (const name of ["commondir", "config.worktree", "info/attributes"]) {
      expect(existsSync(join(project, ".git", name)), name).toBe(false);
    }
  });

  test("what was made and taken away again is told", async () => {
    repository();
    const { undone } = await run("echo ../evil > .git/commondir");
    expect(undone).toEqual([join(project, ".git/commondir")]);
  });

  test("can be used otherwise", async () => {
    const git = (...args: string[]) => execFileSync("git", args, { cwd: project, stdio: "pipe" });
    git("init", "-q", "-b", "main");
    git("config", "user.name", "A");
    git("config", "user.email", "a@example.org");
    put("file.txt");
    const result = await run(
      "git add -A && git commit -qm one && git checkout -qb two && git log --oneline | wc -l && git status -s",
    );
    expect(result).toMatchObject({ exitCode: 0, stdout: "1\n", undone: [] });
    expect(git("log", "--format=%s").toString()).toBe("one\n");
    // A folder above a nested repository is a mount of its own.
    repository("packages/inner");
    mkdirSync(join(project, "packages/plain"));
    expect((await run("cd packages/plain && git rev-parse --show-toplevel")).stdout).toBe(`${project}\n`);
  });

  test("keeps those of nested repositories, also when a folder above is renamed", async () => {
    repository("packages/inner");
    await run("echo x > packages/inner/.git/hooks/pre-commit; echo x > packages/inner/.git/config");
    await run("mv packages old; mkdir -p packages/inner/.git/hooks; echo x > packages/inner/.git/config");
    await run(
      "mv packages/inner old; mkdir -p packages/inner/.git/hooks; echo x > packages/inner/.git/config",
    );
    expect(read("packages/inner/.git/config")).toContain("bare = false");
    expect(readdirSync(join(project, "packages/inner/.git/hooks"))).toEqual(["pre-commit.sample"]);
  });

  test("keeps those of submodules, worktrees and bare repositories", async () => {
    repository();
    put("sub/.git", "gitdir: ../.git/modules/group/sub\n");
    put(".git/modules/group/sub/HEAD", "ref: x\n");
    put(".git/modules/group/sub/config");
    put(".git/worktrees/w/HEAD", "ref: x\n");
    put(".git/worktrees/w/commondir", "../..\n");
    put(".git/worktrees/w/gitdir", "elsewhere\n");
    for (const folder of ["objects", "refs", "hooks"])
      mkdirSync(join(project, "mirror", folder), { recursive: true });
    put("mirror/HEAD");
    put("mirror/config");
    await run(`
      echo x > sub/.git; echo x > .git/modules/group/sub/config; mkdir -p .git/modules/group/sub/hooks
      echo x > .git/modules/group/sub/hooks/pre-commit
      echo x > .git/worktrees/w/commondir; echo x > .git/worktrees/w/gitdir; echo x > .git/worktrees/w/config.worktree
      echo x > mirror/config; echo x > mirror/hooks/pre-push; mv .git/modules .git/old`);
    expect(read("sub/.git")).toContain("gitdir:");
    expect(read(".git/modules/group/sub/config")).toBe("original");
    expect(readdirSync(join(project, ".git/modules/group/sub/hooks"))).toEqual([]);
    expect(read(".git/worktrees/w/commondir")).toBe("../..\n");
    expect(read(".git/worktrees/w/gitdir")).toBe("elsewhere\n");
    expect(existsSync(join(project, ".git/worktrees/w/config.worktree"))).toBe(false);
    expect(read("mirror/config")).toBe("original");
    expect(readdirSync(join(project, "mirror/hooks"))).toEqual([]);
  });

  test("keeps hooks and configuration that its configuration names", async () => {
    repository();
    put(".git/config", '[core]\n\thooksPath = .husky/_\n[include]\n\tpath = "../shared.config"\n');
    put(".husky/_/pre-commit");
    put("shared.config");
    await run("echo x > .husky/_/pre-commit; echo x > .husky/_/new; echo x > shared.config; mv .husky old");
    expect(read(".husky/_/pre-commit")).toBe("original");
    expect(readdirSync(join(project, ".husky/_"))).toEqual(["pre-commit"]);
    expect(read("shared.config")).toBe("original");
  });

  test("has its links put back", async () => {
    repository();
    rmSync(join(project, ".git/hooks"), { recursive: true });
    put("tools/hooks/pre-commit");
    symlinkSync("../tools/hooks", join(project, ".git/hooks"));
    const { undone } = await run(
      "echo x > tools/hooks/pre-commit; rm .git/hooks; mkdir .git/hooks; echo x > .git/hooks/post-commit",
    );
    expect(undone).toEqual([join(project, ".git/hooks")]);
    expect(readlinkSync(join(project, ".git/hooks"))).toBe("../tools/hooks");
    expect(read("tools/hooks/pre-commit")).toBe("original");
  });
});

describe.skipIf(!bubblewrap.works)("the host's configuration, for a command in bubblewrap,", () => {
  test.each(["asky", "deep/er/asky"])("is hidden in the project: %s", async (name) => {
    put(`${name}/config.toml`, "token = 'sesame'");
    put(`${name}/policies/a.toml`);
    const configDir = join(project, name);
    const { stdout } = await run(
      `cat ${name}/config.toml; ls -A ${name}; echo x > ${name}/config.toml; echo x > ${name}/new; mv ${name.split("/")[0]} old`,
      { configDir },
    );
    expect(stdout).not.toContain("sesame");
    expect(read(`${name}/config.toml`)).toContain("sesame");
    expect(readdirSync(configDir).toSorted()).toEqual(["config.toml", "policies"]);
  });

  test("cannot be made where there is none", async () => {
    await run("mkdir -p asky/policies; echo x > asky/policies/evil.toml", {
      configDir: join(project, "asky"),
    });
    expect(readdirSync(join(project, "asky"))).toEqual([]);
  });

  test("is hidden outside of the project", async () => {
    // One that is in no folder which is emptied anyway.
    const elsewhere = mkdtempSync(join(process.cwd(), "node_modules", ".asky-test-"));
    onTestFinished(() => rmSync(elsewhere, { recursive: true }));
    for (const configDir of [outside, elsewhere]) {
      writeFileSync(join(configDir, "config.toml"), "token = 'sesame'");
      expect((await run(`cat ${configDir}/config.toml`, { configDir })).stdout).toBe("");
    }
  });

  test("stays as it is when the project is the configuration itself", async () => {
    put("config.toml");
    put("policies/a.toml");
    const { undone } = await run(
      "echo x > config.toml; echo x > policies/b.toml; echo x > plugins.toml; mkdir plugins; echo x > plugins/a.toml; echo x > free.txt",
      { configDir: project },
    );
    expect(read("config.toml")).toBe("original");
    expect(readdirSync(project).toSorted()).toEqual(["config.toml", "free.txt", "policies"]);
    expect(readdirSync(join(project, "policies"))).toEqual(["a.toml"]);
    expect(undone.map((path) => path.slice(project.length + 1)).toSorted()).toEqual([
      "plugins",
      "plugins.toml",
    ]);
  });
});

describe.skipIf(!bubblewrap.works)("secrets, for a command in bubblewrap,", () => {
  test("of the host's environment are not there, what is given is", async () => {
    process.env.ASKY_TEST_TOKEN = "sesame";
    onTestFinished(() => void delete process.env.ASKY_TEST_TOKEN);
    const { stdout } = await run("env; cat /proc/*/environ | tr '\\0' '\\n'", { env: { GIVEN: "given" } });
    expect(stdout).toContain("GIVEN=given");
    expect(stdout).toContain("PATH=");
    expect(stdout).not.toContain("sesame");
  });

  test("of the home directory are not there", async () => {
    const file = join(homedir(), ".aws", `asky-test-${process.pid}`);
    const isOwn = !existsSync(dirname(file));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "sesame");
    onTestFinished(() => rmSync(isOwn ? dirname(file) : file, { recursive: true }));
    expect((await run(`cat ${file}; ls -A ~/.aws`)).stdout).toBe("");
    // Not even when the whole home directory is the project.
    expect((await run(`cat ${file}; ls -A ~/.aws`, { directory: homedir() })).stdout).toBe("");
    expect((await run(`cat ${file}`, { readable: [file] })).stdout).toBe("sesame");
  });

  test("of the system and of other processes are not there", async () => {
    const { stdout } = await run("cat /etc/shadow; ls /run /home; ls -d /proc/[0-9]* | wc -l");
    expect(stdout).not.toContain("root:");
    expect(Number(stdout.trim().split("\n").at(-1))).toBeLessThan(10);
  });
});

describe.skipIf(!bubblewrap.works)("the network, for a command in bubblewrap,", () => {
  test("is not there, unless it is allowed", async () => {
    let requests = 0;
    const server = createServer((_, response) => {
      requests++;
      response.end("reached");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const command = `exec 3<>/dev/tcp/127.0.0.1/${port} && printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3`;
    expect((await run(command)).stdout).toBe("");
    expect(requests).toBe(0);
    expect((await run(command, { network: true })).stdout).toContain("reached");
    expect(requests).toBe(1);
  });
});

describe.skipIf(!bubblewrap.works)("the end of a command in bubblewrap", () => {
  /** Whether somebody still writes to a file: who is gone no longer holds its lock. */
  const isHeld = (name: string): boolean => {
    try {
      execFileSync("flock", ["--nonblock", join(project, name), "true"]);
      return false;
    } catch {
      return true;
    }
  };

  test("when the time is up takes everything along, also what left its group", async () => {
    const command = "setsid flock lock sleep 300 & flock lock2 sleep 300 & sleep 0.3; echo ready; sleep 300";
    const result = await run(command, { timeoutMs: 1000 });
    expect(result).toMatchObject({ timedOut: true, stdout: "ready\n" });
    await expect.poll(() => isHeld("lock") || isHeld("lock2")).toBe(false);
  });

  test("takes along what it left behind", async () => {
    const result = await run("setsid flock lock sleep 300 >/dev/null 2>&1 & sleep 0.2; echo done");
    expect(result).toMatchObject({ exitCode: 0, stdout: "done\n" });
    await expect.poll(() => isHeld("lock")).toBe(false);
  });

  test("comes with the signal", async () => {
    const abort = new AbortController();
    const result = await run("echo x; sleep 300", { signal: abort.signal, onOutput: () => abort.abort() });
    expect(result).toMatchObject({ aborted: true, timedOut: false });
  });

  test("its output is capped", async () => {
    const result = await run("yes | head -c 1000000", { maxOutputBytes: 1000 });
    expect(result.truncated).toBe(true);
    expect(result.stdout.length).toBeLessThan(1100);
  });

  test("its end cannot be told by itself", async () => {
    const result = await run(`echo '{ "exit-code": 0 }' >&3; exit 4`);
    expect(result).toMatchObject({ exitCode: 4, stderr: expect.stringContaining("Bad file descriptor") });
  });
});
