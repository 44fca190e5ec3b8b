import type { HostToolRegistry } from "@asky/gate";
import { SESSION_START, SYSTEM_PROMPT_EXTEND, type TurnInfo, type TurnScope } from "@asky/sdk";
import { buildTools } from "./build-tools.ts";
import { createSystemPrompt } from "./system-prompt.ts";
import type { TurnHost } from "./turn-host.ts";
import { untilAborted } from "./until-aborted.ts";

/** What a turn is opened with. */
export interface TurnOpening {
  readonly info: TurnInfo;
  readonly isNewSession: boolean;
  /** Absolute. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** A turn with its tools, whoever drives the model. */
export interface OpenTurn {
  readonly host: TurnHost;
  readonly info: TurnInfo;
  /** What every payload carries. */
  readonly scope: TurnScope;
  readonly signal: AbortSignal;
  /** Absolute. */
  readonly directory: string;
  readonly registry: HostToolRegistry;
}

/**
 * Opens a turn: the session's start when it is new, then the tools.
 *
 * @throws the signal's reason when it aborts.
 */
export async function openTurn(
  host: TurnHost,
  { info, isNewSession, directory, signal }: TurnOpening,
): Promise<OpenTurn> {
  const scope = Object.freeze({ turn: info, signal });
  if (isNewSession) await startSession(host, info.sessionId, signal);
  const registry = await buildTools(host, scope);
  return Object.freeze({ host, info, scope, signal, directory, registry });
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

async function startSession(host: TurnHost, sessionId: string, signal: AbortSignal): Promise<void> {
  const payload = { sessionId, sessionName: sessionId, isNew: true, researchMode: false };
  await untilAborted(host.hooks.invoke(SESSION_START, Object.freeze(payload)), signal);
}
