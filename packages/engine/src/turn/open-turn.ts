import type { HostToolRegistry } from "@asky/gate";
import {
  SESSION_START,
  type SessionInfo,
  SYSTEM_PROMPT_EXTEND,
  type TurnInfo,
  type TurnScope,
} from "@asky/sdk";
import type { LiveSession } from "../sessions/live-session.ts";
import { buildTools } from "./build-tools.ts";
import { createSystemPrompt } from "./system-prompt.ts";
import type { TurnHost } from "./turn-host.ts";
import { untilAborted } from "./until-aborted.ts";

/** What a turn is opened with. */
export interface TurnOpening {
  readonly info: TurnInfo;
  readonly session: LiveSession;
  /** Absolute. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** A turn with its tools, whoever drives the model. */
export interface OpenTurn {
  readonly host: TurnHost;
  readonly info: TurnInfo;
  readonly session: SessionInfo;
  /** What every payload carries. */
  readonly scope: TurnScope;
  readonly signal: AbortSignal;
  /** Absolute. */
  readonly directory: string;
  readonly registry: HostToolRegistry;
}

/**
 * Opens a turn: the session's start when this process has not begun it yet, then the tools.
 *
 * @throws the signal's reason when it aborts.
 */
export async function openTurn(
  host: TurnHost,
  { info, session, directory, signal }: TurnOpening,
): Promise<OpenTurn> {
  signal.throwIfAborted();
  const scope = Object.freeze({ turn: info, signal });
  if (!session.isAnnounced) await announceSession(host, session, signal);
  const registry = await buildTools(host, scope);
  return Object.freeze({ host, info, session: session.info, scope, signal, directory, registry });
}

/**
 * The system prompt of a turn, as plugins have extended it.
 *
 * @param base - what they extend. @defaultValue the engine's own, with the guidelines of the turn's tools
 * @throws the signal's reason when it aborts.
 */
export function extendPrompt(turn: OpenTurn, base?: string): Promise<string> {
  const { host, info, scope, signal, directory, registry } = turn;
  return untilAborted(
    host.hooks.invokeChain(
      SYSTEM_PROMPT_EXTEND,
      base ?? createSystemPrompt(directory, registry.getSystemPromptGuidelines()),
      Object.freeze({ ...scope, config: host.config, sessionId: info.sessionId }),
    ),
    signal,
  );
}

async function announceSession(host: TurnHost, session: LiveSession, signal: AbortSignal): Promise<void> {
  const { id: sessionId, name: sessionName, researchMode } = session.info;
  session.isAnnounced = true;
  const payload = Object.freeze({ sessionId, sessionName, isNew: session.isNew, researchMode });
  await untilAborted(host.hooks.invoke(SESSION_START, payload), signal);
}
