// @ts-check

/**
 * @typedef {object} View
 * @property {import("@asky/sdk").HookPoint} point
 * @property {(value: any, context: any) => Record<string, unknown>} look what of it is worth keeping, as JSON
 * @property {(value: any, context: any) => string} keyOf tells invocations apart that run at the same time
 */

/**
 * The points of a turn, and what is recorded of each.
 *
 * @type {readonly View[]}
 */
export const views = [
  {
    point: "session_start",
    look: ({ sessionId, isNew }) => ({ sessionId, isNew }),
    keyOf: ({ sessionId }) => sessionId,
  },
  {
    point: "tool_registry_build",
    look: ({ registry }) => ({ tools: registry.getToolNames() }),
    keyOf: ({ turn }) => turn.id,
  },
  {
    point: "system_prompt_extend",
    look: (prompt) => ({ prompt }),
    keyOf: (_prompt, { turn }) => turn.id,
  },
  {
    point: "pre_llm_call",
    look: ({ turnNumber, model, messages, useTools, toolSchemas }) => ({
      turnNumber,
      model,
      messages: messages.length,
      tools: useTools ? toolSchemas.length : 0,
    }),
    keyOf: ({ turn }) => turn.id,
  },
  {
    point: "post_llm_response",
    look: ({ turnNumber, message, toolCalls }) => ({ turnNumber, parts: message.parts, toolCalls }),
    keyOf: ({ turn }) => turn.id,
  },
  {
    point: "pre_tool_execute",
    look: ({ call, toolName, args, result }) => ({
      callId: call.id,
      toolName,
      args,
      answered: result !== undefined,
    }),
    keyOf: ({ turn, call }) => `${turn.id} ${call.id}`,
  },
  {
    point: "post_tool_execute",
    look: ({ call, toolName, result, executionTimeMs }) => ({
      callId: call.id,
      toolName,
      parts: result.parts,
      isError: result.isError,
      executionTimeMs,
    }),
    keyOf: ({ turn, call }) => `${turn.id} ${call.id}`,
  },
  {
    point: "session_end",
    look: ({ sessionId }) => ({ sessionId }),
    keyOf: ({ sessionId }) => sessionId,
  },
];
