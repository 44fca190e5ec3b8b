import type { JsonValue, TurnInfo } from "@asky/sdk";
import type { InvocationOutcome } from "../hooks/invocation-record.ts";

/**
 * One step of what a callback changed, as in RFC 6902. A `test` before a `replace` or `remove` says what stood there. A
 * text of which a good part stayed is edited by `str_del` and `str_ins`: `str` taken out, or put in, at `pos`. Values are
 * redacted and cut, so a patch is to be read and not to be applied; where one did not fit, there is none.
 */
export interface PatchOperation {
  readonly op: "test" | "add" | "remove" | "replace" | "str_del" | "str_ins";
  /** A JSON Pointer into what could be replaced, for example `/args/file_path`; `/prompt` is the system prompt. */
  readonly path: string;
  readonly value?: JsonValue;
  /** UTF-16 units from the beginning of the text. */
  readonly pos?: number;
  readonly str?: string;
}

/** What every entry carries. */
interface EntryBase {
  /** Counts the lines of its run from 1. A gap is a line that was damaged. */
  readonly seq: number;
  /** When it began; ISO 8601, UTC. */
  readonly timestamp: string;
  /** The turn's id, or that of the process for what happened outside a turn. */
  readonly run: string;
  readonly sessionId?: string;
  /** How many secrets were taken out. */
  readonly redacted?: number;
  /** Whether something was cut or left out. */
  readonly truncated?: boolean;
}

/** One call of one callback. */
export interface LedgerCall extends EntryBase {
  readonly kind: "call";
  readonly plugin: string;
  readonly version?: string;
  readonly hook: string;
  readonly callback: string;
  readonly callId?: string;
  readonly toolName?: string;
  /** Wall-clock milliseconds. */
  readonly durationMs: number;
  readonly outcome: InvocationOutcome;
  /** What the callback changed; empty when nothing. */
  readonly patch: readonly PatchOperation[];
  /** How many steps or differences did not fit into the patch. */
  readonly patchOmitted?: number;
  /** What a callback that failed has thrown, with its causes. */
  readonly error?: string;
}

/** What a host has noted. */
export interface LedgerNoteEntry extends EntryBase {
  readonly kind: "note";
  /** What happened, in lower_snake_case. */
  readonly event: string;
  readonly plugin?: string;
  readonly by?: string;
  readonly reason?: string;
  readonly callId?: string;
  readonly toolName?: string;
  readonly durationMs?: number;
  readonly detail?: JsonValue;
}

/** Something the ledger had to leave out. */
export interface LedgerGap extends EntryBase {
  /**
   * `capped`: the run's file is full, what follows is only counted; `left_out`: how much that was in the end; `dropped`:
   * entries of any run that could not be written, or came faster than they could be.
   */
  readonly kind: "capped" | "left_out" | "dropped";
  /** How many entries are missing. */
  readonly count: number;
}

/** One line of the ledger. */
export type LedgerEntry = LedgerCall | LedgerNoteEntry | LedgerGap;

/** An entry before it has its place in a file. */
export type EntryDraft = Omit<LedgerCall, "seq"> | Omit<LedgerNoteEntry, "seq"> | Omit<LedgerGap, "seq">;

/** Something a host adds to the ledger, for example that a tool call was denied. */
export interface LedgerNote {
  /**
   * What happened, in lower_snake_case. `tool_denied` is the one that explanations know: with `by`, `reason`, `callId`,
   * `toolName`, and `plugin` when it was one.
   */
  readonly event: string;
  /** The turn it belongs to; left out outside a turn. */
  readonly turn?: TurnInfo;
  /** The plugin concerned. */
  readonly plugin?: string;
  /** Who decided: `plugin`, `policy`, `sandbox`, `approval`, `audit`. */
  readonly by?: string;
  readonly reason?: string;
  readonly callId?: string;
  readonly toolName?: string;
  /** Wall-clock milliseconds. */
  readonly durationMs?: number;
  /** Further facts. Any value: what is no JSON shows as what it is. */
  readonly detail?: unknown;
}
