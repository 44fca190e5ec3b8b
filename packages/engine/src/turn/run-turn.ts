import { type AssistantMessage, type Message, PluginError, textOf, type UserMessage } from "@asky/sdk";
import { assistantMessage, systemMessage } from "../conversation/conversation.ts";
import { toProblem } from "../errors/to-problem.ts";
import { callModel } from "./call-model.ts";
import { extendPrompt, openTurn, type TurnOpening } from "./open-turn.ts";
import { preloadContext } from "./preload-context.ts";
import { runTools } from "./run-tools.ts";
import { TurnBudget } from "./turn-budget.ts";
import type { TurnHost } from "./turn-host.ts";
import type { OnProgress } from "./turn-progress.ts";
import type { TurnResult } from "./turn-result.ts";
import type { Turn } from "./turn-state.ts";

/** What one turn is about. */
export interface TurnInput extends TurnOpening {
  readonly asked: UserMessage;
  /** Never throws. */
  readonly tell: OnProgress;
}

/** A turn that is over: what is told the caller, and what was said in it, the user's message first. */
export interface EndedTurn {
  readonly result: TurnResult;
  readonly said: readonly Message[];
}

/** What is said of a turn that somebody has stopped. */
export const UNANSWERED = "Interrupted before there was an answer.";

/** How a turn ends: what is said to the user, and what the session keeps of it. */
interface Ending extends Pick<TurnResult, "text" | "stopReason" | "errorCode"> {
  readonly last: AssistantMessage;
}

/**
 * Answers one message: session, tools, what is looked up, prompt, then model and tools in turn until there is an answer.
 * What was said is a whole exchange, however it ends. Never rejects because of a plugin, a model, a tool or the signal.
 */
export async function runTurn(host: TurnHost, input: TurnInput): Promise<EndedTurn> {
  const startedAt = performance.now();
  const { asked, info, session, signal } = input;
  const state: { turn?: Turn } = {};
  const { last, ...ending } = await endIn(host, signal, async () => {
    state.turn = await beginTurn(host, input);
    return await converse(state.turn);
  });
  const result: TurnResult = Object.freeze({
    ...ending,
    turnId: info.id,
    sessionId: info.sessionId,
    toolCalls: Object.freeze([...(state.turn?.toolCalls ?? [])]),
    model: host.modelName,
    outputTokens: state.turn?.budget.outputTokens ?? 0,
    durationMs: performance.now() - startedAt,
  });
  const conversation = state.turn?.conversation ?? [...session.messages, asked];
  return { result, said: Object.freeze([...conversation.filter(({ role }) => role !== "system"), last]) };
}

/** Turns what may end a turn early into an ending. A fault of the host itself propagates. */
async function endIn(host: TurnHost, signal: AbortSignal, work: () => Promise<Ending>): Promise<Ending> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) return endByAbort(signal.reason);
    if (!PluginError.is(error) || error.code !== "MODEL_FAILED") throw error;
    const problem = toProblem(error, "error", "serve");
    host.report(problem);
    const cause = problem.causes?.[0];
    const because = cause === undefined ? "" : ` Cause: ${cause}`;
    return endWith(`There is no answer. ${error.message}${because} ${error.hint}`, "error", error.code);
  }
}

/** The turn's own time ends it as a limit; everything else that aborts it is an interruption. */
function endByAbort(reason: unknown): Ending {
  return PluginError.is(reason) && reason.code === "TURN_TIMED_OUT"
    ? endWith(reason.message, "limit")
    : endWith(UNANSWERED, "interrupted");
}

function endWith(
  text: string,
  stopReason: TurnResult["stopReason"],
  errorCode?: PluginError["code"],
): Ending {
  return { text, stopReason, ...(errorCode && { errorCode }), last: assistantMessage(text, []) };
}

async function beginTurn(host: TurnHost, input: TurnInput): Promise<Turn> {
  const { asked, session, tell } = input;
  const opened = await openTurn(host, input);
  const context = await preloadContext(opened, asked);
  const prompt = await extendPrompt(opened);
  const conversation = Object.freeze([systemMessage(prompt), ...session.messages, asked]);
  const budget = new TurnBudget(host.config.limits);
  return { ...opened, conversation, callIds: new Set(), toolCalls: [], context, budget, tell };
}

async function converse(turn: Turn): Promise<Ending> {
  for (let turnNumber = 1; ; turnNumber++) {
    const message = await callModel(turn, turnNumber);
    const text = textOf(message.parts);
    if (message.toolCalls.length === 0) return { text, stopReason: "answered", last: message };
    const refusal = turn.budget.refuse(message.toolCalls.length);
    if (refusal !== undefined) {
      turn.tell({ type: "text", text: text === "" ? refusal : `\n\n${refusal}` });
      return endWith(text === "" ? refusal : `${text}\n\n${refusal}`, "limit");
    }
    await runTools(turn, message);
    turn.signal.throwIfAborted();
  }
}
