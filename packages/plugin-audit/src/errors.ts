import { PluginError } from "@asky/sdk";

/** Every code that this package reports, with what it means. Permanent once released. */
export const AUDIT_ERROR_CODES = {
  AUDIT_SERVICE_MISSING: "The host offers no service `audit`, so the plugin has nowhere to write.",
  AUDIT_LOGGER_INVALID: "AuditPlugin was constructed with something that is no audit logger.",
  AUDIT_ENTRY_INVALID: "An entry holds something that is not JSON; it was not written.",
  AUDIT_LOG_CLOSED: "Something was to be written after the log had been closed.",
  AUDIT_LOG_NOT_A_FILE: "The path of the log names a directory, a pipe or a device.",
  AUDIT_LOG_UNWRITABLE: "The log cannot be opened or written, for example because the disk is full.",
} as const;

/** One of the codes of {@link AUDIT_ERROR_CODES}. */
export type AuditErrorCode = keyof typeof AUDIT_ERROR_CODES;

export function auditServiceMissing(): PluginError {
  return auditError("AUDIT_SERVICE_MISSING", {
    message: 'The plugin "audit" cannot be created: the host offers no service named "audit".',
    hint: 'Offer an AuditLogger with services.provide("audit", createJsonLinesAuditLogger({ path })) before plugins are loaded.',
  });
}

export function auditLoggerInvalid(): PluginError {
  return auditError("AUDIT_LOGGER_INVALID", {
    message: "AuditPlugin was constructed with a value that has no method logSecurityViolation.",
    hint: 'Pass an AuditLogger. In plugins.toml leave out the key "class", so that the plugin takes the host\'s service "audit".',
  });
}

export function auditEntryInvalid(event: string, cause: unknown): PluginError {
  return auditError("AUDIT_ENTRY_INVALID", {
    message: `An entry of the kind "${event}" was not written to the audit log, because a part of it is not JSON.`,
    hint: "Pass strings, finite numbers, booleans, null, and plain arrays and objects of those.",
    cause,
  });
}

export function auditLogClosed(path: string): PluginError {
  return auditError("AUDIT_LOG_CLOSED", {
    message: `The audit log "${path}" is closed; the entry was not written.`,
    hint: "Close the logger after everything that writes to it has stopped.",
  });
}

export function auditLogNotAFile(path: string, cause?: unknown): PluginError {
  return auditError("AUDIT_LOG_NOT_A_FILE", {
    message: `The audit log "${path}" is not a regular file; nothing was written.`,
    hint: "Set the log's path to a regular file, or to a name that is not taken.",
    cause,
  });
}

export function auditLogUnwritable(path: string, cause: unknown): PluginError {
  return auditError("AUDIT_LOG_UNWRITABLE", {
    message: `The audit log "${path}" cannot be written; the entry is not, or not whole, in it.`,
    hint: "Make sure that the disk has space and that the file and its directory are writable for this user.",
    cause,
  });
}

interface Facts {
  readonly message: string;
  readonly hint: string;
  readonly cause?: unknown;
}

function auditError(code: AuditErrorCode, facts: Facts): PluginError {
  return new PluginError(code, { plugin: "audit", ...facts });
}
