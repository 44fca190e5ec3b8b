import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  createEvent,
  type EventBus,
  EXECUTION_INTERRUPTED,
  MESSAGE_IN,
  MESSAGE_OUT,
  MESSAGE_QUEUED,
  type Message,
  PluginError,
  SESSION_END,
  type TurnInfo,
  type UserMessage,
} from "@asky/sdk";
import { userMessage } from "../conversation/conversation.ts";
import { sessionTaken } from "../errors/session.ts";
import { toProblem } from "../errors/to-problem.ts";
import { hostStopping, turnClosed, turnInterrupted, turnTimedOut } from "../errors/turn.ts";
import type { LiveSession } from "../sessions/live-session.ts";
import { createSessionQueue } from "../sessions/session-queue.ts";
import type { SessionStore } from "../sessions/session-store.ts";
import type { IncomingMessage, TurnOptions } from "../turn/message.ts";
import { openTurn } from "../turn/open-turn.ts";
import { runTurn, UNANSWERED } from "../turn/run-turn.ts";
import type { TurnHost } from "../turn/turn-host.ts";
import { safely } from "../turn/turn-progress.ts";
import type { TurnResult } from "../turn/turn-result.ts";
import { untilAborted } from "../turn/until-aborted.ts";
import type { ChatModes } from "./chat-modes.ts";
import { createEngineTurn, type EngineTurn } from "./engine-turn.ts";
import { createInterrupts } from "./interrupts.ts";
import type { TurnLease } from "./turn-hosts.ts";

/** What conversations need of their host. */
export interface ConversationParts {
  /** Called when a turn begins: what it gets, it keeps to its end. */
  readonly acquire: () => TurnLease;
  /** Of the host itself. */
  readonly eventBus: EventBus;
  readonly sessions: SessionStore;
  readonly chatModes: ChatModes;
  /** Withdraws what a session has waiting for a human. */
  readonly endApprovals: (sessionId: string) => void;
  readonly modelName: string;
  /** Where tools look unless a message says otherwise; absolute. */
  readonly directory: string;
}

/** Everything that is said to a running host: turns in their sessions. */
export class Conversations {
  readonly #parts: ConversationParts;
  readonly #live = new Map<string, LiveSession>();
  /** Which session a user's messages of a chat go to; asked of the store once. */
  readonly #current = new Map<string, string | Promise<string>>();
  readonly #queue = createSessionQueue();
  readonly #interrupts = createInterrupts();

  constructor(parts: ConversationParts) {
    this.#parts = parts;
  }

  /** Answers a message, after those of its session that came before. */
  async answer(message: IncomingMessage): Promise<TurnResult> {
    const { text, parts, userId = "local", chatId = "local" } = message;
    const tell = safely(message.onProgress);
    const asked = userMessage(text, parts);
    const interrupt = this.#interrupts.open(message.signal, chatId);
    const { signal } = interrupt;
    try {
      this.#emit(MESSAGE_IN, { userId, chatId, text });
      const located = this.#sessionOf(message);
      const info = this.#identify(message, typeof located === "string" ? located : await located);
      if (this.#queue.isBusy(info.sessionId)) {
        this.#emit(MESSAGE_QUEUED, { userId, chatId, text });
        tell({ type: "queued" });
      }
      const result = await this.#inTurn(info, signal, async () => {
        const lease = this.#parts.acquire();
        const { host } = lease;
        const stopTimer = limitTime(host, interrupt.abort);
        const unfollow = follow(lease.signal, interrupt.abort);
        try {
          const session = await this.#begin(info);
          await this.#keepAsked(info, asked);
          const directory = this.#directoryOf(message);
          const turn = await runTurn(host, { info, session, directory, signal, asked, tell });
          await this.#keep(host, session, turn.said, turn.result);
          return turn.result;
        } catch (error) {
          return failedTurn(host, info, error);
        } finally {
          unfollow();
          stopTimer();
          lease.release();
        }
      });
      if (result.stopReason === "interrupted") {
        this.#emit(EXECUTION_INTERRUPTED, { userId, chatId, sessionId: info.sessionId });
      }
      this.#emit(MESSAGE_OUT, { userId, chatId, content: result.text });
      return result;
    } finally {
      interrupt.close();
    }
  }

  /** Opens a turn that its caller drives, after what came before in its session; it holds the session until it is over. */
  async open(options: TurnOptions): Promise<EngineTurn> {
    const interrupt = this.#interrupts.open(options.signal, options.chatId ?? "local");
    const { signal } = interrupt;
    const located = this.#sessionOf(options);
    const info = this.#identify(options, typeof located === "string" ? located : await located);
    const opened = new Promise<EngineTurn>((resolve, reject) => {
      const work = this.#queue.run(info.sessionId, async () => {
        signal.throwIfAborted();
        const lease = this.#parts.acquire();
        const unfollow = follow(lease.signal, interrupt.abort);
        try {
          const session = await this.#begin(info);
          const directory = this.#directoryOf(options);
          const turn = await openTurn(lease.host, { info, session, directory, signal });
          resolve(createEngineTurn(turn, () => interrupt.abort(turnClosed())));
          await aborted(signal);
        } finally {
          unfollow();
          lease.release();
        }
      });
      work.catch(reject).finally(() => interrupt.close());
    });
    return await untilAborted(opened, signal);
  }

  /** Closes a session when its messages are answered. Whether it was open. */
  close(sessionId: string): Promise<boolean> {
    return this.#queue.run(sessionId, async () => {
      await this.#end(sessionId);
      return await this.#parts.sessions.close(sessionId);
    });
  }

  /** Ends the process's part of a session: it can be resumed later. */
  suspend(sessionId: string): Promise<void> {
    return this.#queue.run(sessionId, () => this.#end(sessionId));
  }

  /** Interrupts what runs or waits in a chat. How many turns that were. */
  interruptChat(chatId: string): number {
    return this.#interrupts.abortAll(turnInterrupted(), chatId);
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

  /** The ids of the sessions that this process has open, oldest first. */
  get sessionIds(): readonly string[] {
    return [...this.#live.keys()];
  }

  #identify(
    { userId = "local", chatId = "local", turnId = randomUUID() }: TurnOptions,
    sessionId: string,
  ): TurnInfo {
    return Object.freeze({ id: turnId, sessionId, chatId, userId });
  }

  /** At once where it is known, so that messages keep the order in which they came. */
  #sessionOf({ userId = "local", chatId = "local", sessionId }: TurnOptions): string | Promise<string> {
    const chat = JSON.stringify([userId, chatId]);
    const known = sessionId ?? this.#current.get(chat);
    if (known !== undefined) {
      this.#current.set(chat, known);
      return known;
    }
    const found = this.#parts.sessions.current(userId, chatId).then((id) => id ?? randomUUID());
    this.#current.set(chat, found);
    found.then(
      (id) => this.#current.get(chat) === found && this.#current.set(chat, id),
      () => this.#current.delete(chat),
    );
    return found;
  }

  #directoryOf({ directory = "." }: TurnOptions): string {
    return resolve(this.#parts.directory, directory);
  }

  /** Runs a turn when those before it are over. One that is interrupted while it waits is over at once, and never begins. */
  #inTurn(info: TurnInfo, signal: AbortSignal, work: () => Promise<TurnResult>): Promise<TurnResult> {
    return new Promise((resolve, reject) => {
      const leave = (): void => resolve(endedBefore(this.#parts.modelName, info, UNANSWERED, "interrupted"));
      if (signal.aborted) {
        leave();
        return;
      }
      signal.addEventListener("abort", leave, { once: true });
      const isOver = this.#queue.run(info.sessionId, async () => {
        signal.removeEventListener("abort", leave);
        return signal.aborted ? undefined : await work();
      });
      isOver.then((result) => result && resolve(result), reject);
    });
  }

  /** Called when a turn's time has come: only then is it known what was said before. */
  async #begin({ sessionId, userId, chatId }: TurnInfo): Promise<LiveSession> {
    try {
      const live = this.#live.get(sessionId);
      if (live && (live.info.userId !== userId || live.info.chatId !== chatId)) throw sessionTaken(sessionId);
      if (live) return live;
      await this.#parts.chatModes.load(chatId);
      const { info, messages, isNew } = await this.#parts.sessions.open({ sessionId, userId, chatId });
      const session: LiveSession = { info, messages, isNew, isAnnounced: false };
      this.#live.set(sessionId, session);
      return session;
    } catch (error) {
      this.#forgetCurrent(sessionId);
      throw error;
    }
  }

  /** A session that takes no message, because its file was removed for example, is opened anew by the next one. */
  async #keepAsked({ id: turnId, sessionId }: TurnInfo, { parts }: UserMessage): Promise<void> {
    try {
      await this.#parts.sessions.keepAsked(sessionId, { turnId, parts });
    } catch (error) {
      await this.#end(sessionId);
      throw error;
    }
  }

  #forgetCurrent(sessionId: string): void {
    for (const [chat, current] of this.#current) if (current === sessionId) this.#current.delete(chat);
  }

  /** An answer that cannot be kept is an answer all the same; the report says that it is lost with the process. */
  async #keep(
    host: TurnHost,
    session: LiveSession,
    said: readonly Message[],
    { turnId, stopReason }: TurnResult,
  ): Promise<void> {
    const kept = startsWith(said, session.messages)
      ? { messages: said.slice(session.messages.length), replacesHistory: false }
      : { messages: said, replacesHistory: true };
    session.messages = said;
    try {
      await this.#parts.sessions.keepTurn(session.info.id, { turnId, stopReason, ...kept });
    } catch (error) {
      if (!PluginError.is(error)) throw error;
      host.report(toProblem(error, "error", "serve"));
    }
  }

  async #end(sessionId: string): Promise<void> {
    const live = this.#live.get(sessionId);
    this.#forgetCurrent(sessionId);
    this.#parts.endApprovals(sessionId);
    if (!live) return;
    this.#live.delete(sessionId);
    if (!live.isAnnounced) return;
    const { host, release } = this.#parts.acquire();
    try {
      await host.hooks.invoke(SESSION_END, Object.freeze({ sessionId }));
    } finally {
      release();
    }
  }

  #emit: <Name extends Parameters<typeof createEvent>[0]>(
    name: Name,
    data: Parameters<typeof createEvent<Name>>[1],
  ) => void = (name, data) => void this.#parts.eventBus.emit(createEvent(name, data));
}

/** A plugin may have put something else in the place of what was said before. */
function startsWith(messages: readonly Message[], before: readonly Message[]): boolean {
  return before.every((message, index) => isDeepStrictEqual(message, messages[index]));
}

/** A turn ends when its time is up, also when nothing in it listens. */
function limitTime(host: TurnHost, abort: (reason: Error) => void): () => void {
  const seconds = host.config.limits.max_turn_seconds;
  if (seconds === 0) return () => {};
  return host.clock.after(seconds * 1000, () => abort(turnTimedOut(seconds)));
}

/** What a message ends in that could not be taken. A fault of the host itself propagates. */
function failedTurn(host: TurnHost, info: TurnInfo, error: unknown): TurnResult {
  if (!PluginError.is(error)) throw error;
  host.report(toProblem(error, "error", "serve"));
  const text = `The message was not taken. ${error.message} ${error.hint}`;
  return Object.freeze({ ...endedBefore(host.modelName, info, text, "error"), errorCode: error.code });
}

/** The result of a turn that has not begun. */
function endedBefore(
  model: string,
  { id: turnId, sessionId }: TurnInfo,
  text: string,
  stopReason: TurnResult["stopReason"],
): TurnResult {
  const toolCalls = Object.freeze([]);
  return Object.freeze({
    text,
    stopReason,
    turnId,
    sessionId,
    toolCalls,
    model,
    outputTokens: 0,
    durationMs: 0,
  });
}

/** Hands an abort on, until undone. */
function follow(signal: AbortSignal, abort: (reason: Error) => void): () => void {
  const onAbort = (): void => abort(signal.reason as Error);
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  return () => signal.removeEventListener("abort", onAbort);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
