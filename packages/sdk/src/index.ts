// The public surface of @asky/sdk: contracts only. Nothing else is API.

// Asky: plugins that change what a host does
export type { AskyPluginContext } from "./asky/context.ts";
export { type AskyPluginDefinition, defineAskyPlugin } from "./asky/define-asky-plugin.ts";
export { AskyPlugin } from "./asky/plugin.ts";
// Shared by both contracts
export { PLUGIN_ERROR_CODES, type PluginErrorCode } from "./errors/codes.ts";
export { PluginError, type PluginErrorDetails } from "./errors/plugin-error.ts";
// Events
export { createEvent, type Event, HOST_SOURCE, sealEvent } from "./events/event.ts";
export type { EventBus, EventHandler } from "./events/event-bus.ts";
export {
  ENGINE_STARTED,
  ENGINE_STOPPED,
  EXECUTION_INTERRUPTED,
  HOST_EVENT_PREFIXES,
  INTERACTION_REQUESTED,
  INTERACTION_RESOLVED,
  isHostEventName,
  MESSAGE_IN,
  MESSAGE_OUT,
  MESSAGE_QUEUED,
  TOOL_ALLOWED,
  TOOL_DENIED,
  TOOL_GATED,
} from "./events/event-names.ts";
export type {
  EngineEventData,
  EventMap,
  EventName,
  ExecutionInterruptedData,
  InteractionRequestedData,
  InteractionResolvedData,
  MessageInData,
  MessageOutData,
  MessageQueuedData,
  ToolAllowedData,
  ToolDeniedData,
  ToolGatedData,
} from "./events/event-payloads.ts";
// Hooks
export type {
  ChainCallback,
  ConfigLoadedPayload,
  DaemonServerRegisterPayload,
  HookCallback,
  HookChains,
  HookPayloads,
  NotifyCallback,
  PostLlmResponsePayload,
  PostPreloadPayload,
  PostToolExecutePayload,
  PreLlmCallPayload,
  PreloadResult,
  PrePreloadPayload,
  PreToolExecutePayload,
  ReplacedFields,
  SessionEndPayload,
  SessionStartPayload,
  SystemPromptContext,
  ToolRegistryBuildPayload,
} from "./hooks/hook-payloads.ts";
export { REPLACEABLE_FIELDS } from "./hooks/hook-payloads.ts";
export {
  type ChainPoint,
  CONFIG_LOADED,
  DAEMON_SERVER_REGISTER,
  HOOK_POINTS,
  type HookPoint,
  isHookPoint,
  type NotifyPoint,
  POST_LLM_RESPONSE,
  POST_PRELOAD,
  POST_TOOL_EXECUTE,
  PRE_LLM_CALL,
  PRE_PRELOAD,
  PRE_TOOL_EXECUTE,
  SESSION_END,
  SESSION_START,
  SYSTEM_PROMPT_EXTEND,
  TOOL_REGISTRY_BUILD,
} from "./hooks/hook-points.ts";
export type {
  ChainHandle,
  HookOptions,
  HookRegistry,
  HostHookOptions,
  NotifyHandle,
  PluginHooks,
} from "./hooks/hook-registry.ts";
// What a host is made of
export type {
  ApprovalAnswer,
  ApprovalConnector,
  ApprovalPart,
  ApprovalRequest,
  ApprovalScope,
  ApprovalsService,
  ChatMode,
} from "./host/approvals.ts";
export type {
  ApprovalEntry,
  AuditLogger,
  OperationEntry,
  SecurityViolationEntry,
  ToolAttemptEntry,
} from "./host/audit-logger.ts";
export type {
  CommandArgument,
  CommandContext,
  CommandOption,
  CommandRun,
  CommandSpec,
  ExitCode,
} from "./host/command.ts";
export type { ConfigService, HostConfig, ModelConfig, TetherConfig } from "./host/config.ts";
export type { DaemonServerSpec, DaemonService } from "./host/daemon-server.ts";
export type {
  HostClock,
  HostSurroundings,
  HostUnderTest,
  RunningHost,
  TicketedToolRegistry,
  TurnUnderTest,
} from "./host/host-under-test.ts";
export type { PackageManifest, PluginManifest } from "./host/manifest.ts";
export {
  type AssistantMessage,
  type DataPart,
  type ImagePart,
  isMessagePart,
  type Message,
  type MessagePart,
  type SystemMessage,
  type TextPart,
  type ToolMessage,
  textOf,
  textPart,
  type UserMessage,
} from "./host/message.ts";
export type { Model, ModelChunk, ModelRequest, ModelUsage } from "./host/model.ts";
export type {
  DrainingGeneration,
  GenerationChanges,
  LifecyclePhase,
  PluginReport,
  PluginState,
  Problem,
  ProblemPlace,
  StartupReport,
  StatusService,
} from "./host/report.ts";
export type { RiskLevel } from "./host/risk-level.ts";
export type {
  SessionFilter,
  SessionHit,
  SessionInfo,
  SessionsService,
  StoredSession,
  StoredTurn,
} from "./host/sessions.ts";
export type { TurnInfo, TurnScope } from "./host/turn.ts";
export {
  API_VERSION,
  brandOf,
  createBrand,
  PLUGIN_BRAND,
  type PluginBrand,
  type PluginContract,
} from "./shared/brand.ts";
export type { ConfigOf } from "./shared/config-of.ts";
export { freezeJson } from "./shared/freeze-json.ts";
export type { JsonObject, JsonPrimitive, JsonSchema, JsonValue, Undo } from "./shared/json.ts";
export type { PluginLifetime } from "./shared/lifetime.ts";
export type { Logger } from "./shared/logger.ts";
export { isPluginName, PLUGIN_NAME_PATTERN } from "./shared/plugin-name.ts";
export type { ServiceMap, ServiceName, Services } from "./shared/services.ts";
export {
  isStandardSchema,
  type SchemaOutput,
  type StandardIssue,
  type StandardResult,
  type StandardSchema,
} from "./shared/standard-schema.ts";
// Tether: plugins that watch
export type { TetherPluginContext } from "./tether/context.ts";
export { defineTetherPlugin, type TetherPluginDefinition } from "./tether/define-tether-plugin.ts";
export type { PluginMeta, TetherPlugin } from "./tether/plugin.ts";
// Tools and the gate
export type { GateTicket } from "./tools/gate-ticket.ts";
export type { ToolCall } from "./tools/tool-call.ts";
export type { ToolRegistry } from "./tools/tool-registry.ts";
export { isToolResult, type ToolOutput, type ToolResult } from "./tools/tool-result.ts";
export {
  TOOL_NAME_PATTERN,
  type ToolExecutionContext,
  type ToolExecutor,
  type ToolFunctionSchema,
  type ToolRegistration,
  type ToolSchema,
} from "./tools/tool-schema.ts";
