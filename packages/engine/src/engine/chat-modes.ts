import type { ApprovalsService, ChatMode, PluginError } from "@asky/sdk";
import { modeNotKept } from "../errors/session.ts";
import type { ChatFiles } from "../sessions/chat-files.ts";

/** Who is named for a mode that was settled in an earlier process. */
const EARLIER = "an earlier session of this chat";

/** Keeps what users have settled for their chats about approvals, so that it outlives the process. */
export class ChatModes {
  /** What plugins and connectors get: the desk's own, with a memory. */
  readonly service: ApprovalsService;
  readonly #desk: ApprovalsService;
  readonly #chats: ChatFiles;
  readonly #loaded = new Set<string>();
  readonly #report: (error: PluginError) => void;
  #writing: Promise<void> = Promise.resolve();

  constructor(desk: ApprovalsService, chats: ChatFiles, report: (error: PluginError) => void) {
    this.#desk = desk;
    this.#chats = chats;
    this.#report = report;
    this.service = Object.freeze({
      ...desk,
      setMode: (chatId: string, mode: ChatMode, by: string) => {
        desk.setMode(chatId, mode, by);
        this.#loaded.add(chatId);
        this.#keep(chatId, mode);
      },
    });
  }

  /** Called before the first turn of a chat. */
  async load(chatId: string): Promise<void> {
    if (this.#loaded.has(chatId)) return;
    this.#loaded.add(chatId);
    const { mode } = await this.#chats.read(chatId);
    if (mode !== "ask") this.#desk.setMode(chatId, mode, EARLIER);
  }

  /** Resolves when everything settled so far is kept, or could not be. */
  flush(): Promise<void> {
    return this.#writing;
  }

  #keep(chatId: string, mode: ChatMode): void {
    this.#writing = this.#chats
      .change(chatId, (state) => ({ ...state, mode }))
      .catch((error: unknown) => this.#report(modeNotKept(chatId, error)));
  }
}
