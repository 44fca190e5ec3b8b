import {
  type AssistantMessage,
  freezeJson,
  type Message,
  POST_LLM_RESPONSE,
  PRE_LLM_CALL,
  type ToolCall,
  type ToolFunctionSchema,
  textOf,
} from "@asky/sdk";
import { assistantMessage, findFault } from "../conversation/conversation.ts";
import { replacedFieldInvalid } from "../errors/turn.ts";
import { collectAnswer, type ModelAnswer } from "./collect-answer.ts";
import type { Turn } from "./turn-state.ts";
import { untilAborted } from "./until-aborted.ts";

/**
 * One model call with its two hook points.
 *
 * What a callback of `pre_llm_call` replaces holds for this call only. What one of `post_llm_response` replaces holds
 * from here on: it is what the turn goes on with and what the session keeps.
 *
 * @param turnNumber - which model call of the turn this is, from 1.
 * @returns the answer; its `toolCalls` are the ones to run.
 * @throws PluginError `MODEL_FAILED`; the signal's reason when it aborts.
 */
export async function callModel(turn: Turn, turnNumber: number): Promise<AssistantMessage> {
  const { messages, useTools, toolSchemas } = await prepareRequest(turn, turnNumber);
  const { host, signal, budget, tell } = turn;
  const tools = freezeJson(useTools ? toolSchemas : []);
  const request = Object.freeze({ messages, tools, signal, maxOutputTokens: Math.max(1, budget.tokensLeft) });
  // Nobody sees what a plugin may still change.
  const isReviewed = host.hooks.point(POST_LLM_RESPONSE).size > 0;
  const answer = await collectAnswer(
    { model: host.model, name: host.modelName, usedIds: turn.callIds },
    request,
    isReviewed ? () => {} : (text) => tell({ type: "text", text }),
  );
  budget.addAnswer({ tokens: answer.outputTokens, chars: answer.text.length });
  const message = await reviewAnswer(turn, turnNumber, answer);
  const text = textOf(message.parts);
  if (isReviewed && text !== "") tell({ type: "text", text });
  for (const call of message.toolCalls) turn.callIds.add(call.id);
  return message;
}

interface RequestFields {
  readonly messages: readonly Message[];
  readonly useTools: boolean;
  readonly toolSchemas: readonly ToolFunctionSchema[];
}

async function prepareRequest(turn: Turn, turnNumber: number): Promise<RequestFields> {
  const { host, scope } = turn;
  let fields: RequestFields = {
    messages: withContext(turn),
    useTools: true,
    toolSchemas: turn.registry.getSchemas(),
  };
  await untilAborted(
    host.hooks.invokeEach(
      PRE_LLM_CALL,
      () => ({ ...scope, turnNumber, model: host.modelName, ...fields }),
      (replaced, plugin) => {
        const messages = checkMessages(turn, plugin, PRE_LLM_CALL, replaced.messages);
        fields = { ...fields, ...replaced, messages: messages ?? fields.messages };
      },
    ),
    turn.signal,
  );
  return fields;
}

/** The conversation as the model gets it: what was looked up stands with the user's message of this turn. */
function withContext({ conversation, context }: Turn): readonly Message[] {
  if (!context) return conversation;
  const last = conversation.findLastIndex(({ role }) => role === "user");
  return freezeJson(
    conversation.map((message, index) =>
      index === last ? { ...message, parts: [...message.parts, context] } : message,
    ),
  );
}

async function reviewAnswer(turn: Turn, turnNumber: number, answer: ModelAnswer): Promise<AssistantMessage> {
  const { host, scope } = turn;
  let message = assistantMessage(answer.text, answer.toolCalls);
  await untilAborted(
    host.hooks.invokeEach(
      POST_LLM_RESPONSE,
      () => ({
        ...scope,
        turnNumber,
        message,
        toolCalls: message.toolCalls,
        messages: turn.conversation,
      }),
      (replaced, plugin) => {
        const messages = checkMessages(turn, plugin, POST_LLM_RESPONSE, replaced.messages);
        if (messages) turn.conversation = messages;
        // The list of calls and the message's own list are one thing; the list wins when both were replaced.
        const asked = replaced.toolCalls ?? replaced.message?.toolCalls;
        const toolCalls = checkCalls(turn, plugin, asked) ?? message.toolCalls;
        message = Object.freeze({ ...(replaced.message ?? message), toolCalls });
      },
    ),
    turn.signal,
  );
  return message;
}

function checkMessages(
  { host }: Turn,
  plugin: string,
  point: string,
  messages: readonly Message[] | undefined,
): readonly Message[] | undefined {
  const fault = messages && findFault(messages);
  if (fault === undefined) return messages;
  host.report(replacedFieldInvalid(plugin, point, "messages", fault));
  return undefined;
}

function checkCalls(
  { host, callIds }: Turn,
  plugin: string,
  calls: readonly ToolCall[] | undefined,
): readonly ToolCall[] | undefined {
  const ids = calls?.map((call) => call.id) ?? [];
  if (new Set(ids).size === ids.length && !ids.some((id) => id === "" || callIds.has(id))) return calls;
  host.report(
    replacedFieldInvalid(plugin, POST_LLM_RESPONSE, "toolCalls", "a call has an id that is empty or used"),
  );
  return undefined;
}
