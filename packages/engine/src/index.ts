// The public surface of @asky/engine. Nothing else is API.

export type { Daemon, ServerStatus } from "./daemon/daemon.ts";
export { callDaemon, type DaemonCallOptions } from "./daemon-process/call-daemon.ts";
export type { DaemonMethod, DaemonResults, DaemonStatus } from "./daemon-process/daemon-protocol.ts";
export { type DaemonEnd, type DaemonRunOptions, runDaemon } from "./daemon-process/run-daemon.ts";
export { type DaemonStartOptions, startDaemon } from "./daemon-process/start-daemon.ts";
export { type DaemonStopOptions, stopDaemon } from "./daemon-process/stop-daemon.ts";
export { buildEngine } from "./engine/build-engine.ts";
export type { Engine } from "./engine/engine.ts";
export type { EngineOptions } from "./engine/engine-options.ts";
export type { EngineTurn } from "./engine/engine-turn.ts";
export type { ShutdownReport, ShutdownStep } from "./engine/shutdown-report.ts";
export { createModel, type ModelSurroundings } from "./models/create-model.ts";
export { type DetectOptions, detectLocalModels, type LocalModelServer } from "./models/detect-local-model.ts";
export { MODEL_PROVIDERS } from "./models/model-providers.ts";
export { createOfflineModel, type OfflineModelOptions } from "./models/offline/offline-model.ts";
export { createRecordedModel, type RecordedModelOptions } from "./models/recorded/recorded-model.ts";
export { createFileSessionStore, type FileSessionStoreOptions } from "./sessions/file-session-store.ts";
export { createMemorySessionStore } from "./sessions/memory-session-store.ts";
export { openSessions } from "./sessions/open-sessions.ts";
export type {
  AskedTurn,
  EndedTurn,
  OpenedSession,
  SessionOwner,
  SessionStore,
} from "./sessions/session-store.ts";
export { createWebFetchTool, type WebFetchOptions } from "./tools/web-fetch.ts";
export type { DispatchedCall } from "./turn/dispatch-call.ts";
export type { IncomingMessage, TurnOptions } from "./turn/message.ts";
export type { OnProgress, TurnProgress } from "./turn/turn-progress.ts";
export type { ToolCallReport, TurnResult } from "./turn/turn-result.ts";
