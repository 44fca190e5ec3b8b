import { createConnection } from "node:net";
import { resolve } from "node:path";
import { PluginError, type PluginErrorCode } from "@asky/sdk";
import { daemonNotRunning, daemonUnavailable } from "../errors/daemon.ts";
import { daemonAddress } from "./daemon-address.ts";
import {
  type DaemonAnswer,
  type DaemonMethod,
  type DaemonResults,
  PROTOCOL_VERSION,
  readAnswer,
} from "./daemon-protocol.ts";

/** What {@link callDaemon} takes besides. */
export interface DaemonCallOptions {
  /** For `interrupt`: whose turns. */
  readonly chatId?: string;
  /** Milliseconds. @defaultValue 60000 */
  readonly timeoutMs?: number;
}

const MAX_ANSWER_CHARS = 64 * 1_048_576;
/** What connecting ends in when nobody listens. */
const NOBODY: ReadonlySet<string | undefined> = new Set(["ENOENT", "ECONNREFUSED", "ENOTSOCK"]);

/**
 * Asks the daemon of a config dir: `status`, `reload`, `interrupt` or `stop`.
 *
 * @throws PluginError (as a rejection) `DAEMON_NOT_RUNNING`; `DAEMON_UNAVAILABLE` when it does not answer; the code that
 *   the daemon answers with.
 */
export async function callDaemon<Method extends DaemonMethod>(
  configDir: string,
  method: Method,
  { chatId = "local", timeoutMs = 60_000 }: DaemonCallOptions = {},
): Promise<DaemonResults[Method]> {
  const dir = resolve(configDir);
  const params = method === "interrupt" ? { params: { chatId } } : {};
  const line = await ask(dir, JSON.stringify({ version: PROTOCOL_VERSION, method, ...params }), timeoutMs);
  const answer = parseAnswer(line);
  if (!answer) throw daemonUnavailable(`The daemon of "${dir}" gave an answer that is none of version 1`);
  if (answer.ok) return answer.result as DaemonResults[Method];
  const { code, message, hint } = answer.error;
  throw new PluginError(code as PluginErrorCode, { message, hint });
}

function ask(configDir: string, request: string, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(daemonAddress(configDir));
    let received = "";
    const fail = (what: string, cause?: unknown): void => {
      socket.destroy();
      reject(daemonUnavailable(what, cause));
    };
    const timer = setTimeout(() => fail(`The daemon of "${configDir}" did not answer in time`), timeoutMs);
    socket.setEncoding("utf8");
    socket.on("connect", () => socket.write(`${request}\n`));
    socket.on("data", (chunk: string) => {
      received += chunk;
      if (received.length > MAX_ANSWER_CHARS) fail(`The daemon of "${configDir}" does not stop talking`);
      if (!received.includes("\n")) return;
      resolve(received.slice(0, received.indexOf("\n")));
      socket.end();
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (NOBODY.has(error.code)) reject(daemonNotRunning(configDir));
      else fail(`The daemon of "${configDir}" cannot be reached`, error);
    });
    socket.on("close", () => {
      clearTimeout(timer);
      fail(`The daemon of "${configDir}" hung up`);
    });
  });
}

function parseAnswer(line: string): DaemonAnswer | undefined {
  try {
    return readAnswer(JSON.parse(line));
  } catch {
    // No JSON; the caller says so.
    return undefined;
  }
}
