// The public surface of @asky/engine. Nothing else is API.

export type { Daemon, ServerStatus } from "./daemon/daemon.ts";
export { buildEngine } from "./engine/build-engine.ts";
export type { Engine } from "./engine/engine.ts";
export type { EngineOptions } from "./engine/engine-options.ts";
export type { EngineTurn } from "./engine/engine-turn.ts";
export type { ShutdownReport, ShutdownStep } from "./engine/shutdown-report.ts";
export { createOfflineModel } from "./models/offline/offline-model.ts";
export { createMemorySessionStore } from "./sessions/memory-session-store.ts";
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
