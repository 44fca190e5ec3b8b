import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  cleanEnvironment,
  type ProcessRequest,
  type ProcessResult,
  runProcess,
  shellCommand,
} from "@asky/gate";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

let folder = "";

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "asky-process-")));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, options: Partial<ProcessRequest> = {}): Promise<ProcessResult> {
  return runProcess({
    ...shellCommand(command),
    directory: folder,
    env: cleanEnvironment(process.env),
    timeoutMs: 10_000,
    maxOutputBytes: 10_000,
    ...options,
  });
}

/** Whether the process whose id a command has written is gone. */
async function isGone(file: string): Promise<void> {
  const id = Number(readFileSync(join(folder, file), "utf8"));
  expect(id).toBeGreaterThan(1);
  await vi.waitFor(() => expect(existsSync(`/proc/${id}/cmdline`) && readCommand(id)).toBeFalsy());
}

/** A process that has ended and that nobody has asked about has no command line. */
function readCommand(id: number): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

describe("a process", () => {
  test("ends with its code, and both streams are kept apart", async () => {
    expect(await run("echo out; echo err >&2; exit 3")).toEqual({
      exitCode: 3,
      signal: null,
      stdout: "out\n",
      stderr: "err\n",
      timedOut: false,
      aborted: false,
      truncated: false,
    });
    expect(await run("kill -SEGV $$")).toMatchObject({ exitCode: null, signal: "SIGSEGV" });
  });

  test("runs in its directory, without input, with its environment and nothing else", async () => {
    process.env.ASKY_TEST_TOKEN = "hidden";
    const { stdout } = await run("pwd; cat; echo $ASKY_TEST_TOKEN$GIVEN", {
      env: { PATH: "/usr/bin:/bin", GIVEN: "x" },
    });
    delete process.env.ASKY_TEST_TOKEN;
    expect(stdout).toBe(`${folder}\nx\n`);
  });

  test("that cannot be started is an error with a code", async () => {
    const error = await run("", { program: join(folder, "gone"), args: [] }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: "COMMAND_NOT_STARTED", hint: expect.stringContaining("installed") });
    await expect(run("true", { directory: join(folder, "gone") })).rejects.toMatchObject({
      code: "COMMAND_NOT_STARTED",
    });
    await expect(run("a\0b")).rejects.toMatchObject({ code: "COMMAND_NOT_STARTED" });
  });
});

describe("the end of a process", () => {
  test("when the time is up, takes along what it started", async () => {
    const command = "sleep 300 & echo $! > grandchild; (sleep 300 & echo $! > deeper; wait); wait";
    const result = await run(command, { timeoutMs: 300 });
    expect(result).toMatchObject({ timedOut: true, signal: "SIGTERM", exitCode: null });
    await isGone("grandchild");
    await isGone("deeper");
  });

  test("comes for what ignores the request", async () => {
    const result = await run("trap '' TERM; echo $$ > self; while :; do sleep 0.1; done", { timeoutMs: 200 });
    expect(result).toMatchObject({ timedOut: true, signal: "SIGKILL" });
    await isGone("self");
  });

  test("takes along what stays in the background and holds the streams", async () => {
    const result = await run("sleep 300 & echo $! > left; echo done");
    expect(result).toMatchObject({ exitCode: 0, stdout: "done\n", timedOut: false });
    await isGone("left");
  });

  test("does not wait for what has left the group", async () => {
    const result = await run(
      "setsid sh -c 'echo $$ > away; exec sleep 300' & while [ ! -s away ]; do sleep 0.01; done",
    );
    expect(result).toMatchObject({ exitCode: 0, timedOut: false });
    process.kill(Number(readFileSync(join(folder, "away"), "utf8")), "SIGKILL");
  });

  test("comes with the signal, at once when that was before the start", async () => {
    const abort = new AbortController();
    const running = run("echo started; sleep 300", { signal: abort.signal, onOutput: () => abort.abort() });
    expect(await running).toMatchObject({ aborted: true, timedOut: false, stdout: "started\n" });
    expect(await run("touch made", { signal: abort.signal })).toMatchObject({
      aborted: true,
      exitCode: null,
    });
    expect(existsSync(join(folder, "made"))).toBe(false);
  });

  test("a time limit beyond what timers can hold is none", async () => {
    expect(await run("echo x", { timeoutMs: Number.MAX_SAFE_INTEGER })).toMatchObject({
      timedOut: false,
      exitCode: 0,
    });
  });
});

describe("output", () => {
  test("is kept from both ends, with how much is left out", async () => {
    const result = await run("echo first; yes | head -c 1000000; echo last", { maxOutputBytes: 1000 });
    expect(result.truncated).toBe(true);
    expect(result.stdout).toMatch(/^first\ny\n[y\n]*\n… 999011 bytes left out …\n[y\n]*last\n$/);
    expect(Buffer.byteLength(result.stdout)).toBeLessThan(1100);
  });

  test("that just fits is whole, and so are its characters", async () => {
    expect(await run("printf '%01000d' 0", { maxOutputBytes: 1000 })).toMatchObject({
      stdout: "0".repeat(1000),
      truncated: false,
    });
    expect(await run("printf 'äöü€🦊'", { maxOutputBytes: 13 })).toMatchObject({
      truncated: false,
      stdout: "äöü€🦊",
    });
    for (let size = 4; size < 60; size++) {
      const { stdout } = await run("printf '🦊€ä%.0s' 1 2 3 4 5 6 7 8 9", { maxOutputBytes: size });
      expect(stdout, `${size}`).not.toContain("\u{FFFD}");
    }
  });

  test("is seen as it comes, characters whole", async () => {
    const seen: string[] = [];
    await run("printf '\\xe2'; sleep 0.1; printf '\\x82\\xac'; echo err >&2", {
      onOutput: (stream, text) => void seen.push(`${stream}:${text}`),
    });
    expect(seen.filter((text) => text.startsWith("stdout")).join("")).toMatch(/^stdout:(stdout:)?€$/);
    expect(seen).toContain("stderr:err\n");
  });

  test("a watcher that throws ends the process, and its error is handed on", async () => {
    const onOutput = (): void => {
      throw new Error("watcher");
    };
    await expect(run("echo $$ > self; echo x; sleep 300", { onOutput })).rejects.toThrow("watcher");
    await isGone("self");
  });
});

test("a clean environment has what programs need, and no secrets", () => {
  const source = {
    PATH: "/bin",
    LC_ALL: "C",
    OPENAI_API_KEY: "k",
    LD_PRELOAD: "x",
    NODE_OPTIONS: "x",
    HOME: undefined,
  };
  expect(cleanEnvironment(source, { EXTRA: "1" })).toEqual({ PATH: "/bin", LC_ALL: "C", EXTRA: "1" });
});
