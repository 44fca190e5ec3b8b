import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { createEvent, type EventBus, MESSAGE_IN, MESSAGE_OUT, SESSION_END, type TurnInfo } from "@asky/sdk";
import { hostStopping } from "../errors/turn.ts";
import { createSessionQueue } from "../sessions/session-queue.ts";
import { createSessionStore } from "../sessions/session-store.ts";
import type { IncomingMessage } from "../turn/message.ts";
import { runTurn } from "../turn/run-turn.ts";
import type { TurnResult } from "../turn/turn-result.ts";
import type { TurnHost } from "../turn/turn-state.ts";
import { createInterrupts } from "./interrupts.ts";

/** Everything that is said to a running host: turns in their sessions. */
export class Conversations {
  readonly #host: TurnHost;
  readonly #eventBus: EventBus;
  readonly #directory: string;
  readonly #sessions = createSessionStore();
  readonly #queue = createSessionQueue();
  readonly #interrupts = createInterrupts();

  constructor(host: TurnHost, eventBus: EventBus, directory: string) {
    this.#host = host;
    this.#eventBus = eventBus;
    this.#directory = directory;
  }

  /** Answers a message, after those of its session that came before. */
  async answer(message: IncomingMessage): Promise<TurnResult> {
    const { text, userId = "local", chatId = "local", directory = "." } = message;
    const sessionId = message.sessionId ?? this.#sessions.idFor(userId, chatId);
    const info: TurnInfo = Object.freeze({ id: randomUUID(), sessionId, chatId, userId });
    const interrupt = this.#interrupts.open(message.signal);
    void this.#eventBus.emit(createEvent(MESSAGE_IN, { userId, chatId, text }));
    try {
      const result = await this.#queue.run(sessionId, () => {
        const open = this.#sessions.get(sessionId);
        return runTurn(this.#host, {
          text,
          info,
          session: open ?? this.#sessions.open(sessionId),
          isNewSession: open === undefined,
          directory: resolve(this.#directory, directory),
          signal: interrupt.signal,
        });
      });
      void this.#eventBus.emit(createEvent(MESSAGE_OUT, { userId, chatId, content: result.text }));
      return result;
    } finally {
      interrupt.close();
    }
  }

  /** Closes a session when its messages are answered. Whether there was one. */
  close(sessionId: string): Promise<boolean> {
    return this.#queue.run(sessionId, async () => {
      if (!this.#sessions.get(sessionId)) return false;
      await this.#host.hooks.invoke(SESSION_END, Object.freeze({ sessionId }));
      return this.#sessions.close(sessionId);
    });
  }

  /** Interrupts what is running or waiting, and resolves when it is over. */
  async interrupt(): Promise<void> {
    this.#interrupts.abortAll(hostStopping());
    await this.#queue.idle();
  }

  /** How many messages are not answered yet. */
  get turnCount(): number {
    return this.#interrupts.count;
  }

  /** The ids of the open sessions, oldest first. */
  get sessionIds(): readonly string[] {
    return this.#sessions.ids;
  }
}
