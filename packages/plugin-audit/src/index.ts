// The public surface of @asky/plugin-audit. Nothing else is API.

export { AuditPlugin, type AuditPluginOptions } from "./audit-plugin.ts";
export type { AuditConfig } from "./config.ts";
export { createAuditPlugin, createAuditPlugin as default } from "./create-audit-plugin.ts";
export { AUDIT_ERROR_CODES, type AuditErrorCode } from "./errors.ts";
export {
  createJsonLinesAuditLogger,
  type JsonLinesAuditLogger,
  type JsonLinesAuditLoggerOptions,
} from "./json-lines-audit-logger.ts";
