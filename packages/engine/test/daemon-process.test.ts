import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, stat, writeFile } from "node:fs/promises";
import { createConnection, type Socket } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { callDaemon, startDaemon } from "@asky/engine";
import { PluginError } from "@asky/sdk";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

const script = fileURLToPath(new URL("hosts/daemon.mjs", import.meta.url));

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Exit code or signal, once it has ended. */
  readonly ended: Promise<number | string>;
}

function spawnDaemon(configDir: string, deadline = "5000"): Run {
  const child = spawn(process.execPath, [script, configDir, deadline], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = once(child, "close").then(([code, signal]) => code ?? signal);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return { child, output: () => output, ended };
}

/** Starts one and waits until it answers. */
async function readyDaemon(configDir: string, deadline?: string): Promise<Run> {
  const run = spawnDaemon(configDir, deadline);
  while (!run.output().includes("ready")) {
    if (run.child.exitCode !== null) throw new Error(`It ended: ${run.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return run;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => "done",
    (reason: unknown) => reason,
  );
  return PluginError.is(error) ? error.code : String(error);
}

/** Sends bytes and returns what comes back until the daemon hangs up. */
async function send(configDir: string, ...chunks: readonly (string | Buffer)[]): Promise<string> {
  const socket = createConnection(join(configDir, "daemon.sock"));
  let received = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    received += text;
    if (received.split("\n").length > chunks.length) socket.end();
  });
  socket.on("error", () => {});
  for (const chunk of chunks) socket.write(chunk);
  // It may be hung up on while it still talks.
  await new Promise((resolve) => socket.on("close", resolve));
  return received;
}

test("answers for itself, reloads, interrupts, and stops everything when it is asked to", async () => {
  const configDir = await temporaryFolder();
  expect(await codeOf(callDaemon(configDir, "status"))).toBe("DAEMON_NOT_RUNNING");
  const { child, output, ended } = await readyDaemon(configDir);
  const status = await callDaemon(configDir, "status");
  expect(status).toMatchObject({
    pid: child.pid,
    configDir,
    turns: 0,
    servers: [{ name: "web", plugin: "server", state: "started", isRunning: true }],
  });
  expect(status.report.plugins.map(({ name }) => name)).toEqual(["audit", "server"]);
  expect(await callDaemon(configDir, "reload")).toMatchObject({ kind: "swapped" });
  expect(await callDaemon(configDir, "interrupt", { chatId: "home" })).toEqual({ turns: 0 });
  expect(((await stat(join(configDir, "daemon.sock"))).mode & 0o777).toString(8)).toBe("600");
  expect(await callDaemon(configDir, "stop")).toEqual({ pid: child.pid });
  expect(await ended).toBe(0);
  expect(output()).toContain("web is down\nstop true");
  expect((await readdir(configDir)).filter((name) => name.startsWith("daemon"))).toEqual([]);
});

test("there is one for each config dir, also when several start at once", async () => {
  const configDir = await temporaryFolder();
  const runs = [1, 2, 3].map(() => spawnDaemon(configDir));
  const losers = runs.map(async ({ ended, output }) => ({ code: await ended, output: output() }));
  const first = await Promise.race(losers);
  const second = await Promise.race(
    losers.map(async (loser) => ((await loser) === first ? new Promise<typeof first>(() => {}) : loser)),
  );
  for (const { code, output } of [first, second]) {
    expect(code).toBe(5);
    expect(output).toContain("DAEMON_RUNNING");
  }
  const winner = runs.find(({ child }) => child.exitCode === null);
  while (!winner?.output().includes("ready")) await new Promise((resolve) => setTimeout(resolve, 5));
  expect((await callDaemon(configDir, "status")).pid).toBe(winner?.child.pid);
  expect(await codeOf(startDaemon({ configDir, command: [process.execPath, script, configDir] }))).toBe(
    "DAEMON_RUNNING",
  );
});

test("what a killed one has left is taken over at once", async () => {
  const configDir = await temporaryFolder();
  const killed = await readyDaemon(configDir);
  killed.child.kill("SIGKILL");
  await killed.ended;
  expect((await readdir(configDir)).filter((name) => name.startsWith("daemon")).toSorted()).toEqual([
    "daemon.lock",
    "daemon.sock",
  ]);
  expect(await codeOf(callDaemon(configDir, "status"))).toBe("DAEMON_NOT_RUNNING");
  const next = await readyDaemon(configDir);
  expect((await callDaemon(configDir, "status")).pid).toBe(next.child.pid);
});

test.each(["SIGTERM", "SIGINT"] as const)("stops everything on %s and ends with 0", async (signal) => {
  const { child, ended, output } = await readyDaemon(await temporaryFolder());
  child.kill(signal);
  expect(await ended).toBe(0);
  expect(output()).toContain(`web is down\n${signal} true`);
});

test("ends at its deadline when a server does not go down", async () => {
  const configDir = await temporaryFolder();
  const { child, ended, output } = await readyDaemon(configDir, "50");
  child.kill("SIGTERM");
  expect(await ended).toBe(1);
  expect(output()).toContain("SIGTERM false");
  expect((await readdir(configDir)).filter((name) => name.startsWith("daemon"))).toEqual([]);
});

test("answers bad requests, and goes on with the next one", async () => {
  const configDir = await temporaryFolder();
  await readyDaemon(configDir);
  const good = '{"version":1,"method":"interrupt","params":{"chatId":"home"}}\n';
  const bad = [
    "not json\n",
    "[]\n",
    '{"version":2,"method":"status"}\n',
    '{"version":1,"method":"constructor"}\n',
    "\n",
    '{"version":1,"method":"interrupt","params":{}}\n',
    `${"[".repeat(50_000)}\n`,
  ];
  const answers = (await send(configDir, ...bad, good)).split("\n").filter((line) => line !== "");
  expect(answers.map((line) => JSON.parse(line).error?.code ?? "answered")).toEqual([
    ...bad.map(() => "DAEMON_REQUEST_INVALID"),
    "answered",
  ]);
  expect(await send(configDir, "x".repeat(70_000))).toContain("DAEMON_REQUEST_INVALID");
  await send(configDir, Buffer.alloc(1_000_000, 0xff));
  expect((await callDaemon(configDir, "status")).turns).toBe(0);
});

test("silent, slow and greedy clients hold up nobody, not even its end", async () => {
  const configDir = await temporaryFolder();
  const { ended } = await readyDaemon(configDir);
  const clients: Socket[] = [];
  onTestFinished(() => {
    for (const client of clients) client.destroy();
  });
  for (let number = 0; number < 20; number++) {
    const client = createConnection(join(configDir, "daemon.sock"));
    client.on("error", () => {});
    // Some say nothing, some half a request, some ask and never read.
    if (number % 3 === 1) client.write('{"version":1,');
    if (number % 3 === 2) client.pause().write('{"version":1,"method":"status"}\n'.repeat(100));
    clients.push(client);
  }
  expect((await callDaemon(configDir, "status")).servers).toHaveLength(1);
  await callDaemon(configDir, "stop");
  expect(await ended).toBe(0);
});

test("starts detached, and one that cannot start says why", async () => {
  const configDir = await temporaryFolder();
  const { pid } = await startDaemon({ configDir, command: [process.execPath, script, configDir] });
  onTestFinished(() => {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended, as it should.
    }
  });
  expect((await callDaemon(configDir, "status")).pid).toBe(pid);
  await callDaemon(configDir, "stop");
  while ((await codeOf(callDaemon(configDir, "status"))) !== "DAEMON_NOT_RUNNING") {}
  const failing = ["--eval", "console.error('no luck'); process.exit(3)"];
  const work = startDaemon({ configDir, command: [process.execPath, ...failing] });
  await expect(work).rejects.toMatchObject({
    code: "DAEMON_UNAVAILABLE",
    message: expect.stringContaining("ended with 3"),
    cause: { message: "no luck" },
  });
});

test("a config dir that is no folder is said", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "file"), "");
  const { ended, output } = spawnDaemon(join(folder, "file"));
  expect(await ended).toBe(5);
  expect(output()).toContain("DAEMON_UNAVAILABLE");
});
