// The public surface of @asky/plugin-audit. Nothing else is API.

export { AuditPlugin, type AuditPluginOptions } from "./audit-plugin.ts";
export type { AuditConfig } from "./config.ts";
export { createAuditPlugin, createAuditPlugin as default } from "./create-audit-plugin.ts";
export type { AuditDisk, DurableFile } from "./disk/disk.ts";
export { AUDIT_ERROR_CODES, type AuditErrorCode } from "./errors.ts";
export {
  createJsonLinesAuditLogger,
  type JsonLinesAuditLogger,
  type JsonLinesAuditLoggerOptions,
} from "./json-lines-audit-logger.ts";
export type { Anchor } from "./log/anchor.ts";
export {
  type ChainedAuditLogger,
  type ChainedAuditLoggerOptions,
  createChainedAuditLogger,
} from "./log/chained-audit-logger.ts";
export { type RotateAuditKeyOptions, rotateAuditKey } from "./log/rotate-key.ts";
export { readAnchors } from "./verify/read-anchors.ts";
export type { ChainFault, ChainVerification } from "./verify/verify-chain.ts";
export {
  type AuditFault,
  type AuditVerification,
  type VerifyAuditLogOptions,
  verifyAuditLog,
} from "./verify/verify-log.ts";
