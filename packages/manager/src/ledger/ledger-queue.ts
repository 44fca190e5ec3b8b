import type { Clock } from "../deadline/clock.ts";
import { ledgerUnavailable } from "../errors/ledger.ts";
import type { ReportProblem } from "../problems/problem-log.ts";
import type { LedgerLimits } from "./ledger-limits.ts";
import { gapBody, type RunBook } from "./run-book.ts";
import { pruneRuns } from "./run-list.ts";

/** After a failure the next attempt is made so much later, with the next entry. */
const RETRY_AFTER_MS = 5_000;

/** What a queue is made of. */
export interface QueueParts {
  readonly directory: string;
  readonly book: RunBook;
  readonly boot: string;
  readonly limits: LedgerLimits;
  readonly clock: Clock;
  readonly report: ReportProblem;
}

interface QueuedLine {
  readonly run: string;
  readonly body: string;
}

/**
 * What is to be written, until it is. Takes lines at once and never fails; writes them in batches, one after the other.
 * Past its limit lines are dropped and counted, and the count is written when writing works again.
 */
export class LedgerQueue {
  readonly #parts: QueueParts;
  #lines: QueuedLine[] = [];
  #bytes = 0;
  #dropped = 0;
  #writing: Promise<void> | undefined;
  #isScheduled = false;
  #retryAt: number | undefined;
  #isReported = false;
  /** How many runs there are, once that is known. */
  #runs: number | undefined;

  constructor(parts: QueueParts) {
    this.#parts = parts;
  }

  /** Whether a line would be taken. */
  get hasRoom(): boolean {
    return this.#bytes < this.#parts.limits.maxQueuedBytes;
  }

  push(run: string, body: string): void {
    this.#lines.push({ run, body });
    this.#bytes += body.length;
    this.#schedule();
  }

  /** Counts an entry that is not written. */
  drop(): void {
    this.#dropped += 1;
    this.#schedule();
  }

  /** Resolves when everything taken so far is written, or could not be. */
  async flush(): Promise<void> {
    while (this.#writing) await this.#writing;
    if (this.#lines.length > 0 || this.#dropped > 0) await this.#write();
  }

  /** The last words: what full runs miss, and no more runs than there may be. */
  async finish(): Promise<void> {
    await this.flush();
    const { book, directory, limits, boot } = this.#parts;
    await this.#try(directory, async () => {
      await book.writeLeftOut();
      if (this.#runs !== undefined) await pruneRuns(directory, limits.maxRuns, boot);
    });
  }

  /** Not at once: what one turn of the event loop brings becomes one batch. */
  #schedule(): void {
    if (this.#isScheduled || this.#writing) return;
    if (this.#retryAt !== undefined && this.#parts.clock.now() < this.#retryAt) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      if (!this.#writing) void this.#write();
    });
  }

  #write(): Promise<void> {
    this.#writing = this.#writeBatches().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  async #writeBatches(): Promise<void> {
    do {
      const batch = this.#lines;
      this.#lines = [];
      this.#bytes = 0;
      if (!(await this.#writeBatch(batch))) return;
    } while (this.#lines.length > 0);
  }

  /** Whether it makes sense to go on. */
  async #writeBatch(batch: readonly QueuedLine[]): Promise<boolean> {
    const { book, boot, clock } = this.#parts;
    const failed: QueuedLine[] = [];
    let created = 0;
    let hasWritten = false;
    for (const [run, lines] of groupByRun(batch)) {
      const bodies = lines.map((line) => line.body);
      const isWritten = await this.#try(book.pathOf(run), async () => {
        if (await book.append(run, bodies)) created += 1;
      });
      if (isWritten) hasWritten = true;
      else failed.push(...lines);
    }
    // One file that cannot be written is that run's loss; when none can, all of it may be tried again.
    if (failed.length > 0 && !hasWritten) {
      this.#retryAt = clock.now() + RETRY_AFTER_MS;
      this.#putBack(failed);
      return false;
    }
    this.#retryAt = undefined;
    this.#dropped += failed.length;
    const dropped = this.#dropped;
    if (dropped > 0) {
      await this.#try(book.pathOf(boot), async () => {
        if (await book.append(boot, [gapBody("dropped", boot, dropped)])) created += 1;
        this.#dropped -= dropped;
      });
    }
    if (failed.length === 0) this.#isReported = false;
    if (created > 0) await this.#retain(created);
    return true;
  }

  #putBack(lines: readonly QueuedLine[]): void {
    this.#lines = [...lines, ...this.#lines];
    this.#bytes = this.#lines.reduce((sum, { body }) => sum + body.length, 0);
  }

  async #retain(created: number): Promise<void> {
    const { directory, limits, boot } = this.#parts;
    this.#runs = this.#runs === undefined ? undefined : this.#runs + created;
    // A few more than allowed, so that not every new run reads the directory.
    if (this.#runs !== undefined && this.#runs <= limits.maxRuns * 1.05) return;
    await this.#try(directory, async () => {
      this.#runs = await pruneRuns(directory, limits.maxRuns, boot);
    });
  }

  /** Whether it went well. The first failure is reported, the next one after writing has worked again. */
  async #try(path: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (!this.#isReported) this.#parts.report(ledgerUnavailable(path, error));
      this.#isReported = true;
      return false;
    }
  }
}

function groupByRun(lines: readonly QueuedLine[]): ReadonlyMap<string, readonly QueuedLine[]> {
  const groups = new Map<string, QueuedLine[]>();
  for (const line of lines) {
    const group = groups.get(line.run);
    if (group) group.push(line);
    else groups.set(line.run, [line]);
  }
  return groups;
}
