import type { TurnInfo } from "@asky/sdk";

/** How the call of a callback ended. */
export type InvocationOutcome = "ok" | "failed" | "timed_out" | "skipped";

/** One call of one callback: who, where, how long, and what it changed. */
export interface InvocationRecord {
  readonly plugin: string;
  readonly point: string;
  /** The callback's name. */
  readonly callback: string;
  /** The turn it belongs to; left out outside a turn. */
  readonly turn?: TurnInfo;
  /** The session it belongs to, where the payload names one outside a turn. */
  readonly sessionId?: string;
  /** The tool call that it is about, as the model asked for it. */
  readonly call?: { readonly id: string; readonly toolName: string };
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Wall-clock milliseconds. */
  readonly durationMs: number;
  readonly outcome: InvocationOutcome;
  /** What could be replaced as it was before; left out when nothing was replaced. */
  readonly before?: unknown;
  /** What it was replaced by. */
  readonly after?: unknown;
  /** What a callback that failed has thrown. */
  readonly error?: unknown;
}

/** Told of each call when it is over. Must not throw. */
export type InvocationRecorder = (record: InvocationRecord) => void;

/** Ends a record that was begun. */
export type EndRecord = (
  outcome: InvocationOutcome,
  facts?: Pick<InvocationRecord, "before" | "after" | "error">,
) => void;

/** Begins a record: the time counts from now until it is ended. */
export function beginRecord(
  record: InvocationRecorder,
  facts: Pick<InvocationRecord, "plugin" | "point" | "callback" | "turn" | "sessionId" | "call">,
): EndRecord {
  const startedAt = Date.now();
  const from = performance.now();
  return (outcome, rest) =>
    record({ ...facts, startedAt, durationMs: performance.now() - from, outcome, ...rest });
}
