import type { SessionFilter, SessionInfo } from "@asky/sdk";

/** Whether a session is one of those wanted. */
export function fitsFilter(info: SessionInfo, { userId, chatId, isOpen }: SessionFilter): boolean {
  if (userId !== undefined && info.userId !== userId) return false;
  if (chatId !== undefined && info.chatId !== chatId) return false;
  return isOpen === undefined || info.isOpen === isOpen;
}

/** By the last turn; of those of one moment, by id. */
export function newestFirst(sessions: readonly SessionInfo[]): readonly SessionInfo[] {
  return sessions.toSorted((a, b) => {
    if (a.updatedAt !== b.updatedAt) return a.updatedAt < b.updatedAt ? 1 : -1;
    return a.id < b.id ? -1 : 1;
  });
}
