import type { Undo } from "../shared/json.ts";
import type { RiskLevel } from "./audit-logger.ts";

/** How far a yes reaches: this one call, or every call that is the same to the letter until the session's yes expires. */
export type ApprovalScope = "once" | "session";

/**
 * What a chat's user has settled beforehand.
 *
 * - `ask`: nothing; every question is put to somebody.
 * - `edits`: changes of files by the host's own tools are approved, apart from files that run code later.
 * - `all`: whatever the policy asks is approved, apart from such files.
 *
 * No mode reaches what the sandbox, the policy or a plugin denies, or what only a human may approve.
 */
export type ChatMode = "ask" | "edits" | "all";

/** A part of what would run: one command of a script, or the call as a whole. */
export interface ApprovalPart {
  /** Escaped like the whole text, and as complete. */
  readonly text: string;
  /** What the policy says of this part alone. */
  readonly judgement: "allow" | "ask" | "deny";
  /** Why it is not simply allowed, in full sentences; empty when it is. */
  readonly reason: string;
}

/**
 * A question of the gate: may this call run? Frozen. All texts are escaped: controls, invisible characters, unusual
 * spaces and everything that turns the direction of writing stand as `<U+202E>`; only the line ends and tabs of a text
 * of several lines are left. Show all of it, or do not ask for a yes.
 */
export interface ApprovalRequest {
  readonly id: string;
  readonly turnId: string;
  readonly sessionId: string;
  readonly chatId: string;
  /** The user whose turn it is; not necessarily the one who answers. */
  readonly userId: string;
  readonly callId: string;
  readonly toolName: string;
  /** `host`, or the plugin that registered the tool. */
  readonly origin: string;
  /** The tool and all its arguments, never cut. Lines after the first are indented, so that no argument looks like a frame. */
  readonly text: string;
  /** The same by commands, in order; at least one. */
  readonly parts: readonly ApprovalPart[];
  /** The turn's directory. */
  readonly directory: string;
  /** Further directories that tools may touch. */
  readonly allowedDirs: readonly string[];
  /** Assignments that change the environment of commands, `NAME=value` as written; empty when there are none. */
  readonly environment: readonly string[];
  /** The rule that asks; left out when none names the call. */
  readonly rule?: string;
  /** Why it is asked, in full sentences. */
  readonly reason: string;
  readonly riskLevel: RiskLevel;
  /** What a yes may say. Without `session`, it counts for this one call whatever it says. */
  readonly scopes: readonly ApprovalScope[];
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** When silence becomes a no: ISO 8601, UTC. */
  readonly expiresAt: string;
}

/** What a human says to a question. The connector answers for who that is. */
export type ApprovalAnswer =
  | { readonly approved: true; readonly scope: ApprovalScope; readonly userId: string }
  | {
      readonly approved: false;
      /** Told to the model. */
      readonly reason?: string;
      readonly userId: string;
    };

/**
 * A way to a human: a prompt in a terminal, a page with any number of tabs, a bot in a chat.
 *
 * Implemented by: hosts and plugins that show questions to people.
 */
export interface ApprovalConnector {
  /** What reports call it. */
  readonly name: string;

  /**
   * Shows a question. Called for every new one, and for those that wait already when it connects. Several connectors may
   * be asked at once: the first answer counts.
   *
   * @param signal - aborts when the question is over, however it ended, or the connector is disconnected: take it down.
   * @returns the answer; `undefined` when it is shown and the answer, if any, comes by {@link ApprovalsService.resolve}.
   *   A connector that throws or answers something else is reported and has no say; when all have failed, it is a no.
   */
  ask(
    request: ApprovalRequest,
    signal: AbortSignal,
  ): ApprovalAnswer | undefined | Promise<ApprovalAnswer | undefined>;
}

/**
 * The questions that wait for a human, and who can be asked. Whoever holds this can say yes: it is for what speaks for a
 * human, and the audit log keeps the user it names.
 *
 * Implemented by: `@asky/gate`; offered by hosts as the service `approvals`.
 */
export interface ApprovalsService {
  /** Every question without an answer, the oldest first; a copy. */
  pending(): readonly ApprovalRequest[];

  /**
   * Answers a question.
   *
   * @returns whether the answer counts: `false` when there is no such question, when it is over, or when the answer is
   *   not usable, which is reported.
   */
  resolve(id: string, answer: ApprovalAnswer): boolean;

  /**
   * Adds a way to a human, at any time. While there is none, whatever needs a human's consent is denied at once.
   *
   * @returns takes it away again: it is asked no more, its open questions are aborted, and what it still answers is
   *   ignored. They wait on for others until they expire.
   * @throws PluginError `APPROVAL_INVALID` when it is no connector.
   */
  connect(connector: ApprovalConnector): Undo;

  /** What the chat's user has settled beforehand; `ask` until somebody says otherwise. */
  mode(chatId: string): ChatMode;

  /**
   * Settles it for the calls to come; questions that wait already stay. A step back, and `ask` in any case, also takes
   * back what was approved for the chat's sessions.
   *
   * @param by - the user who says so; the audit log names them with each call that the mode approves.
   * @throws PluginError `APPROVAL_INVALID` for an unknown mode, or without a chat or user.
   */
  setMode(chatId: string, mode: ChatMode, by: string): void;

  /**
   * Withdraws every question of a chat; each of them is a no.
   *
   * @param reason - told to the model.
   * @returns how many there were.
   */
  cancel(chatId: string, reason?: string): number;
}
