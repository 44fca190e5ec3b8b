import type { HostConfig } from "../host/config.ts";
import type { DaemonServerSpec, DaemonService } from "../host/daemon-server.ts";
import type { AssistantMessage, Message } from "../host/message.ts";
import type { TurnScope } from "../host/turn.ts";
import type { JsonObject } from "../shared/json.ts";
import type { ToolCall } from "../tools/tool-call.ts";
import type { ToolRegistry } from "../tools/tool-registry.ts";
import type { ToolResult } from "../tools/tool-result.ts";
import type { ToolFunctionSchema } from "../tools/tool-schema.ts";
import type { ChainPoint, HookPoint, NotifyPoint } from "./hook-points.ts";

// In every payload a member without `readonly` may be replaced by assignment; the host reads it back after each
// callback, so that every change has one author. Nested values are frozen: build a new one and assign it.

/** Payload of `tool_registry_build`. */
export interface ToolRegistryBuildPayload extends TurnScope {
  /** Register tools here; the view stamps the plugin's name. Closed when the point is over. */
  readonly registry: ToolRegistry;
  /** What kind of turn it is. */
  readonly mode: "standard" | "research";
  /** Names that must not be registered in this turn. */
  readonly disabledTools: readonly string[];
}

/** What a callback of `system_prompt_extend` gets besides the prompt. */
export interface SystemPromptContext extends TurnScope {
  readonly config: HostConfig;
  readonly sessionId: string;
}

/** Payload of `pre_llm_call`. */
export interface PreLlmCallPayload extends TurnScope {
  /** Which model call of the turn this is, from 1. */
  readonly turnNumber: number;
  /** The model's name. */
  readonly model: string;
  /** The conversation as the model is going to see it. */
  messages: readonly Message[];
  /** Whether the model is told of any tool. */
  useTools: boolean;
  /** The tools that the model is told of. */
  toolSchemas: readonly ToolFunctionSchema[];
}

/** Payload of `post_llm_response`. */
export interface PostLlmResponsePayload extends TurnScope {
  /** Which model call of the turn this was, from 1. */
  readonly turnNumber: number;
  /** What the model answered. */
  message: AssistantMessage;
  /** The tools that it asked for. What stands here in the end is run. */
  toolCalls: readonly ToolCall[];
  /** The conversation before `message`. */
  messages: readonly Message[];
}

/** Payload of `pre_tool_execute`. */
export interface PreToolExecutePayload extends TurnScope {
  /** The call as the model asked for it. */
  readonly call: ToolCall;
  /** The tool's name in this turn. */
  readonly toolName: string;
  /** Replaced arguments are validated again, and the gate judges them, never the old ones. */
  args: JsonObject;
  /** Set it to answer the call without running the tool. The gate still judges the call. */
  result: ToolResult | undefined;
  /** Denies the call. Final: no other callback and no rule can allow it again. */
  readonly deny: (reason: string) => void;
}

/** Payload of `post_tool_execute`. */
export interface PostToolExecutePayload extends TurnScope {
  /** The call as the model asked for it. */
  readonly call: ToolCall;
  /** The tool's name in this turn. */
  readonly toolName: string;
  /** The arguments that the gate has judged. */
  readonly args: JsonObject;
  /** What the call ended in, as the model is going to see it. */
  result: ToolResult;
  /** Wall-clock milliseconds in the executor; 0 when a callback answered the call. */
  readonly executionTimeMs: number;
}

/** Payload of `daemon_server_register`. Both styles work: push to `servers`, or call `registerServer`. */
export interface DaemonServerRegisterPayload {
  readonly daemonService: DaemonService;
  /** An own list for each plugin; what is pushed during the callback is registered. */
  readonly servers: DaemonServerSpec[];
  /** @throws PluginError `SERVER_SPEC_INVALID`. */
  readonly registerServer: (spec: DaemonServerSpec) => void;
}

/** Payload of `config_loaded`. */
export interface ConfigLoadedPayload {
  readonly config: HostConfig;
}

/** Payload of `session_start`. */
export interface SessionStartPayload {
  readonly sessionId: string;
  readonly sessionName: string;
  /** Whether it was created just now; otherwise it is resumed. */
  readonly isNew: boolean;
  readonly researchMode: boolean;
}

/** Payload of `session_end`. */
export interface SessionEndPayload {
  readonly sessionId: string;
}

/** Payload of `pre_preload`. */
export interface PrePreloadPayload extends TurnScope {
  readonly config: HostConfig;
  readonly sessionId: string;
  readonly researchMode: boolean;
  /** What is looked for. */
  queryText: string;
  /** Files and folders to read besides the configured ones. */
  extraSources: readonly string[];
}

/** Payload of `post_preload`. */
export interface PostPreloadPayload extends TurnScope {
  readonly preloadResult: PreloadResult;
  /** Text for the model, after what was read; empty means none. */
  extraContext: string;
}

/** What was read before a turn. */
export interface PreloadResult {
  readonly queryText: string;
  readonly excerpts: readonly { readonly source: string; readonly text: string }[];
}

/** What each notification hands its callbacks. Closed: a misspelt point does not compile. */
export type HookPayloads = {
  tool_registry_build: ToolRegistryBuildPayload;
  pre_llm_call: PreLlmCallPayload;
  post_llm_response: PostLlmResponsePayload;
  pre_tool_execute: PreToolExecutePayload;
  post_tool_execute: PostToolExecutePayload;
  daemon_server_register: DaemonServerRegisterPayload;
  config_loaded: ConfigLoadedPayload;
  session_start: SessionStartPayload;
  session_end: SessionEndPayload;
  pre_preload: PrePreloadPayload;
  post_preload: PostPreloadPayload;
};

/** What each chain passes on, and what it hands its callbacks besides. */
export type HookChains = {
  system_prompt_extend: { value: string; context: SystemPromptContext };
};

/** The callback of a notification. What it returns is ignored; a promise is awaited. */
export type NotifyCallback<Point extends NotifyPoint> = (payload: HookPayloads[Point]) => unknown;

/**
 * The callback of a chain: takes the value, returns the next one or a promise of it. One that fails, or that ends with
 * `undefined` at run time, leaves the value as it was.
 */
export type ChainCallback<Point extends ChainPoint> = (
  value: HookChains[Point]["value"],
  context: HookChains[Point]["context"],
) => HookChains[Point]["value"] | Promise<HookChains[Point]["value"]>;

/** The callback that a point takes. */
export type HookCallback<Point extends HookPoint> = Point extends ChainPoint
  ? ChainCallback<Point>
  : Point extends NotifyPoint
    ? NotifyCallback<Point>
    : never;

/** The members of each payload that may be replaced. */
export const REPLACEABLE_FIELDS = {
  pre_llm_call: ["messages", "useTools", "toolSchemas"],
  post_llm_response: ["message", "toolCalls", "messages"],
  pre_tool_execute: ["args", "result"],
  post_tool_execute: ["result"],
  pre_preload: ["queryText", "extraSources"],
  post_preload: ["extraContext"],
} as const;

/** What a callback has replaced: only the fields whose value is another than before. */
export type ReplacedFields<Point extends NotifyPoint> = Point extends keyof typeof REPLACEABLE_FIELDS
  ? Partial<
      Pick<
        HookPayloads[Point],
        Extract<(typeof REPLACEABLE_FIELDS)[Point][number], keyof HookPayloads[Point]>
      >
    >
  : Record<never, never>;
