import {
  type AssistantMessage,
  ENGINE_STARTED,
  ENGINE_STOPPED,
  type EventMap,
  type HookPayloads,
  type HostConfig,
  MESSAGE_IN,
  MESSAGE_OUT,
  type Message,
  type NotifyPoint,
  type SystemPromptContext,
  TOOL_ALLOWED,
  TOOL_DENIED,
  TOOL_GATED,
  type ToolCall,
  type ToolFunctionSchema,
  type TurnInfo,
} from "@asky/sdk";
import type { Sample } from "./samples.ts";

/** The turn that payloads belong to. */
export interface ProbeScope {
  readonly turn: TurnInfo;
  readonly signal: AbortSignal;
  readonly config: HostConfig;
}

/** The points whose payloads are data, `deny` apart; the two others collect something. */
export type DataPoint = Exclude<NotifyPoint, "tool_registry_build" | "daemon_server_register">;

/** The points of {@link DataPoint}, in the order of a turn. */
export const DATA_POINTS: readonly DataPoint[] = [
  "config_loaded",
  "session_start",
  "pre_preload",
  "post_preload",
  "pre_llm_call",
  "post_llm_response",
  "pre_tool_execute",
  "post_tool_execute",
  "session_end",
];

/** Makes the payload of a point from a sample: new and not frozen at any level. */
export function probePayload<Point extends DataPoint>(
  point: Point,
  sample: Sample,
  scope: ProbeScope,
): HookPayloads[Point] {
  return makers[point](sample, scope) as HookPayloads[Point];
}

/** What callbacks of `system_prompt_extend` get besides the prompt. */
export function probePromptContext({ turn, signal, config }: ProbeScope): SystemPromptContext {
  return { turn: { ...turn }, signal, config: structuredClone(config), sessionId: turn.sessionId };
}

/** The turn of a session: the same session gives the same turn. */
export function probeTurn(sessionId: string): TurnInfo {
  return { id: `turn-${sessionId}`, sessionId, chatId: `chat-${sessionId}`, userId: `user-${sessionId}` };
}

/** Of a part that comes many times. What comes once is longer. */
const MAX_PART_LENGTH = 10_000;

const makers: { readonly [Point in DataPoint]: (sample: Sample, scope: ProbeScope) => HookPayloads[Point] } =
  {
    config_loaded: (_sample, { config }) => ({ config: structuredClone(config) }),
    session_start: ({ text }, { turn: { sessionId } }) => {
      return { sessionId, sessionName: text, isNew: true, researchMode: false };
    },
    session_end: (_sample, { turn: { sessionId } }) => ({ sessionId }),
    pre_preload: ({ text, count }, scope) => ({
      ...turnOf(scope),
      config: structuredClone(scope.config),
      sessionId: scope.turn.sessionId,
      researchMode: false,
      queryText: text,
      extraSources: Array.from({ length: count }, (_, index) => `notes-${index}.txt`),
    }),
    post_preload: ({ text, count }, scope) => ({
      ...turnOf(scope),
      preloadResult: {
        queryText: text,
        excerpts: Array.from({ length: count }, (_, index) => ({
          source: `notes-${index}.txt`,
          text: text.slice(0, MAX_PART_LENGTH),
        })),
      },
      extraContext: text,
    }),
    pre_llm_call: (sample, scope) => ({
      ...turnOf(scope),
      turnNumber: 1,
      model: "offline",
      messages: messagesOf(sample),
      useTools: true,
      toolSchemas: toolSchemasOf(sample),
    }),
    post_llm_response: (sample, scope) => ({
      ...turnOf(scope),
      turnNumber: 1,
      message: assistantMessage(sample),
      toolCalls: Array.from({ length: sample.count }, () => callOf(sample)),
      messages: messagesOf(sample),
    }),
    pre_tool_execute: (sample, scope) => ({
      ...turnOf(scope),
      call: callOf(sample),
      toolName: callOf(sample).name,
      args: structuredClone(sample.json),
      result: undefined,
      deny: () => {},
    }),
    post_tool_execute: (sample, scope) => ({
      ...turnOf(scope),
      call: callOf(sample),
      toolName: callOf(sample).name,
      args: structuredClone(sample.json),
      result: { parts: [{ type: "text", text: sample.text }], isError: false },
      executionTimeMs: sample.count,
    }),
  };

/** The host's own events, whatever else packages declare. */
export const HOST_EVENTS: readonly HostEvent[] = [
  MESSAGE_IN,
  TOOL_GATED,
  TOOL_ALLOWED,
  TOOL_DENIED,
  MESSAGE_OUT,
  ENGINE_STARTED,
  ENGINE_STOPPED,
];

type HostEvent =
  | typeof MESSAGE_IN
  | typeof TOOL_GATED
  | typeof TOOL_ALLOWED
  | typeof TOOL_DENIED
  | typeof MESSAGE_OUT
  | typeof ENGINE_STARTED
  | typeof ENGINE_STOPPED;

/** Makes the data of each of the host's own events from a sample. */
export function probeEvents(sample: Sample, { turn }: ProbeScope): Pick<EventMap, HostEvent> {
  const { sessionId, userId, chatId } = turn;
  const { id: callId, name: toolName } = callOf(sample);
  const subject = { sessionId, callId, toolName };
  return {
    "tool.gated": { ...subject, toolInput: sample.json },
    "tool.allowed": { ...subject, toolInput: sample.json },
    "tool.denied": { ...subject, reason: sample.text, violationType: "sandbox" },
    "message.in": { userId, chatId, text: sample.text },
    "message.out": { userId, chatId, content: sample.text },
    "engine.started": {},
    "engine.stopped": {},
  };
}

function turnOf({ turn, signal }: ProbeScope): Pick<ProbeScope, "turn" | "signal"> {
  return { turn: { ...turn }, signal };
}

function callOf({ id, json }: Sample): ToolCall {
  return { id: `call-${id}`, name: "asky_contract_probe", arguments: JSON.stringify(json) };
}

function messagesOf(sample: Sample): readonly Message[] {
  const text = sample.text.slice(0, MAX_PART_LENGTH);
  const user: Message = { role: "user", parts: [{ type: "text", text }] };
  const answer: Message = {
    role: "tool",
    toolCallId: callOf(sample).id,
    toolName: callOf(sample).name,
    parts: [{ type: "data", data: structuredClone(sample.json) }],
    isError: false,
  };
  const exchange = [user, assistantMessage({ ...sample, text }), answer];
  return Array.from({ length: sample.count }, (_, index) => structuredClone(exchange[index % 3] as Message));
}

function assistantMessage(sample: Sample): AssistantMessage {
  const text = { type: "text" as const, text: sample.text };
  return { role: "assistant", parts: sample.count === 0 ? [] : [text], toolCalls: [callOf(sample)] };
}

function toolSchemasOf({ count, text }: Sample): readonly ToolFunctionSchema[] {
  return Array.from({ length: count }, (_, index) => ({
    type: "function",
    function: { name: `probe_${index}`, description: text.slice(0, 1_000), parameters: { type: "object" } },
  }));
}
