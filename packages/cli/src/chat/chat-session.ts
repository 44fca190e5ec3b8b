import { randomUUID } from "node:crypto";
import type { Engine, TurnResult } from "@asky/engine";
import type { SessionInfo, SessionsService } from "@asky/sdk";
import { TurnView } from "../host/turn-view.ts";
import type { Run } from "../io/run.ts";

/** Whose messages a chat's are, and in which session. */
export interface ChatTarget {
  readonly userId: string;
  readonly chatId: string;
  readonly sessionId: string;
}

/** A new session of the terminal's own chat. */
export function newTarget(): ChatTarget {
  return { userId: "local", chatId: "terminal", sessionId: randomUUID() };
}

/** An old session goes on as whose it was. */
export function targetOf({ userId, chatId, id }: SessionInfo): ChatTarget {
  return { userId, chatId, sessionId: id };
}

/** A conversation at a terminal: where messages go, and what runs. */
export class ChatSession {
  readonly run: Run;
  readonly engine: Engine;
  target: ChatTarget;
  lastResult: TurnResult | undefined;
  #turn: AbortController | undefined;

  constructor(run: Run, engine: Engine, target: ChatTarget) {
    this.run = run;
    this.engine = engine;
    this.target = target;
  }

  /** Whether a turn runs. */
  get isBusy(): boolean {
    return this.#turn !== undefined;
  }

  get sessions(): SessionsService {
    return this.engine.services.get("sessions") as SessionsService;
  }

  /** Sends a message and shows what comes of it. */
  async send(text: string): Promise<TurnResult> {
    const { ending, output } = this.run;
    const turn = new AbortController();
    this.#turn = turn;
    const view = new TurnView(output);
    try {
      const result = await this.engine.handleMessage({
        ...this.target,
        text,
        signal: AbortSignal.any([turn.signal, ending.signal]),
        onProgress: (progress) => view.take(progress),
      });
      view.end(result);
      this.lastResult = result;
      return result;
    } finally {
      this.#turn = undefined;
    }
  }

  /** Interrupts the turn that runs. */
  interrupt(): void {
    this.#turn?.abort(new Error("Interrupted at the terminal."));
  }
}
