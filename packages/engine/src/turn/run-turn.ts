import {
  type AssistantMessage,
  type Message,
  PluginError,
  SESSION_START,
  SYSTEM_PROMPT_EXTEND,
  type TurnInfo,
  textOf,
} from "@asky/sdk";
import { toProblem } from "../errors/to-problem.ts";
import type { Session } from "../sessions/session-store.ts";
import { buildTools } from "./build-tools.ts";
import { callModel } from "./call-model.ts";
import { assistantMessage, systemMessage, userMessage } from "./conversation.ts";
import { runTools } from "./run-tools.ts";
import { createSystemPrompt } from "./system-prompt.ts";
import type { TurnResult } from "./turn-result.ts";
import type { Turn, TurnHost } from "./turn-state.ts";
import { untilAborted } from "./until-aborted.ts";

/** What one turn is about. */
export interface TurnInput {
  readonly text: string;
  readonly info: TurnInfo;
  readonly session: Session;
  readonly isNewSession: boolean;
  /** Absolute. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** How a turn ends: what is said to the user, and what the session keeps of it. */
interface Ending extends Pick<TurnResult, "text" | "stopReason"> {
  readonly last: AssistantMessage;
}

/**
 * Answers one message: session, tools, prompt, then model and tools in turn until there is an answer. The session is written
 * once, at the end, and holds whole exchanges only. Never rejects because of a plugin, a model, a tool or the signal.
 */
export async function runTurn(host: TurnHost, input: TurnInput): Promise<TurnResult> {
  const startedAt = performance.now();
  const { text, info, session, signal } = input;
  const asked = Object.freeze([...session.messages, userMessage(text)]);
  const state: { turn?: Turn } = {};
  const { last, ...ending } = await endIn(host, signal, async () => {
    state.turn = await openTurn(host, input, asked);
    return await converse(state.turn);
  });
  const said = (state.turn?.conversation ?? asked).filter((message) => message.role !== "system");
  session.messages = Object.freeze([...said, last]);
  return Object.freeze({
    ...ending,
    turnId: info.id,
    sessionId: info.sessionId,
    toolCalls: Object.freeze([...(state.turn?.toolCalls ?? [])]),
    model: host.modelName,
    durationMs: performance.now() - startedAt,
  });
}

/** Turns what may end a turn early into an ending. A fault of the host itself propagates. */
async function endIn(host: TurnHost, signal: AbortSignal, work: () => Promise<Ending>): Promise<Ending> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) return endWith("Interrupted before there was an answer.", "interrupted");
    if (!PluginError.is(error) || error.code !== "MODEL_FAILED") throw error;
    const problem = toProblem(error, "error", "serve");
    host.report(problem);
    const cause = problem.causes?.[0];
    const because = cause === undefined ? "" : ` Cause: ${cause}`;
    return endWith(`There is no answer. ${error.message}${because} ${error.hint}`, "error");
  }
}

function endWith(text: string, stopReason: TurnResult["stopReason"]): Ending {
  return { text, stopReason, last: assistantMessage(text, []) };
}

async function openTurn(host: TurnHost, input: TurnInput, asked: readonly Message[]): Promise<Turn> {
  const { info, isNewSession, directory, signal } = input;
  const scope = Object.freeze({ turn: info, signal });
  if (isNewSession) await startSession(host, info.sessionId, signal);
  const registry = await buildTools(host, scope);
  const prompt = await untilAborted(
    host.hooks.invokeChain(
      SYSTEM_PROMPT_EXTEND,
      createSystemPrompt(directory, registry.getSystemPromptGuidelines()),
      Object.freeze({ ...scope, config: host.config, sessionId: info.sessionId }),
    ),
    signal,
  );
  const conversation = Object.freeze([systemMessage(prompt), ...asked]);
  return {
    host,
    info,
    scope,
    signal,
    directory,
    registry,
    conversation,
    callIds: new Set(),
    toolCalls: [],
  };
}

async function startSession(host: TurnHost, sessionId: string, signal: AbortSignal): Promise<void> {
  const payload = { sessionId, sessionName: sessionId, isNew: true, researchMode: false };
  await untilAborted(host.hooks.invoke(SESSION_START, Object.freeze(payload)), signal);
}

async function converse(turn: Turn): Promise<Ending> {
  const limit = turn.host.config.limits.max_model_calls;
  for (let turnNumber = 1; turnNumber <= limit; turnNumber++) {
    const message = await callModel(turn, turnNumber);
    const text = textOf(message.parts);
    if (message.toolCalls.length === 0) return { text, stopReason: "answered", last: message };
    if (turnNumber === limit) return endWith(limitReached(limit, text), "limit");
    await runTools(turn, message);
    turn.signal.throwIfAborted();
  }
  throw new RangeError("max_model_calls is at least 1.");
}

function limitReached(limit: number, text: string): string {
  const stopped = `Stopped after ${limit} model calls, the most that [limits] max_model_calls allows; the model still asked for tools.`;
  return text === "" ? stopped : `${text}\n\n${stopped}`;
}
