import type { ApprovalsService, EventBus, HostClock, Problem } from "@asky/sdk";
import { approvalOptionInvalid, approvalsForeign } from "../errors.ts";
import { createReport } from "../problem.ts";
import { createEventStarter } from "../start-event.ts";
import { createInteractionAnnouncer } from "./announce-interaction.ts";
import { systemClock } from "./deadline.ts";
import { Desk } from "./desk.ts";

/** What approvals are made of. */
export interface ApprovalsOptions {
  /** Gets `interaction.requested` and `interaction.resolved`. */
  readonly eventBus: EventBus;
  /** Gets every fault of a connector. @defaultValue they are dropped */
  readonly report?: (problem: Problem) => void;
  /** How long a question waits; silence is a no. Milliseconds. @defaultValue `120_000` */
  readonly timeoutMs?: number;
  /** How long a yes for a session counts. Milliseconds. @defaultValue `3_600_000`, an hour */
  readonly sessionMs?: number;
  /** How many questions may wait at once; what comes on top is denied. @defaultValue `1000` */
  readonly maxPending?: number;
  /** Where deadlines take the time from. @defaultValue the process's */
  readonly clock?: HostClock;
}

/** The approvals of a host. One lives as long as the host does, also when gates come and go. */
export interface Approvals {
  /** For connectors; to be provided as the service `approvals`. */
  readonly service: ApprovalsService;
  /** Withdraws the questions of a session and takes back what was approved for it. Called when the session closes. */
  endSession(sessionId: string): void;
  /** Withdraws every question and asks no more. Called when the host stops. A second call does nothing. */
  close(): void;
}

/** The longest that a timer of Node can wait. */
const MAX_MS = 2_147_483_647;

/** What gates ask at. Nobody else can: {@link Approvals} itself has no way to put a question. */
const desks = new WeakMap<Approvals, Desk>();

/**
 * Makes the place where calls wait for a human. Called once by the host; handed to {@link createGate}.
 *
 * @throws PluginError `APPROVAL_INVALID` for an option that is no sensible number.
 */
export function createApprovals(options: ApprovalsOptions): Approvals {
  const { timeoutMs = 120_000, sessionMs = 3_600_000, maxPending = 1000, clock = systemClock } = options;
  checkNumber("timeoutMs", timeoutMs, MAX_MS);
  checkNumber("sessionMs", sessionMs, MAX_MS);
  checkNumber("maxPending", maxPending, 1_000_000);
  const report = createReport(options.report);
  const announcer = createInteractionAnnouncer(createEventStarter(options.eventBus, report), report);
  const desk = new Desk({ announcer, report, clock, timeoutMs, sessionMs, maxPending });
  const service: ApprovalsService = Object.freeze({
    pending: () => desk.pending(),
    resolve: (id, answer) => desk.resolve(id, answer),
    connect: (connector) => desk.connect(connector),
    mode: (chatId) => desk.mode(chatId),
    setMode: (chatId, mode, by) => desk.setMode(chatId, mode, by),
    cancel: (chatId, reason) => desk.cancel(chatId, reason),
  } satisfies ApprovalsService);
  const approvals: Approvals = Object.freeze({
    service,
    endSession: (sessionId: string) => desk.endSession(sessionId),
    close: () => desk.close(),
  });
  desks.set(approvals, desk);
  return approvals;
}

/** @throws PluginError `APPROVAL_INVALID` when they were not made by {@link createApprovals}. */
export function deskOf(approvals: Approvals): Desk {
  const desk = desks.get(approvals);
  if (!desk) throw approvalsForeign();
  return desk;
}

function checkNumber(option: string, value: unknown, max: number): void {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > max) {
    throw approvalOptionInvalid(option, max);
  }
}
