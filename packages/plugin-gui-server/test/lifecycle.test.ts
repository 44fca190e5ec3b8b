import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { type DaemonServerSpec, PluginError } from "@asky/sdk";
import { describe, expect, onTestFinished, test } from "vitest";
import { rawRequest } from "./raw-request.ts";
import { activatePlugin, portOf, startConsole, type TestHost } from "./start-console.ts";

function healthOf(host: TestHost, port = portOf(host)): Promise<number> {
  return rawRequest(port, ["GET /api/v1/health HTTP/1.1", `Host: 127.0.0.1:${port}`]).then((a) => a.status);
}

async function rejectionOf(outcome: unknown): Promise<PluginError> {
  const error: unknown = await Promise.resolve(outcome).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!PluginError.is(error)) throw new Error("A PluginError was expected.");
  return error;
}

/** A socket that is open on the server's side too. */
function openSocket(port: number, firstWords: string): Promise<Socket & { ended: Promise<void> }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    const ended = new Promise<void>((end) => {
      socket.on("close", () => end());
    });
    socket.on("error", reject);
    socket.on("connect", () => {
      if (firstWords === "") resolve(Object.assign(socket, { ended }));
      else socket.write(firstWords, () => resolve(Object.assign(socket, { ended })));
    });
    socket.resume();
  });
}

describe("registration of the daemon server", () => {
  test("one server named gui_server is registered, and does not run yet", async () => {
    const { server } = await activatePlugin();
    expect(server.name).toBe("gui_server");
    expect(server.isRunning()).toBe(false);
  });

  test("invoking the point twice with the same list does not register it twice", async () => {
    const { register } = await activatePlugin();
    const servers: DaemonServerSpec[] = [];
    const daemonService = { serverNames: [], getServer: () => undefined };
    const payload = { servers, daemonService, registerServer: () => {} };
    await register(payload);
    await register(payload);
    expect(servers).toHaveLength(1);
  });

  test("invoking the point again with a daemon that has it does not register it again", async () => {
    const { register, server } = await activatePlugin();
    const servers: DaemonServerSpec[] = [];
    const daemonService = { serverNames: ["gui_server"], getServer: () => ({ ...server }) };
    await register({ servers, daemonService, registerServer: () => {} });
    expect(servers).toEqual([]);
  });

  test("a foreign server of the same name does not keep it back", async () => {
    const { register, server } = await activatePlugin();
    const servers: DaemonServerSpec[] = [];
    const foreign = { ...server, start: () => {} };
    await register({
      servers,
      daemonService: { serverNames: ["gui_server"], getServer: () => foreign },
      registerServer: () => {},
    });
    expect(servers).toHaveLength(1);
  });
});

describe("start", () => {
  test("resolves when the console answers, on a free port when the port is 0", async () => {
    const host = await startConsole();
    expect(host.server.isRunning()).toBe(true);
    expect(portOf(host)).toBeGreaterThan(0);
    expect(await healthOf(host)).toBe(200);
  });

  test("twice keeps the one that runs", async () => {
    const host = await startConsole();
    const { url } = host.gui;
    await Promise.all([host.server.start(), host.server.start()]);
    expect(host.gui.url).toBe(url);
  });

  test("listens on its own address only", async () => {
    const port = portOf(await startConsole());
    const socket = connect(port, "127.0.0.2");
    const error = await new Promise((resolve) => socket.once("connect", resolve).once("error", resolve));
    socket.destroy();
    expect(error).toBeInstanceOf(Error);
  });

  test("takes localhost for 127.0.0.1", async () => {
    const host = await activatePlugin({ host: "localhost", port: 0 });
    await host.server.start();
    expect(host.gui.url).toMatch(/^http:\/\/localhost:\d+$/);
    expect(await healthOf(host)).toBe(200);
  });

  test("on a taken port rejects with GUI_PORT_TAKEN naming port and key", async () => {
    const blocker = createServer();
    const port = await new Promise<number>((resolve) => {
      blocker.listen(0, "127.0.0.1", () => resolve((blocker.address() as { port: number }).port));
    });
    onTestFinished(() => void blocker.close());
    const host = await activatePlugin({ port });
    const error = await rejectionOf(host.server.start());
    expect(error.code).toBe("GUI_PORT_TAKEN");
    expect(error.message).toContain(`port ${port}`);
    expect(error.hint).toContain("plugins/gui_server.toml");
    expect(host.server.isRunning()).toBe(false);

    await new Promise((resolve) => blocker.close(resolve));
    await host.server.start();
    expect(await healthOf(host)).toBe(200);
  });

  test("without a place for the start link rejects, and nothing listens", async () => {
    const host = await activatePlugin();
    // A folder where the file belongs cannot be replaced by it.
    mkdirSync(join(host.dataDir, "start-url", "inner"), { recursive: true });
    const error = await rejectionOf(host.server.start());
    expect(error.code).toBe("GUI_START_FILE_FAILED");
    expect(host.server.isRunning()).toBe(false);
    expect(host.gui.url).toBeUndefined();
  });
});

test("the connection after the 256th is dropped, and one that ends makes room", async () => {
  const host = await startConsole();
  const port = portOf(host);
  const sockets = await Promise.all(
    Array.from({ length: 256 }, () => openSocket(port, "GET / HTTP/1.1\r\n")),
  );
  await (await openSocket(port, "")).ended;
  expect(sockets.every((socket) => !socket.closed)).toBe(true);

  const [first] = sockets;
  first?.end("nonsense\r\n\r\n");
  await first?.ended;
  expect(await healthOf(host)).toBe(200);
});

describe("stop", () => {
  test("is safe when the console does not run", async () => {
    const { server } = await activatePlugin();
    await server.stop();
    await server.stop();
    expect(server.isRunning()).toBe(false);
  });

  test("ends idle, half-open and silent connections", async () => {
    const host = await startConsole();
    const port = portOf(host);
    const sockets = await Promise.all([
      openSocket(port, ""),
      openSocket(port, "GET / HTTP/1.1\r\nHost: 127"),
      openSocket(port, `GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`),
    ]);
    // One more that has been answered shows that the others have reached the server.
    await healthOf(host);
    await host.server.stop();
    await Promise.all(sockets.map((socket) => socket.ended));
    expect(host.server.isRunning()).toBe(false);
    await expect(healthOf(host, port)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  test("the console can be started again, without its old sessions and links", async () => {
    const host = await startConsole();
    const oldLink = new URL(host.gui.createStartUrl());
    await host.server.stop();
    await host.server.start();
    const port = portOf(host);
    const { status } = await rawRequest(port, [
      `GET ${oldLink.pathname}${oldLink.search} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
    ]);
    expect(status).toBe(403);
  });

  test("the plugin's end stops the console", async () => {
    const host = await startConsole();
    const port = portOf(host);
    await host.deactivate();
    expect(host.server.isRunning()).toBe(false);
    await expect(healthOf(host, port)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  test("that overlaps with start comes after it", async () => {
    const host = await activatePlugin();
    await Promise.all([host.server.start(), host.server.stop()]);
    expect(host.server.isRunning()).toBe(false);
    expect(host.gui.url).toBeUndefined();
  });
});

describe("the start link", () => {
  test("is logged and kept in a file that only its owner reads, while the console runs", async () => {
    const host = await startConsole();
    const file = join(host.dataDir, "start-url");
    const link = readFileSync(file, "utf8").trim();
    expect(link.startsWith(`${host.gui.url}/start?token=`)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const said = host.log.filter(({ level }) => level === "info").map(({ message }) => message);
    expect(said.some((message) => message.includes("/start?token="))).toBe(true);

    await host.server.stop();
    expect(existsSync(file)).toBe(false);
  });

  test("a file left behind, readable for all, is replaced", async () => {
    const host = await activatePlugin();
    const file = join(host.dataDir, "start-url");
    writeFileSync(file, "old", { mode: 0o644 });
    await host.server.start();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).not.toContain("old");
  });

  test("cannot be made while the console does not run", async () => {
    const { gui } = await activatePlugin();
    const error = await rejectionOf(Promise.resolve().then(() => gui.createStartUrl()));
    expect(error.code).toBe("GUI_NOT_RUNNING");
  });

  test("carries 256 bits that are never the same", async () => {
    const { gui } = await startConsole();
    const tokens = Array.from({ length: 50 }, () => new URL(gui.createStartUrl()).searchParams.get("token"));
    expect(new Set(tokens).size).toBe(50);
    for (const token of tokens) expect(Buffer.from(token ?? "", "base64url")).toHaveLength(32);
  });
});
