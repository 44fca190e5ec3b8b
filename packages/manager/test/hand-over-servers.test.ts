import { handOverServers, type OwnedServer } from "@asky/manager";
import { createManualClock } from "@asky/manager/testing";
import type { Problem } from "@asky/sdk";
import { describe, expect, test } from "vitest";

/** One machine: a port has one server at a time. */
function machine() {
  const ports = new Map<number, string>();
  const calls: string[] = [];
  const problems: Problem[] = [];
  const clock = createManualClock();

  function server(name: string, port: number, own: Partial<OwnedServer["spec"]> = {}): OwnedServer {
    const spec = {
      name,
      start() {
        calls.push(`${name} start`);
        if (ports.has(port)) throw new Error(`port ${port} is taken by ${ports.get(port)}`);
        ports.set(port, name);
      },
      stop() {
        calls.push(`${name} stop`);
        if (ports.get(port) === name) ports.delete(port);
      },
      isRunning: () => ports.get(port) === name,
    };
    return { plugin: `plugin_${name}`, spec: { ...spec, ...own } };
  }

  async function running(...servers: readonly OwnedServer[]): Promise<readonly OwnedServer[]> {
    for (const { spec } of servers) await spec.start();
    calls.length = 0;
    return servers;
  }

  const handOver = (from: readonly OwnedServer[], to: readonly OwnedServer[]) =>
    handOverServers({ from, to, clock, report: (problem) => void problems.push(problem) });
  return { server, running, handOver, calls, clock, problems, onPorts: () => [...ports.values()].sort() };
}

const never = () => new Promise<never>(() => {});
const failing = () => Promise.reject(new Error("boom"));

describe("servers that are handed over", () => {
  test("free their ports, last first, before the new ones start in order", async () => {
    const { server, running, handOver, calls, problems } = machine();
    const old = await running(server("a", 1), server("b", 2));
    await handOver(old, [server("c", 2), server("d", 1)]);
    expect(calls).toEqual(["b stop", "a stop", "c start", "d start"]);
    expect(problems).toEqual([]);
  });

  test("go back when a new one does not start", async () => {
    const { server, running, handOver, calls, problems, onPorts } = machine();
    await running(server("foreign", 3));
    const old = await running(server("a", 1), server("b", 2));
    const refused = handOver(old, [server("c", 1), server("d", 3), server("e", 2)]);
    await expect(refused).rejects.toMatchObject({
      code: "HAND_OVER_FAILED",
      plugin: "plugin_d",
      cause: new Error("port 3 is taken by foreign"),
    });
    expect(calls).toEqual([
      ...["b stop", "a stop", "c start", "d start"],
      ...["d stop", "c stop", "a start", "b start"],
    ]);
    expect(onPorts()).toEqual(["a", "b", "foreign"]);
    expect(problems).toEqual([]);
  });

  test.each([
    ["fails", failing],
    ["hangs", never],
  ])("go on when an old one %s to stop, as long as the ports suffice", async (_, stop) => {
    const { server, running, handOver, clock, problems, onPorts } = machine();
    const old = await running(server("a", 1, { stop }), server("b", 2));
    const done = handOver(old, [server("c", 2)]);
    await clock.advance(30_000);
    await done;
    expect(onPorts()).toEqual(["a", "c"]);
    expect(problems).toMatchObject([{ code: "SERVER_STOP_FAILED", plugin: "plugin_a" }]);
  });

  test("are not started a second time when they have never stopped", async () => {
    const { server, running, handOver, calls, onPorts } = machine();
    const old = await running(server("a", 1, { stop: failing }), server("b", 2));
    await expect(handOver(old, [server("c", 1)])).rejects.toMatchObject({ plugin: "plugin_c" });
    expect(calls).toEqual(["b stop", "c start", "c stop", "b start"]);
    expect(onPorts()).toEqual(["a", "b"]);
  });

  test("that start too late are stopped", async () => {
    const { server, running, handOver, calls, clock, onPorts } = machine();
    const old = await running(server("a", 1));
    let finish = () => {};
    const start = () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      });
    const done = handOver(old, [server("slow", 2, { start })]);
    const refused = expect(done).rejects.toMatchObject({ code: "HAND_OVER_FAILED", plugin: "plugin_slow" });
    await clock.advance(30_000);
    await refused;
    calls.length = 0;
    finish();
    await clock.advance(0);
    expect(calls).toEqual(["slow stop"]);
    expect([onPorts(), clock.pending]).toEqual([["a"], 0]);
  });

  test.each(["start", "stop"] as const)("whose %s() fails late are left alone", async (method) => {
    const { server, running, handOver, calls, clock } = machine();
    let fail = (_error: Error) => {};
    const late = () =>
      new Promise<void>((_, reject) => {
        fail = reject;
      });
    const servers = [server("late", 1, { [method]: late })];
    const done = method === "stop" ? handOver(await running(...servers), []) : handOver([], servers);
    const settled = done.catch(() => {});
    await clock.advance(60_000);
    await settled;
    calls.length = 0;
    fail(new Error("late"));
    await clock.advance(0);
    expect(calls).toEqual([]);
  });

  test("that stop late are not stopped again", async () => {
    const { server, running, handOver, clock } = machine();
    let stops = 0;
    let finish = () => {};
    const stop = () => {
      stops += 1;
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    };
    const done = handOver(await running(server("late", 1, { stop })), []);
    await clock.advance(30_000);
    await done;
    finish();
    await clock.advance(0);
    expect(stops).toBe(1);
  });

  test.each([
    ["start() fails", { start: failing }],
    [
      "isRunning() throws",
      {
        isRunning: () => {
          throw new Error("boom");
        },
      },
    ],
  ])("are reported when %s on the way back, and the others still start", async (_, own) => {
    const { server, running, handOver, problems, onPorts } = machine();
    const [b] = await running(server("b", 2));
    const old = [server("a", 1, own), ...(b ? [b] : [])];
    await expect(handOver(old, [server("c", 3, { start: failing })])).rejects.toMatchObject({
      plugin: "plugin_c",
    });
    expect(problems).toMatchObject([{ code: "SERVER_START_FAILED", plugin: "plugin_a", causes: ["boom"] }]);
    expect(onPorts()).toEqual(["b"]);
  });
});
