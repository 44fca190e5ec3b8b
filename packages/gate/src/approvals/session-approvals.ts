import type { HostClock } from "@asky/sdk";
import type { AskedCall } from "./asked-call.ts";
import { bindingOf } from "./binding.ts";
import { createDeadline, type Deadline } from "./deadline.ts";

/** Beyond, the oldest is forgotten and will be asked again. */
const MAX_KEPT = 10_000;

/** A yes that counts for every further call that is the same. */
export interface SessionApproval {
  readonly binding: string;
  readonly chatId: string;
  readonly sessionId: string;
  readonly userId: string;
  readonly approvalId: string;
  readonly deadline: Deadline;
}

/** The approvals for sessions, until they expire. They count once they are confirmed: by then they are on record. */
export class SessionApprovals {
  readonly #clock: HostClock;
  readonly #lifetimeMs: number;
  readonly #kept = new Map<string, SessionApproval>();
  readonly #confirmed = new WeakSet<SessionApproval>();

  constructor(clock: HostClock, lifetimeMs: number) {
    this.#clock = clock;
    this.#lifetimeMs = lifetimeMs;
  }

  /** Keeps an approval that does not count yet. */
  add(asked: AskedCall, userId: string, approvalId: string): SessionApproval {
    const { chatId, sessionId } = asked.turn;
    const binding = bindingOf(asked);
    const deadline = createDeadline(this.#clock, this.#lifetimeMs);
    const approval = Object.freeze({ binding, chatId, sessionId, userId, approvalId, deadline });
    this.#kept.delete(binding);
    this.#kept.set(binding, approval);
    this.#forget((kept) => kept.deadline.isOver());
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size > MAX_KEPT) this.#kept.delete(oldest);
    return approval;
  }

  /** Makes it count, unless it has been taken back meanwhile. */
  confirm(approval: SessionApproval): void {
    this.#confirmed.add(approval);
  }

  find(asked: AskedCall): SessionApproval | undefined {
    if (this.#kept.size === 0) return undefined;
    const approval = this.#kept.get(bindingOf(asked));
    return approval && this.#confirmed.has(approval) && !approval.deadline.isOver() ? approval : undefined;
  }

  forgetChat(chatId: string): void {
    this.#forget((kept) => kept.chatId === chatId);
  }

  forgetSession(sessionId: string): void {
    this.#forget((kept) => kept.sessionId === sessionId);
  }

  clear(): void {
    this.#kept.clear();
  }

  #forget(isOver: (approval: SessionApproval) => boolean): void {
    for (const [binding, approval] of this.#kept) {
      if (isOver(approval)) this.#kept.delete(binding);
    }
  }
}
