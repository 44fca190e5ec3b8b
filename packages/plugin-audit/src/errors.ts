import { PluginError, type Problem } from "@asky/sdk";

/** Every code that this package reports, with what it means. Permanent once released. */
export const AUDIT_ERROR_CODES = {
  AUDIT_SERVICE_MISSING: "The host offers no service `audit`, so the plugin has nowhere to write.",
  AUDIT_LOGGER_INVALID: "AuditPlugin was constructed with something that is no audit logger.",
  AUDIT_ENTRY_INVALID: "An entry holds something that is not JSON; it was not written.",
  AUDIT_LOG_CLOSED: "Something was to be written after the log had been closed.",
  AUDIT_LOG_NOT_A_FILE: "The path of the log names a directory, a pipe or a device.",
  AUDIT_LOG_UNWRITABLE: "The log cannot be opened or written, for example because the disk is full.",
  AUDIT_LOG_RECOVERED: "The log can be written again; a record says how many entries are missing.",
  AUDIT_TAIL_REPAIRED: "A process that died had left half a line at the end of its chain; it was cut off.",
  AUDIT_ANCHOR_FAILED: "The head of the log could not be written to its second place.",
  AUDIT_KEY_MISMATCH: "The signing key is another one than the manifest of the log names.",
  AUDIT_OPTION_INVALID: "A setting of the log has a value that it cannot have.",
  AUDIT_COMMAND_INVALID: "A command about the log was given something that it does not know.",
  AUDIT_LOG_UNREADABLE: "The log, its manifest or an anchor cannot be read.",
} as const;

/** One of the codes of {@link AUDIT_ERROR_CODES}. */
export type AuditErrorCode = keyof typeof AUDIT_ERROR_CODES;

export function auditServiceMissing(): PluginError {
  return auditError("AUDIT_SERVICE_MISSING", {
    message: 'The plugin "audit" cannot be created: the host offers no service named "audit".',
    hint: 'Offer an AuditLogger with services.provide("audit", createChainedAuditLogger({ directory })) before plugins are loaded.',
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

export function auditLogRecovered(directory: string, refused: number): PluginError {
  return auditError("AUDIT_LOG_RECOVERED", {
    message: `The audit log in "${directory}" can be written again; ${refused} entries are missing, and a record of the kind "gap" says so.`,
    hint: "Nothing needs to be done. What was asked meanwhile stands in the logs of the host at best.",
  });
}

export function auditTailRepaired(file: string, bytes: number): PluginError {
  return auditError("AUDIT_TAIL_REPAIRED", {
    message: `A process had died while it wrote to "${file}"; the ${bytes} bytes of its unfinished line were cut off. Nobody was told that it was written.`,
    hint: 'Nothing needs to be done. "asky audit verify" checks the rest.',
  });
}

export function auditAnchorFailed(place: string, cause: unknown): PluginError {
  return auditError("AUDIT_ANCHOR_FAILED", {
    message: `The head of the audit log could not be written to "${place}".`,
    hint: "Make that place writable; the next checkpoint tries again.",
    cause,
  });
}

export function auditKeyMismatch(directory: string, keyDirectory: string): PluginError {
  return auditError("AUDIT_KEY_MISMATCH", {
    message: `The audit log in "${directory}" is signed with another key than the one in "${keyDirectory}".`,
    hint: "Put the key back, or move the old log elsewhere, so that a new one begins.",
  });
}

export function auditOptionInvalid(option: string, expected: string): PluginError {
  return auditError("AUDIT_OPTION_INVALID", {
    message: `The option "${option}" of createChainedAuditLogger() is not ${expected}.`,
    hint: `Pass ${expected}, or leave it out.`,
  });
}

export function auditCommandInvalid(message: string, hint: string): PluginError {
  return auditError("AUDIT_COMMAND_INVALID", { message, hint });
}

export function auditLogUnreadable(place: string, cause: unknown): PluginError {
  return auditError("AUDIT_LOG_UNREADABLE", {
    message: `The audit log cannot be read at "${place}".`,
    hint: "Check that it exists and that this user may read it; --directory names another place.",
    cause,
  });
}

/** An error of the log as an entry of the host's report. */
export function problemOf(error: PluginError, severity: Problem["severity"]): Problem {
  const { code, message, hint, cause } = error;
  const causes = cause instanceof Error ? [cause.message] : [];
  return {
    severity,
    code,
    phase: "serve",
    plugin: "audit",
    message,
    hint,
    ...(causes.length > 0 && { causes }),
  };
}

interface Facts {
  readonly message: string;
  readonly hint: string;
  readonly cause?: unknown;
}

function auditError(code: AuditErrorCode, facts: Facts): PluginError {
  return new PluginError(code, { plugin: "audit", ...facts });
}
