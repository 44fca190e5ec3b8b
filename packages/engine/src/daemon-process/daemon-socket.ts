import { once } from "node:events";
import { chmod, rm } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { PluginError } from "@asky/sdk";
import { daemonRequestInvalid, daemonUnavailable } from "../errors/daemon.ts";
import { describeError } from "../errors/describe-error.ts";
import { type DaemonRequest, MAX_REQUEST_BYTES, PROTOCOL_VERSION, readRequest } from "./daemon-protocol.ts";

const MAX_CLIENTS = 32;
/** How long a client may say nothing. */
const SILENCE_MS = 5_000;
const GOODBYE_MS = 500;
/** Of a longer path the system is silently told the beginning, and another file becomes the socket. */
const MAX_PATH_BYTES = process.platform === "linux" ? 107 : 103;

/** A daemon's ear. */
export interface DaemonSocket {
  /** Takes no more requests, and hangs up. */
  close(): Promise<void>;
}

/**
 * Listens for requests, one line of JSON each. Only the user of the process reaches it. Clients that are slow, silent or
 * talk too much are hung up on, and hold up nobody.
 *
 * @param answer - its error becomes the answer.
 * @throws PluginError `DAEMON_UNAVAILABLE` when it cannot listen there.
 */
export async function openDaemonSocket(
  address: string,
  answer: (request: DaemonRequest) => Promise<unknown>,
): Promise<DaemonSocket> {
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    client.on("close", () => clients.delete(client));
    // A client that is gone has nothing to be told.
    client.on("error", () => client.destroy());
    client.setTimeout(SILENCE_MS, () => client.destroy());
    if (clients.size > MAX_CLIENTS) client.destroy();
    else serveClient(client, answer);
  });
  const isFile = process.platform !== "win32";
  const refusal = `The daemon cannot listen on "${address}"`;
  if (isFile && Buffer.byteLength(address) > MAX_PATH_BYTES) {
    throw daemonUnavailable(refusal, new Error(`The path is longer than ${MAX_PATH_BYTES} bytes.`));
  }
  // Nobody else may come in between the making of the socket and its rights.
  const mask = isFile ? process.umask(0o177) : 0;
  try {
    const listening = once(server, "listening");
    try {
      // The socket is made within the call.
      server.listen(address);
    } finally {
      if (isFile) process.umask(mask);
    }
    await listening;
    if (isFile) await chmod(address, 0o600);
  } catch (cause) {
    throw daemonUnavailable(refusal, cause);
  }
  server.on("error", () => {});
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const client of clients) {
      // What was answered last is still on its way; a client that does not take it is not waited for.
      client.destroySoon();
      client.setTimeout(GOODBYE_MS, () => client.destroy());
    }
    await closed;
    if (isFile) await rm(address, { force: true });
  }

  return {
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function serveClient(client: Socket, answer: (request: DaemonRequest) => Promise<unknown>): void {
  let received = Buffer.alloc(0);
  let isAnswering = false;

  async function next(): Promise<void> {
    const end = received.indexOf(0x0a);
    if (isAnswering || (end === -1 && received.length <= MAX_REQUEST_BYTES)) return;
    isAnswering = true;
    if (end === -1 || end > MAX_REQUEST_BYTES) {
      client.end(encode(failure(daemonRequestInvalid(`it is longer than ${MAX_REQUEST_BYTES} bytes`))));
      return;
    }
    const line = received.subarray(0, end).toString("utf8");
    received = received.subarray(end + 1);
    client.setTimeout(0);
    client.write(encode(await reply(line, answer)));
    client.setTimeout(SILENCE_MS);
    isAnswering = false;
    await next();
  }

  client.on("data", (chunk) => {
    // One request is read while another is answered; whoever sends more waits in its own socket.
    received = Buffer.concat([received, chunk]);
    if (received.length > MAX_REQUEST_BYTES * 2) client.destroy();
    void next();
  });
}

async function reply(line: string, answer: (request: DaemonRequest) => Promise<unknown>): Promise<object> {
  try {
    const request = readRequest(parse(line));
    if (!request) throw daemonRequestInvalid(`it is none of version ${PROTOCOL_VERSION}`);
    return { version: PROTOCOL_VERSION, ok: true, result: await answer(request) };
  } catch (error) {
    return failure(error);
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw daemonRequestInvalid("it is no JSON");
  }
}

function failure(error: unknown): object {
  const { code, message, hint } = PluginError.is(error)
    ? error
    : daemonUnavailable(`The request failed: ${describeError(error)[0]}`);
  return { version: PROTOCOL_VERSION, ok: false, error: { code, message, hint } };
}

function encode(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
