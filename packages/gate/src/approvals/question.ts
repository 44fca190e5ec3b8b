import type { ApprovalAnswer, ApprovalConnector, ApprovalRequest, PluginError } from "@asky/sdk";
import { answerInvalid, connectorFailed } from "../errors.ts";
import type { Report } from "../problem.ts";
import type { Deadline } from "./deadline.ts";
import { readAnswer } from "./read-answer.ts";
import type { Refusal } from "./verdict.ts";

/** A connector from its connecting to its end. The same one may be connected twice. */
export interface Connection {
  readonly name: string;
  readonly ask: ApprovalConnector["ask"];
}

/** How a question ends without an answer. */
export interface Silence {
  readonly outcome: Exclude<Refusal["outcome"], "rejected">;
  /** In full sentences. */
  readonly reason: string;
}

/** How a question ends. */
export type Ending = ApprovalAnswer | Silence;

/** One question that waits, and those it was put to. It ends once, and tells all of them. */
export class Question {
  readonly request: ApprovalRequest;
  /** Settles with the end; never rejects. */
  readonly ended: Promise<Ending>;
  readonly #deadline: Deadline;
  readonly #report: Report;
  readonly #asked = new Map<Connection, AbortController>();
  readonly #failed = new WeakSet<Connection>();
  #settle: (ending: Ending) => void = () => {};
  #isOver = false;

  constructor(request: ApprovalRequest, deadline: Deadline, report: Report) {
    this.request = request;
    this.#deadline = deadline;
    this.#report = report;
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Puts it to connectors and does not wait for them. Never throws. */
  putTo(connections: readonly Connection[]): void {
    if (this.#isOver) return;
    // All of them are noted first: one that fails at once must not pass for the only one.
    const asked = connections.map((connection) => ({ connection, controller: new AbortController() }));
    for (const { connection, controller } of asked) this.#asked.set(connection, controller);
    for (const { connection, controller } of asked) void this.#ask(connection, controller.signal);
  }

  /** Takes it away from a connector: what that one still answers is ignored. */
  takeFrom(connection: Connection): void {
    const controller = this.#asked.get(connection);
    this.#asked.delete(connection);
    controller?.abort();
  }

  /**
   * Takes an answer of whatever shape.
   *
   * @param connector - the name of the one that answers; left out when it comes from elsewhere.
   * @returns whether it counts; `undefined` when it is not usable, which is reported.
   */
  answer(value: unknown, connector?: string): boolean | undefined {
    if (this.#isOver) return false;
    if (this.#deadline.isOver()) {
      this.expire();
      return false;
    }
    const answer = readAnswer(value);
    if (answer) return this.end(answer);
    this.#report(answerInvalid(this.request.toolName, connector), "warning");
    return undefined;
  }

  /** Silence is a no. */
  expire(): void {
    const reason = `Nobody answered by ${this.#deadline.expiresAt}, and silence is a no.`;
    this.end({ outcome: "expired", reason });
  }

  /** Ends the question, unless it is over already. */
  end(ending: Ending): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#settle(ending);
    const controllers = [...this.#asked.values()];
    this.#asked.clear();
    for (const controller of controllers) controller.abort();
    return true;
  }

  async #ask(connection: Connection, signal: AbortSignal): Promise<void> {
    const { name, ask } = connection;
    try {
      if (signal.aborted) return;
      const value: unknown = await ask(this.request, signal);
      if (signal.aborted || value === undefined) return;
      if (this.answer(value, name) === undefined) this.#fail(connection);
    } catch (cause) {
      // A prompt that is taken down may well end in an error.
      if (!signal.aborted) this.#fail(connection, connectorFailed(name, this.request.toolName, cause));
    }
  }

  #fail(connection: Connection, error?: PluginError): void {
    if (error) this.#report(error, "warning");
    this.#failed.add(connection);
    if ([...this.#asked.keys()].some((one) => !this.#failed.has(one))) return;
    this.end({ outcome: "unanswered", reason: "The question could not be put to anybody." });
  }
}
