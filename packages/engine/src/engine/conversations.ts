import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { createEvent, type EventBus, MESSAGE_IN, MESSAGE_OUT, SESSION_END, type TurnInfo } from "@asky/sdk";
import { hostStopping, turnClosed } from "../errors/turn.ts";
import { createSessionQueue } from "../sessions/session-queue.ts";
import { createSessionStore, type Session } from "../sessions/session-store.ts";
import type { IncomingMessage, TurnOptions } from "../turn/message.ts";
import { openTurn, type TurnOpening } from "../turn/open-turn.ts";
import { runTurn } from "../turn/run-turn.ts";
import type { TurnHost } from "../turn/turn-host.ts";
import type { TurnResult } from "../turn/turn-result.ts";
import { untilAborted } from "../turn/until-aborted.ts";
import { createEngineTurn, type EngineTurn } from "./engine-turn.ts";
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
    const { text, signal } = message;
    const info = this.#identify(message);
    const { userId, chatId } = info;
    const interrupt = this.#interrupts.open(signal);
    void this.#eventBus.emit(createEvent(MESSAGE_IN, { userId, chatId, text }));
    try {
      const result = await this.#queue.run(info.sessionId, () => {
        const { session, ...opening } = this.#begin(info, message, interrupt.signal);
        return runTurn(this.#host, { ...opening, session, text });
      });
      void this.#eventBus.emit(createEvent(MESSAGE_OUT, { userId, chatId, content: result.text }));
      return result;
    } finally {
      interrupt.close();
    }
  }

  /** Opens a turn that its caller drives, after what came before in its session; it holds the session until it is over. */
  async open(options: TurnOptions): Promise<EngineTurn> {
    const info = this.#identify(options);
    const interrupt = this.#interrupts.open(options.signal);
    const { signal } = interrupt;
    const opened = new Promise<EngineTurn>((resolve, reject) => {
      const work = this.#queue.run(info.sessionId, async () => {
        signal.throwIfAborted();
        const turn = await openTurn(this.#host, this.#begin(info, options, signal));
        resolve(createEngineTurn(turn, () => interrupt.abort(turnClosed())));
        await aborted(signal);
      });
      work.catch(reject).finally(() => interrupt.close());
    });
    return await untilAborted(opened, signal);
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

  #identify({
    userId = "local",
    chatId = "local",
    sessionId = this.#sessions.idFor(userId, chatId),
    turnId = randomUUID(),
  }: TurnOptions): TurnInfo {
    return Object.freeze({ id: turnId, sessionId, chatId, userId });
  }

  /** Called when a turn's time has come: only then is it known whether its session is a new one. */
  #begin(
    info: TurnInfo,
    { directory = "." }: TurnOptions,
    signal: AbortSignal,
  ): TurnOpening & { readonly session: Session } {
    const open = this.#sessions.get(info.sessionId);
    return {
      info,
      session: open ?? this.#sessions.open(info.sessionId),
      isNewSession: open === undefined,
      directory: resolve(this.#directory, directory),
      signal,
    };
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
