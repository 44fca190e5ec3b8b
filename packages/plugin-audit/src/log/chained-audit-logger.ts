import { resolve } from "node:path";
import {
  type ApprovalEntry,
  type AuditLogger,
  type OperationEntry,
  PluginError,
  type Problem,
  type SecurityViolationEntry,
  type ToolAttemptEntry,
} from "@asky/sdk";
import {
  approvalRecord,
  operationRecord,
  securityViolationRecord,
  toolAttemptRecord,
} from "../audit-records.ts";
import { type AuditDisk, machineDisk } from "../disk/disk.ts";
import {
  auditAnchorFailed,
  auditEntryInvalid,
  auditLogClosed,
  auditLogRecovered,
  auditLogUnwritable,
  auditOptionInvalid,
  auditTailRepaired,
  problemOf,
} from "../errors.ts";
import { draftRecord, type RecordDraft } from "../records/record-draft.ts";
import { cleanRecord } from "../redact/clean-value.ts";
import { formatAnchor, writeAnchor } from "./anchor.ts";
import { Chain, nameBoot } from "./chain.ts";
import { LogFolder } from "./log-folder.ts";
import { recoverChains } from "./recover-chains.ts";

/** What {@link createChainedAuditLogger} takes. */
export interface ChainedAuditLoggerOptions {
  /** The folder of the log. A relative path starts at the working directory as of the call. */
  readonly directory: string;
  /** Where the signing key is; outside `directory`. @defaultValue the directory's name with `-keys` behind it */
  readonly keyDirectory?: string;
  /** What a failure means for who wanted an entry written: `deny` rejects, `warn` goes on without it. @defaultValue "deny" */
  readonly onAuditFailure?: "deny" | "warn";
  /** A signed checkpoint comes after so many records. @defaultValue 1000 */
  readonly checkpointRecords?: number;
  /** … or so many milliseconds after a record that none covers. @defaultValue 10_000 */
  readonly checkpointMs?: number;
  /** A segment ends at this size, in bytes. @defaultValue 64 MiB */
  readonly segmentBytes?: number;
  /** … or at this age, in milliseconds. @defaultValue a day */
  readonly segmentMs?: number;
  /** A second place, to which each checkpoint's place in the chain is appended as a line for `verify --anchor`. */
  readonly anchorFile?: string;
  /** Hears each of these lines, to keep it elsewhere. A rejection is reported. */
  readonly onCheckpoint?: (anchor: string) => void | Promise<void>;
  /** Hears of faults: one error when the log cannot be written, one warning when it can again. */
  readonly report?: (problem: Problem) => void;
  /** The clock. @defaultValue `() => new Date()` */
  readonly now?: () => Date;
  /** Where segments are written. @defaultValue the machine's disk */
  readonly disk?: AuditDisk;
}

/**
 * The audit log of one process: records in a chain of SHA-256, checkpoints signed with Ed25519. A promise resolves when
 * the record is on the disk. With `onAuditFailure: "deny"` it rejects with `AUDIT_LOG_UNWRITABLE`, `AUDIT_KEY_MISMATCH`,
 * `AUDIT_ENTRY_INVALID` or `AUDIT_LOG_CLOSED`; later entries are tried anew, and the first that is written comes behind a
 * record of the kind `gap`.
 */
export interface ChainedAuditLogger extends AuditLogger, AsyncDisposable {
  /** The folder of the log, absolute. */
  readonly directory: string;
  /** Names this process's chain and begins the names of its files. */
  readonly boot: string;
  /** Takes no further entries, settles those taken, and ends the chain with a checkpoint. Calling it again does nothing more. */
  close(): Promise<void>;
}

/**
 * Makes the audit logger of a process. Does no I/O itself: folder (0700), files (0600) and key are made with the first
 * entry, and what processes that died left unfinished is repaired then.
 *
 * @throws PluginError `AUDIT_OPTION_INVALID`
 * @see docs/contracts.md#tether-5-2
 */
export function createChainedAuditLogger(options: ChainedAuditLoggerOptions): ChainedAuditLogger {
  return new ChainedLog(options);
}

interface Pending {
  readonly draft: RecordDraft;
  readonly settle: (failure?: PluginError) => void;
}

/** How many entries go out in one write. */
const MAX_BATCH = 1024;
const MEBIBYTE = 1024 * 1024;
const DAY = 24 * 60 * 60 * 1000;

class ChainedLog implements ChainedAuditLogger {
  readonly directory: string;
  readonly boot: string;
  readonly #options: ChainedAuditLoggerOptions;
  readonly #now: () => Date;
  readonly #checkpointRecords: number;
  readonly #checkpointMs: number;
  readonly #folder: LogFolder;
  readonly #chain: Chain;
  #pending: Pending[] = [];
  #working: Promise<void> | undefined;
  #isOpen = false;
  #closing: Promise<void> | undefined;
  /** Since when nothing could be written, and how much was not. */
  #outage: { readonly since: Date; refused: number; readonly code: string } | undefined;
  #unsealed = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ChainedAuditLoggerOptions) {
    const { directory, now = () => new Date(), disk = machineDisk } = options;
    this.directory = resolve(directory);
    this.#options = options;
    this.#now = now;
    this.#checkpointRecords = positive("checkpointRecords", options.checkpointRecords, 1000);
    this.#checkpointMs = positive("checkpointMs", options.checkpointMs, 10_000);
    const keys = resolve(options.keyDirectory ?? `${this.directory}-keys`);
    if (`${keys}/`.startsWith(`${this.directory}/`)) {
      throw auditOptionInvalid("keyDirectory", "a folder outside the log's own");
    }
    this.boot = nameBoot(now());
    this.#folder = new LogFolder(this.directory, keys, now);
    this.#chain = new Chain({
      boot: this.boot,
      directory: this.directory,
      disk,
      limits: {
        bytes: positive("segmentBytes", options.segmentBytes, 64 * MEBIBYTE),
        milliseconds: positive("segmentMs", options.segmentMs, DAY),
      },
      now,
      uptime,
      key: () => this.#folder.key(),
      announce: (entry) => this.#folder.announce(entry),
    });
  }

  logToolAttempt(entry: ToolAttemptEntry): Promise<void> {
    return this.#append("tool_attempt", () => {
      const plugin = entry.origin === "host" ? undefined : entry.origin;
      return { ...toolAttemptRecord(entry), plugin };
    });
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

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Fixes time and text of the entry at once, whenever its turn to be written comes. */
  #append(event: string, read: () => Readonly<Record<string, unknown>>): Promise<void> {
    if (this.#closing) return this.#answer(auditLogClosed(this.directory));
    let draft: RecordDraft;
    try {
      draft = this.#draft(event, cleanRecord(read()));
    } catch (cause) {
      const failure = auditEntryInvalid(event, cause);
      this.#report(failure, "error");
      return this.#answer(failure);
    }
    return new Promise((resolve, reject) => {
      const settle = (failure?: PluginError): void => {
        if (failure && this.#denies) reject(failure);
        else resolve();
      };
      this.#pending.push({ draft, settle });
      this.#work(() => this.#writeAll());
    });
  }

  #draft(event: string, members: Readonly<Record<string, unknown>>): RecordDraft {
    const now = this.#now();
    const facts = { boot: this.boot, event, timestamp: now.toISOString(), uptime_ms: uptime() };
    return draftRecord({ ...members, ...facts }, now.getTime());
  }

  get #denies(): boolean {
    return this.#options.onAuditFailure !== "warn";
  }

  #answer(failure: PluginError): Promise<void> {
    return this.#denies ? Promise.reject(failure) : Promise.resolve();
  }

  /** One piece of work at a time; nothing that is already under way is begun again. */
  #work(work: () => Promise<void>): void {
    this.#working ??= work().finally(() => {
      this.#working = undefined;
      if (this.#pending.length > 0) this.#work(() => this.#writeAll());
    });
  }

  /** What arrives during a write goes out together with the next one, in order. */
  async #writeAll(): Promise<void> {
    for (;;) {
      // Whoever was just told that an entry is written may have the next one; both share a write then.
      await nextTurn();
      const batch = this.#pending.splice(0, MAX_BATCH);
      if (batch.length === 0) return;
      const failure = await this.#write(batch.map(({ draft }) => draft));
      if (failure) this.#beginOutage(failure, batch.length);
      for (const { settle } of batch) settle(failure);
      if (!failure && this.#unsealed >= this.#checkpointRecords) await this.#seal();
    }
  }

  async #write(drafts: readonly RecordDraft[]): Promise<PluginError | undefined> {
    try {
      await this.#open();
      const outage = this.#outage;
      await this.#chain.append(outage?.refused ? [this.#draftGap(outage), ...drafts] : drafts);
      if (outage) this.#endOutage(outage.refused);
      this.#unsealed += drafts.length;
      this.#timer ??= setTimeout(() => this.#work(() => this.#seal()), this.#checkpointMs).unref();
      return undefined;
    } catch (cause) {
      return PluginError.is(cause) ? cause : auditLogUnwritable(this.directory, cause);
    }
  }

  async #open(): Promise<void> {
    if (this.#isOpen) return;
    const { lines } = await this.#folder.open();
    const repaired = await recoverChains(this.directory, lines, (entry) => this.#folder.announce(entry));
    this.#isOpen = true;
    for (const { file, bytes } of repaired) this.#report(auditTailRepaired(file, bytes), "warning");
  }

  /** Writes a checkpoint. When it fails, the next record's failure tells; until then the next one tries again. */
  async #seal(): Promise<void> {
    this.#stopTimer();
    try {
      await this.#checkpoint();
    } catch (cause) {
      if (!this.#outage) this.#beginOutage(auditLogUnwritable(this.directory, cause), 0);
    }
  }

  async #checkpoint(): Promise<void> {
    const head = await this.#chain.checkpoint();
    this.#unsealed = 0;
    const anchor = formatAnchor({ timestamp: this.#now().toISOString(), heads: { [this.boot]: head } });
    const { anchorFile, onCheckpoint } = this.#options;
    await this.#tell("onCheckpoint", async () => onCheckpoint?.(anchor));
    if (anchorFile !== undefined) await this.#tell(anchorFile, () => writeAnchor(anchorFile, anchor));
  }

  async #tell(place: string, tell: () => Promise<void>): Promise<void> {
    try {
      await tell();
    } catch (cause) {
      this.#report(auditAnchorFailed(place, cause), "error");
    }
  }

  async #close(): Promise<void> {
    while (this.#working || this.#pending.length > 0) await this.#working;
    this.#stopTimer();
    if (!this.#isOpen) return;
    try {
      if (this.#outage) {
        const { refused } = this.#outage;
        if (refused > 0) await this.#chain.append([this.#draftGap(this.#outage)]);
        this.#endOutage(refused);
      }
      if (!this.#chain.isEmpty) await this.#checkpoint();
      await this.#chain.end();
    } catch (cause) {
      throw auditLogUnwritable(this.directory, cause);
    }
  }

  #beginOutage(failure: PluginError, refused: number): void {
    if (!this.#outage) {
      this.#outage = { since: this.#now(), refused: 0, code: failure.code };
      this.#report(failure, "error");
    }
    this.#outage.refused += refused;
  }

  #endOutage(refused: number): void {
    this.#outage = undefined;
    this.#report(auditLogRecovered(this.directory, refused), "warning");
  }

  #draftGap({
    since,
    refused,
    code,
  }: {
    readonly since: Date;
    readonly refused: number;
    readonly code: string;
  }): RecordDraft {
    const policy = this.#denies ? "deny" : "warn";
    return this.#draft("gap", { refused, since: since.toISOString(), code, on_audit_failure: policy });
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #report(error: PluginError, severity: Problem["severity"]): void {
    this.#options.report?.(problemOf(error, severity));
  }
}

function positive(option: string, value: number | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  if (!Number.isSafeInteger(value) || value < 1) throw auditOptionInvalid(option, "a whole number above 0");
  return value;
}

function uptime(): number {
  return Math.round(performance.now());
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
