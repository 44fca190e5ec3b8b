import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { listenFailed, portTaken } from "../errors.ts";
import { allowedHosts, urlHost } from "./allowed-hosts.ts";
import { judgeRequest, type Refusal } from "./judge-request.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";

/** Answers a request that was let through. */
export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that listens. */
export interface LocalServer {
  readonly port: number;
  /** For example `http://127.0.0.1:8765`, without a slash at the end. */
  readonly url: string;
  /** Ends all connections and resolves when the port is free again. */
  close(): Promise<void>;
}

const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 8_192,
} as const;
const MAX_CONNECTIONS = 256;

/**
 * Listens on a loopback address and lets only requests through that {@link judgeRequest} has no objection to.
 *
 * @param onError - told of faults after the start, of which none ends the server.
 * @returns the server, when it listens.
 * @throws PluginError `GUI_PORT_TAKEN`, `GUI_LISTEN_FAILED`.
 */
export async function openLocalServer(
  host: string,
  port: number,
  listener: (port: number) => RequestListener,
  onError: (error: Error) => void,
): Promise<LocalServer> {
  const server = createServer(LIMITS);
  server.maxConnections = MAX_CONNECTIONS;
  await listen(server, host, port);
  const bound = (server.address() as AddressInfo).port;
  const hosts = allowedHosts(host, bound);
  const answer = listener(bound);
  server.on("error", onError);
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const { method = "", url: target = "", rawHeaders } = request;
    const refusal = judgeRequest({ method, target, rawHeaders }, hosts);
    if (refusal !== undefined) refuse(response, refusal);
    else answer(request, response);
  });
  return { port: bound, url: `http://${urlHost(host)}:${bound}`, close: () => close(server) };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  // A name could be resolved to an address of the network; the number cannot.
  const address = host === "localhost" ? "127.0.0.1" : host;
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      reject((error.code === "EADDRINUSE" ? portTaken : listenFailed)(host, port, error));
    };
    server.once("error", onError);
    server.listen({ host: address, port, exclusive: true }, () => {
      server.off("error", onError);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // Its only fault is that the server does not run, and then it is closed.
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** The connection ends too: what else came on it, a body for example, is of no interest. */
function refuse(response: ServerResponse, { status, allow }: Refusal): void {
  if (allow !== undefined) response.setHeader("Allow", allow);
  response.writeHead(status, { Connection: "close", "Content-Length": "0" });
  response.end();
}
