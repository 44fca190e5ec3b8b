import { resolve } from "node:path";
import type {
  ApprovalEntry,
  AuditLogger,
  JsonObject,
  OperationEntry,
  PluginError,
  SecurityViolationEntry,
  ToolAttemptEntry,
} from "@asky/sdk";
import { type AppendOutcome, appendBytes } from "./append-bytes.ts";
import {
  approvalRecord,
  operationRecord,
  securityViolationRecord,
  toolAttemptRecord,
} from "./audit-records.ts";
import { encodeLine } from "./encode-line.ts";
import { auditEntryInvalid, auditLogClosed } from "./errors.ts";

/** What {@link createJsonLinesAuditLogger} takes. */
export interface JsonLinesAuditLoggerOptions {
  /** The log file. A relative path starts at the working directory as of the call. */
  readonly path: string;
  /** The clock. @defaultValue `() => new Date()` */
  readonly now?: () => Date;
}

/**
 * An audit log as a file of JSON Lines. The promise of each method resolves when the operating system has the whole
 * line, and rejects with `AUDIT_ENTRY_INVALID`, `AUDIT_LOG_CLOSED`, `AUDIT_LOG_NOT_A_FILE` or `AUDIT_LOG_UNWRITABLE`.
 * A failure concerns the entries that it lost; later ones are tried anew.
 */
export interface JsonLinesAuditLogger extends AuditLogger, AsyncDisposable {
  /** The log file, absolute. */
  readonly path: string;
  /** Takes no further entries, and resolves when those taken are settled. Calling it again does nothing more. */
  close(): Promise<void>;
}

/**
 * Makes an audit logger that appends one JSON object per entry to a file. Does no I/O itself: file (mode 0600) and
 * directory (0700) are created with the first entry.
 *
 * Lines carry `timestamp` (ISO 8601, UTC) and `event`: `tool_attempt`, `approval`, `security_violation` or `operation`;
 * then the entry's members in snake_case. Strings of more than 500 characters are cut and marked.
 *
 * @see docs/contracts.md#tether-5-2
 */
export function createJsonLinesAuditLogger(options: JsonLinesAuditLoggerOptions): JsonLinesAuditLogger {
  return new JsonLinesLog(resolve(options.path), options.now ?? (() => new Date()));
}

interface PendingLine {
  readonly bytes: Buffer;
  readonly resolve: () => void;
  readonly reject: (failure: PluginError | undefined) => void;
}

class JsonLinesLog implements JsonLinesAuditLogger {
  readonly path: string;
  readonly #now: () => Date;
  #pending: PendingLine[] = [];
  #writing: Promise<void> | undefined;
  #isClosed = false;

  constructor(path: string, now: () => Date) {
    this.path = path;
    this.#now = now;
  }

  logToolAttempt(entry: ToolAttemptEntry): Promise<void> {
    return this.#append("tool_attempt", () => toolAttemptRecord(entry));
  }

  logApproval(entry: ApprovalEntry): Promise<void> {
    return this.#append("approval", () => approvalRecord(entry));
  }

  logSecurityViolation(entry: SecurityViolationEntry): Promise<void> {
    return this.#append("security_violation", () => securityViolationRecord(entry));
  }

  logOperation(entry: OperationEntry): Promise<void> {
    return this.#append("operation", () => operationRecord(entry));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#writing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Fixes time and text of the entry at once, whenever its turn to be written comes. */
  #append(event: string, record: () => JsonObject): Promise<void> {
    if (this.#isClosed) return Promise.reject(auditLogClosed(this.path));
    let bytes: Buffer;
    try {
      const timestamp = this.#now().toISOString();
      bytes = Buffer.from(encodeLine({ timestamp, event, ...record() }));
    } catch (cause) {
      return Promise.reject(auditEntryInvalid(event, cause));
    }
    return new Promise((resolve, reject) => {
      this.#pending.push({ bytes, resolve, reject });
      this.#writing ??= this.#writeAll();
    });
  }

  /** The only writer. What arrives during a write goes out together with the next one, in order. */
  async #writeAll(): Promise<void> {
    while (this.#pending.length > 0) {
      const batch = this.#pending;
      this.#pending = [];
      settle(batch, await appendBytes(this.path, Buffer.concat(batch.map(({ bytes }) => bytes))));
    }
    this.#writing = undefined;
  }
}

/** A line counts as written when all of it is in the file, also when the batch failed behind it. */
function settle(batch: readonly PendingLine[], { written, failure }: AppendOutcome): void {
  let end = 0;
  for (const line of batch) {
    end += line.bytes.length;
    if (end <= written) line.resolve();
    else line.reject(failure);
  }
}
