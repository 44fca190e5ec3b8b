import type { ApprovalConnector, ApprovalRequest, ChatMode, HostClock, Undo } from "@asky/sdk";
import { approvalsFull, connectorInvalid, modeInvalid } from "../errors.ts";
import type { Report } from "../problem.ts";
import type { InteractionAnnouncer } from "./announce-interaction.ts";
import type { AskedCall } from "./asked-call.ts";
import { isChatMode, isStepBack, modeApproves, type SetMode } from "./chat-modes.ts";
import { createDeadline } from "./deadline.ts";
import { makeRequest, sizeOf } from "./make-request.ts";
import { type Connection, type Ending, Question } from "./question.ts";
import { isUserId, readReason } from "./read-answer.ts";
import { SessionApprovals } from "./session-approvals.ts";
import type { Consent, Refusal, Verdict } from "./verdict.ts";

/** Texts of all questions together. What could fill the memory could not be read by anybody either. */
const MAX_PENDING_CHARS = 64 * 1_048_576;

/** What a desk is made of. */
export interface DeskParts {
  readonly announcer: InteractionAnnouncer;
  readonly report: Report;
  readonly clock: HostClock;
  readonly timeoutMs: number;
  readonly sessionMs: number;
  readonly maxPending: number;
}

/** Where calls wait for a human: every question, who can be asked, and what was settled beforehand. */
export class Desk {
  readonly #parts: DeskParts;
  readonly #lasting: SessionApprovals;
  readonly #modes = new Map<string, SetMode>();
  readonly #connections = new Set<Connection>();
  readonly #questions = new Map<string, Question>();
  #pendingChars = 0;
  #isClosed = false;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#lasting = new SessionApprovals(parts.clock, parts.sessionMs);
  }

  /**
   * Gets a verdict on a call that the policy asks about.
   *
   * @param signal - the turn's: its end withdraws the question.
   * @returns rejects when the question cannot be announced.
   */
  async ask(asked: AskedCall, signal: AbortSignal): Promise<Verdict> {
    if (this.#isClosed)
      return { outcome: "unasked", reason: "The host is stopping, so nobody can be asked." };
    const settled = this.#settledBefore(asked);
    if (settled) return settled;
    if (this.#connections.size === 0) return { outcome: "unasked" };
    if (this.#questions.size >= this.#parts.maxPending) return this.#refuseFull(asked);
    const deadline = createDeadline(this.#parts.clock, this.#parts.timeoutMs);
    const request = makeRequest(asked, deadline.expiresAt);
    const size = sizeOf(request);
    if (this.#pendingChars + size > MAX_PENDING_CHARS) return this.#refuseFull(asked);
    const ending = await this.#wait(new Question(request, deadline, this.#parts.report), size, signal);
    return this.#judge(asked, request, ending);
  }

  /** Makes an approval for a session count, now that it is on record. */
  confirm({ lasting }: Consent): void {
    if (lasting) this.#lasting.confirm(lasting);
  }

  pending(): readonly ApprovalRequest[] {
    return this.#open().map(({ request }) => request);
  }

  resolve(id: string, value: unknown): boolean {
    return this.#questions.get(id)?.answer(value) ?? false;
  }

  connect(value: ApprovalConnector): Undo {
    const connection = readConnector(value);
    this.#connections.add(connection);
    for (const question of this.#open()) question.putTo([connection]);
    return () => {
      this.#connections.delete(connection);
      for (const question of this.#open()) question.takeFrom(connection);
    };
  }

  mode(chatId: string): ChatMode {
    return this.#modes.get(chatId)?.mode ?? "ask";
  }

  setMode(chatId: string, mode: ChatMode, by: string): void {
    if (typeof chatId !== "string" || chatId === "") throw modeInvalid("no chat is named");
    if (!isChatMode(mode)) throw modeInvalid("there is no such mode");
    if (!isUserId(by)) throw modeInvalid("nobody is named who sets it");
    if (isStepBack(this.mode(chatId), mode)) this.#lasting.forgetChat(chatId);
    if (mode === "ask") this.#modes.delete(chatId);
    else this.#modes.set(chatId, Object.freeze({ mode, userId: by }));
  }

  cancel(chatId: string, reason: unknown): number {
    return this.#withdraw(
      (request) => request.chatId === chatId,
      readReason(reason) ?? "The question was withdrawn.",
    );
  }

  endSession(sessionId: string): void {
    this.#lasting.forgetSession(sessionId);
    this.#withdraw((request) => request.sessionId === sessionId, "The session has ended.");
  }

  close(): void {
    this.#isClosed = true;
    this.#lasting.clear();
    this.#modes.clear();
    this.#withdraw(() => true, "The host is stopping.");
    this.#connections.clear();
  }

  #settledBefore(asked: AskedCall): Consent | undefined {
    if (asked.needsHuman) return undefined;
    const approval = this.#lasting.find(asked);
    if (approval) {
      const { userId, approvalId } = approval;
      return { outcome: "approved", userId, scope: "session", approvalId, isFresh: false };
    }
    const set = this.#modes.get(asked.turn.chatId);
    if (!set || !modeApproves(set.mode, asked)) return undefined;
    return { outcome: "approved", userId: set.userId, mode: set.mode, isFresh: false };
  }

  #refuseFull({ toolName }: AskedCall): Verdict {
    const error = approvalsFull(toolName, this.#questions.size);
    this.#parts.report(error, "warning");
    return { outcome: "unasked", reason: error.message };
  }

  async #wait(question: Question, size: number, signal: AbortSignal): Promise<Ending> {
    const { clock, timeoutMs, announcer } = this.#parts;
    const { request } = question;
    const interrupt = () => void question.end({ outcome: "cancelled", reason: "The turn was interrupted." });
    announcer.requested(request);
    this.#questions.set(request.id, question);
    this.#pendingChars += size;
    const cancelTimer = clock.after(timeoutMs, () => question.expire());
    signal.addEventListener("abort", interrupt, { once: true });
    try {
      if (signal.aborted) interrupt();
      question.putTo([...this.#connections]);
      return await question.ended;
    } finally {
      signal.removeEventListener("abort", interrupt);
      cancelTimer();
      this.#questions.delete(request.id);
      this.#pendingChars -= size;
    }
  }

  #open(): readonly Question[] {
    return [...this.#questions.values()].filter(({ isOver }) => !isOver);
  }

  #withdraw(isMeant: (request: ApprovalRequest) => boolean, reason: string): number {
    const meant = this.#open().filter(({ request }) => isMeant(request));
    return meant.filter((question) => question.end({ outcome: "cancelled", reason })).length;
  }

  #judge(asked: AskedCall, request: ApprovalRequest, ending: Ending): Verdict {
    const { announcer } = this.#parts;
    const { id: approvalId } = request;
    if ("outcome" in ending) {
      announcer.resolved(request, ending.outcome);
      return { ...ending, userId: "", approvalId, recorded: ending.reason };
    }
    const { userId } = ending;
    announcer.resolved(request, ending.approved ? "approved" : "rejected", userId);
    if (!ending.approved) return rejection(userId, approvalId, ending.reason);
    const scope = asked.needsHuman ? "once" : ending.scope;
    const consent: Consent = { outcome: "approved", userId, scope, approvalId, isFresh: true };
    return scope === "once" ? consent : { ...consent, lasting: this.#lasting.add(asked, userId, approvalId) };
  }
}

function rejection(userId: string, approvalId: string, said: string | undefined): Refusal {
  const facts = { outcome: "rejected", userId, approvalId } as const;
  if (said === undefined) return { ...facts, reason: "A human was asked and said no." };
  return { ...facts, reason: `A human was asked and said no: ${said}`, recorded: said };
}

/** Reads each member once: what a connector turns into later is not asked. */
function readConnector(value: unknown): Connection {
  const { name, ask } = readMembers(value);
  if (typeof name !== "string" || name.trim() === "") throw connectorInvalid("it has no name");
  if (typeof ask !== "function") throw connectorInvalid("it has no function ask");
  return Object.freeze({ name, ask: (ask as Connection["ask"]).bind(value as ApprovalConnector) });
}

function readMembers(value: unknown): { readonly name?: unknown; readonly ask?: unknown } {
  try {
    const { name, ask } = value as Partial<ApprovalConnector>;
    return { name, ask };
  } catch (cause) {
    throw connectorInvalid("it cannot be read", cause);
  }
}
