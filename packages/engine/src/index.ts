// The public surface of @asky/engine. Nothing else is API.

export type { Daemon, ServerStatus } from "./daemon/daemon.ts";
export { buildEngine } from "./engine/build-engine.ts";
export type { Engine } from "./engine/engine.ts";
export type { EngineOptions } from "./engine/engine-options.ts";
export type { ShutdownReport, ShutdownStep } from "./engine/shutdown-report.ts";
export { createOfflineModel } from "./models/offline/offline-model.ts";
export type { IncomingMessage } from "./turn/message.ts";
export type { ToolCallReport, TurnResult } from "./turn/turn-result.ts";
