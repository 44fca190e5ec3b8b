import { expect, test } from "vitest";
import { readReport, runHost } from "./run-host.ts";

test("timers and handles that a plugin leaves are counted and named when it has ended", async () => {
  const run = await runHost(
    `
    import { spawn } from "node:child_process";
    import { createSocket } from "node:dgram";
    import { watch } from "node:fs";
    import { createServer, connect } from "node:net";
    import { Worker } from "node:worker_threads";
    owners.install();
    const manager = await start([
      plugin("tidy", async ({ defer, signal }) => {
        const timer = setInterval(() => {}, 60_000);
        defer(() => clearInterval(timer));
        const server = createServer().listen({ port: 0, signal });
        await new Promise((done) => server.once("listening", done));
        setTimeout(() => {}, 0);
        clearTimeout(setTimeout(() => {}, 60_000));
        setInterval(() => {}, 60_000).unref();
        await new Promise((done) => setTimeout(done, 2));
      }),
      plugin("timers", () => { for (let n = 0; n < 3; n++) setInterval(() => {}, 60_000); }),
      plugin("sockets", async ({ hooks }) => {
        const server = createServer().listen(0);
        await new Promise((done) => server.once("listening", done));
        const socket = connect(server.address().port);
        await Promise.all([new Promise((done) => server.once("connection", done)), new Promise((done) => socket.once("connect", done))]);
        createSocket("udp4").bind(0);
      }),
      plugin("others", async () => {
        globalThis.child = spawn("sleep", ["60"], { stdio: "ignore" });
        watch(".");
        await new Promise((done) => new Worker("setInterval(() => {}, 60_000)", { eval: true }).once("online", done));
      }),
      plugin("hides", () => {
        globalThis.hidden = spawn("sleep", ["60"], { stdio: "ignore", detached: true });
        hidden.unref();
      }),
      plugin("failed", () => { setInterval(() => {}, 60_000); throw new Error("boom"); }),
      plugin("late", ({ hooks }) => { hooks.register("session_end", () => { setTimeout(() => {}, 60_000); }); }),
    ]);
    setInterval(() => {}, 60_000);
    await manager.hookRegistry.invoke("session_end", { sessionId: "s1" });
    await manager.deactivateAll();
    printReport(manager);
    child.kill();
    hidden.kill();
    process.exit(0);`,
  );
  const report = readReport(run);
  const left = (name: string) =>
    report
      .of(name)
      .problems.flatMap(({ code, message }) =>
        code === "LEFTOVER_HANDLES" ? [message.replace(/^.*left (.*), which.*$/, "$1")] : [],
      );
  expect(left("tidy")).toEqual([]);
  expect(left("timers")).toEqual(["3 timers"]);
  expect(left("sockets")).toEqual(["1 server, 2 sockets, 1 UDP socket"]);
  expect(left("others")).toEqual(["1 child process, 1 file watcher, 1 worker thread"]);
  expect(left("hides")).toEqual([]);
  expect(left("failed")).toEqual(["1 timer"]);
  expect(left("late")).toEqual(["1 timer"]);
});
