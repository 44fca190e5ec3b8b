import { chmod, mkdir, readdir, readFile, realpath, symlink, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { detectBubblewrap } from "@asky/gate";
import type { HostConfig, JsonObject } from "@asky/sdk";
import { afterEach, describe, expect, test, vi } from "vitest";
import { runTool } from "./run-tool.ts";
import { startEngine } from "./running-engine.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const bash = (directory: string, args: JsonObject, config?: HostConfig) =>
  runTool(directory, "Bash", args, config && { config });

const CONFINED: HostConfig = { sandbox: { runner: "bubblewrap" } };

/** Whether a process with this number runs; one that has ended and waits to be counted does not. */
async function isRunning(pid: string): Promise<boolean> {
  const state = await readFile(`/proc/${pid.trim()}/stat`, "utf8").catch(() => ") Z");
  return !/\) [ZX]/.test(state);
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("Bash", () => {
  test("tells exit code and both streams", async () => {
    const folder = await temporaryFolder();
    const ok = await bash(folder, { command: "echo out; echo err >&2" });
    expect(ok).toMatchObject({ status: "done", isError: false });
    expect(ok.parts).toEqual([
      { type: "text", text: "Exit code 0." },
      { type: "text", text: "stdout:\nout" },
      { type: "text", text: "stderr:\nerr" },
    ]);
    expect(await bash(folder, { command: "exit 3" })).toMatchObject({
      isError: true,
      text: "Exit code 3. It wrote nothing.",
    });
    expect((await bash(folder, { command: "kill -9 $$" })).text).toContain("ended by SIGKILL");
  });

  test("runs in the folder of the turn, or in one inside", async () => {
    const folder = await realpath(await temporaryFolder({ "it's/a.txt": "" }));
    const outside = await temporaryFolder();
    await symlink(outside, join(folder, "link"));
    expect((await bash(folder, { command: "pwd" })).text).toContain(`stdout:\n${folder}`);
    expect((await bash(folder, { command: "ls", directory: "it's" })).text).toContain("a.txt");
    expect((await bash(folder, { command: "ls", directory: "gone" })).text).toBe(
      'There is no folder "gone".',
    );
    expect((await bash(folder, { command: "ls", directory: "it's/a.txt" })).text).toContain("is no folder");
    for (const directory of ["..", outside, "link", "/"]) {
      expect(await bash(folder, { command: "ls", directory })).toMatchObject({ status: "denied" });
    }
  });

  test("gets neither the host's secrets nor any input", async () => {
    vi.stubEnv("OPENAI_API_KEY", "sk-secret");
    const folder = await temporaryFolder();
    expect((await bash(folder, { command: "env" })).text).not.toContain("sk-secret");
    expect((await bash(folder, { command: "cat" })).text).toBe("Exit code 0. It wrote nothing.");
  });

  test("keeps the beginning and the end of much output", async () => {
    const { text } = await bash(await temporaryFolder(), { command: "seq 1 200000; seq 1 5 >&2" });
    expect(text.length).toBeLessThan(40_000);
    expect(text).toContain("the first and the last 16 KiB are shown");
    expect(text).toContain("stdout:\n1\n2\n");
    expect(text).toMatch(/bytes left out/);
    expect(text).toContain("\n200000\nstderr:\n1\n2");
  });

  test("shows no control sequences, and broken characters as such", async () => {
    const { text } = await bash(await temporaryFolder(), { command: "printf '\\033[31mred\\033[0m \\377'" });
    expect(text).toBe("Exit code 0.\nstdout:\nred \u{FFFD}");
  });

  test("ends a command after its time, with its children, also those that ignore it", async () => {
    const folder = await temporaryFolder();
    const command =
      "trap '' TERM; (trap '' TERM; echo $BASHPID > pid; while :; do sleep 0.05; done) & wait; sleep 60";
    const { isError, text } = await bash(folder, { command, timeout_seconds: 1 });
    expect(isError).toBe(true);
    expect(text).toContain("ended after 1 seconds; use timeout_seconds for more, at most 600");
    expect(await isRunning(await readFile(join(folder, "pid"), "utf8"))).toBe(false);
  });

  test("leaves nothing running in the background", async () => {
    const folder = await temporaryFolder();
    const { text } = await bash(folder, { command: "sleep 60 & echo $! > pid; echo done" });
    expect(text).toBe("Exit code 0.\nstdout:\ndone");
    await vi.waitFor(async () =>
      expect(await isRunning(await readFile(join(folder, "pid"), "utf8"))).toBe(false),
    );
  });

  test("an interrupt ends the command and all that it started", async () => {
    const folder = await temporaryFolder();
    const stop = new AbortController();
    const ran = runTool(
      folder,
      "Bash",
      { command: "sleep 60 & echo $! > pid; sleep 60" },
      { signal: stop.signal },
    );
    const pid = await vi.waitFor(async () => {
      const text = await readFile(join(folder, "pid"), "utf8");
      expect(text).not.toBe("");
      return text;
    });
    stop.abort();
    expect(await ran).toMatchObject({ status: "interrupted", isError: true });
    await vi.waitFor(async () => expect(await isRunning(pid)).toBe(false), { timeout: 5000 });
  });

  test.each([
    [{}],
    [{ command: "" }],
    [{ command: "ls", timeout_seconds: 0 }],
    [{ command: "ls", timeout_seconds: 601 }],
    [{ command: ["ls"] }],
    [{ command: "ls", env: { A: "b" } }],
  ])("%j does not fit its schema", async (args) => {
    expect(await bash(await temporaryFolder(), args)).toMatchObject({ status: "invalid" });
  });

  test("a command that no program can be given is an error result", async () => {
    const { isError, text } = await bash(await temporaryFolder(), { command: "echo a\0b" });
    expect(isError).toBe(true);
    expect(text).toContain("could not be started");
  });

  test("is asked for by the gate, and denied without anybody to ask", async () => {
    const folder = await temporaryFolder();
    const ran = await runTool(folder, "Bash", { command: "touch made" }, { allow: [] });
    expect(ran.status).toBe("denied");
    expect(await readdir(folder)).toEqual([]);
  });
});

const { works } = await detectBubblewrap();

describe.runIf(works)("Bash in bubblewrap", () => {
  test("writes inside and nowhere else, without network", async () => {
    const folder = await temporaryFolder({ "sub/a.txt": "" });
    const script = `echo x > made; touch ${join(homedir(), "asky-made")}; ls ${homedir()}; ls -d /sys/class/net/* /proc/net/dev; grep -c : /proc/net/dev`;
    // Hidden from the gate, which would not let it come so far.
    const command = `eval "$(echo ${Buffer.from(script).toString("base64")} | base64 -d)"`;
    const { text } = await bash(folder, { command }, CONFINED);
    expect(await readdir(folder)).toEqual(["made", "sub"]);
    expect(await readdir(homedir())).not.toContain("asky-made");
    expect(text).toMatch(/\n1(?:\n|$)/);
    expect((await bash(folder, { command: "pwd", directory: "sub" }, CONFINED)).text).toMatch(/\/sub$/);
  });

  test("says what was taken back", async () => {
    const folder = await temporaryFolder({ ".git/HEAD": "ref: refs/heads/main\n", ".git/config": "" });
    await mkdir(join(folder, ".git/objects"));
    const { text } = await bash(folder, { command: "echo x > .git/commondir" }, CONFINED);
    expect(text).toContain("was taken back");
    expect(text).toContain(".git/commondir");
    expect(await readdir(join(folder, ".git"))).not.toContain("commondir");
  });

  test("a folder that is swapped for a link cannot be written through", async () => {
    const outside = await temporaryFolder();
    const folder = await temporaryFolder({ "sub/a.txt": "" });
    const command = `rm -r ../sub; ln -s ${outside} ../sub; cd ../sub && touch made`;
    await bash(folder, { command, directory: "sub" }, CONFINED);
    expect(await readdir(outside)).toEqual([]);
  });
});

describe("when bubblewrap is asked for and does not work", () => {
  test.each([
    ["it is not there", undefined, "is not installed"],
    ["it fails", "#!/bin/sh\necho no permission >&2\nexit 1\n", "does not work here"],
  ])("%s: the host says so at its start, and no command runs", async (_, script, words) => {
    const bin = await temporaryFolder(script === undefined ? {} : { bwrap: script });
    if (script !== undefined) await chmod(join(bin, "bwrap"), 0o755);
    vi.stubEnv("PATH", script === undefined ? bin : `${bin}:${process.env.PATH}`);
    const folder = await temporaryFolder();
    const engine = await startEngine({ configDir: await temporaryFolder(), config: CONFINED });
    const [problem] = engine.report().problems;
    expect(problem).toMatchObject({ severity: "error", code: "BUBBLEWRAP_UNAVAILABLE" });
    expect(problem?.message).toContain(words);
    const ran = await bash(folder, { command: "touch made" }, CONFINED);
    expect(ran).toMatchObject({ isError: true });
    expect(ran.text).toContain("did not run");
    expect(await readdir(folder)).toEqual([]);
  });

  test.each([
    ["a runner that does not exist", '[sandbox]\nrunner = "bublewrap"\n'],
    ["a file that is no TOML", "[sandbox\nrunner = 1"],
  ])("%s counts as bubblewrap, never as none", async (_, text) => {
    vi.stubEnv("PATH", await temporaryFolder());
    const rule = '[[rule]]\nname = "all"\ntools = ["Bash"]\naction = "allow"\n';
    const configDir = await temporaryFolder({ "policies/all.toml": rule });
    await writeFile(join(configDir, "config.toml"), text);
    const engine = await startEngine({ configDir });
    expect(engine.report().problems.map(({ code }) => code)).toContain("BUBBLEWRAP_UNAVAILABLE");
    const turn = await engine.openTurn();
    const { result } = await turn.dispatch({ id: "c", name: "Bash", arguments: '{"command":"touch made"}' });
    turn.close();
    expect(result.isError).toBe(true);
    expect(await readdir(configDir)).not.toContain("made");
  });
});
