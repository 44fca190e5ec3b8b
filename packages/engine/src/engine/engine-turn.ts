import type { HostToolRegistry } from "@asky/gate";
import type { ToolCall, TurnInfo } from "@asky/sdk";
import { type DispatchedCall, dispatchCall } from "../turn/dispatch-call.ts";
import { extendPrompt, type OpenTurn } from "../turn/open-turn.ts";

/**
 * A turn whose model the caller drives: plugins are heard and tools run by ticket, as in the engine's own turns. Made by
 * {@link Engine.openTurn}; to be closed.
 */
export interface EngineTurn {
  readonly info: TurnInfo;
  /** Aborts when the caller's signal does, when the engine shuts down, and when the turn is closed. */
  readonly signal: AbortSignal;
  /** The tools, the host's own and the plugins'. What the caller registers here is the host's too, for this turn. */
  readonly registry: HostToolRegistry;

  /**
   * The system prompt as plugins extend it. Called once a turn, before the model; left out by callers without a prompt.
   *
   * @param base - what they extend. @defaultValue the engine's own, with the guidelines of the tools
   * @throws the signal's reason (as a rejection) when it aborts.
   */
  systemPrompt(base?: string): Promise<string>;

  /**
   * Takes a call that the model made through hooks, gate and tool, and resolves to what the model is to be told. May be
   * called for several at a time. Never rejects; when the turn is interrupted or closed, the call's status is
   * `interrupted`.
   */
  dispatch(call: ToolCall): Promise<DispatchedCall>;

  /** Ends the turn: calls that still run are interrupted, and the next turn of the session begins. A second call does nothing. */
  close(): void;
}

/** What callers get of a turn. */
export function createEngineTurn(turn: OpenTurn, close: () => void): EngineTurn {
  const { info, signal, registry } = turn;
  return Object.freeze({
    info,
    signal,
    registry,
    systemPrompt: (base?: string) => extendPrompt(turn, base),
    dispatch: (call: ToolCall) => dispatchCall(turn, call),
    close,
  });
}
