import type { ApprovalsService, ChatMode, PluginError } from "@asky/sdk";
import { modeNotKept, modeNotRead } from "../errors/session.ts";
import type { SessionStore } from "../sessions/session-store.ts";

/** Who is named for a mode that was settled in an earlier process. */
const EARLIER = "an earlier session of this chat";

/** Keeps what users have settled for their chats about approvals, so that it outlives the process. */
export class ChatModes {
  /** What plugins and connectors get: the desk's own, with a memory. */
  readonly service: ApprovalsService;
  readonly #desk: ApprovalsService;
  readonly #store: SessionStore;
  /** What is settled in this process, or was read; a promise while it is read. */
  readonly #known = new Map<string, Promise<void>>();
  readonly #report: (error: PluginError) => void;
  #writing: Promise<void> = Promise.resolve();

  constructor(desk: ApprovalsService, store: SessionStore, report: (error: PluginError) => void) {
    this.#desk = desk;
    this.#store = store;
    this.#report = report;
    this.service = Object.freeze({
      ...desk,
      setMode: (chatId: string, mode: ChatMode, by: string) => {
        desk.setMode(chatId, mode, by);
        this.#known.set(chatId, Promise.resolve());
        this.#keep(chatId, mode);
      },
    });
  }

  /** Called before a turn: resolves when what was settled for its chat holds. */
  load(chatId: string): Promise<void> {
    const known = this.#known.get(chatId);
    if (known) return known;
    const loading: Promise<void> = this.#store.chatMode(chatId).then(
      (mode) => {
        // What a user says meanwhile counts, not what was said before.
        if (mode !== "ask" && this.#known.get(chatId) === loading) this.#desk.setMode(chatId, mode, EARLIER);
      },
      (error: unknown) => this.#report(modeNotRead(chatId, error)),
    );
    this.#known.set(chatId, loading);
    return loading;
  }

  /** Resolves when everything settled so far is kept, or could not be. */
  flush(): Promise<void> {
    return this.#writing;
  }

  #keep(chatId: string, mode: ChatMode): void {
    this.#writing = this.#writing.then(() =>
      this.#store
        .setChatMode(chatId, mode)
        .catch((error: unknown) => this.#report(modeNotKept(chatId, error))),
    );
  }
}
