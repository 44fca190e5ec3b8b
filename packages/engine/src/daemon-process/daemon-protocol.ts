import type { ReloadOutcome } from "@asky/manager";
import type { StartupReport } from "@asky/sdk";
import * as z from "zod/mini";
import type { ServerStatus } from "../daemon/daemon.ts";

/** Raised when a request or an answer changes its meaning. */
export const PROTOCOL_VERSION = 1;
/** The longest request; answers are as long as a report is. */
export const MAX_REQUEST_BYTES = 65_536;

/** What a running daemon says of itself. */
export interface DaemonStatus {
  readonly pid: number;
  readonly configDir: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** How many messages are not answered yet. */
  readonly turns: number;
  readonly servers: readonly ServerStatus[];
  readonly report: StartupReport;
}

/** What each request ends in. */
export interface DaemonResults {
  readonly status: DaemonStatus;
  readonly reload: ReloadOutcome;
  /** The daemon's process, which ends when it has stopped everything. */
  readonly stop: { readonly pid: number };
  /** How many turns were interrupted. */
  readonly interrupt: { readonly turns: number };
}

export type DaemonMethod = keyof DaemonResults;

/** A request, one line of JSON. */
export type DaemonRequest =
  | { readonly version: 1; readonly method: "status" | "reload" | "stop" }
  | { readonly version: 1; readonly method: "interrupt"; readonly params: { readonly chatId: string } };

/** An answer, one line of JSON. */
export type DaemonAnswer =
  | { readonly version: 1; readonly ok: true; readonly result: unknown }
  | {
      readonly version: 1;
      readonly ok: false;
      readonly error: { readonly code: string; readonly message: string; readonly hint: string };
    };

const request = z.discriminatedUnion("method", [
  z.object({ version: z.literal(PROTOCOL_VERSION), method: z.literal("status") }),
  z.object({ version: z.literal(PROTOCOL_VERSION), method: z.literal("reload") }),
  z.object({ version: z.literal(PROTOCOL_VERSION), method: z.literal("stop") }),
  z.object({
    version: z.literal(PROTOCOL_VERSION),
    method: z.literal("interrupt"),
    params: z.object({ chatId: z.string() }),
  }),
]);

const answer = z.discriminatedUnion("ok", [
  z.object({ version: z.literal(PROTOCOL_VERSION), ok: z.literal(true), result: z.unknown() }),
  z.object({
    version: z.literal(PROTOCOL_VERSION),
    ok: z.literal(false),
    error: z.object({ code: z.string(), message: z.string(), hint: z.string() }),
  }),
]);

/** `undefined` when it is none of this version. */
export function readRequest(value: unknown): DaemonRequest | undefined {
  return request.safeParse(value).data;
}

/** `undefined` when it is none of this version. */
export function readAnswer(value: unknown): DaemonAnswer | undefined {
  return answer.safeParse(value).data as DaemonAnswer | undefined;
}
