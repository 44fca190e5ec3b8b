import type { SessionsService } from "@asky/sdk";
import { exportSession } from "./export-session.ts";
import type { SessionStore } from "./session-store.ts";

/**
 * What plugins and commands get of a store: everything but taking part in a conversation.
 *
 * @param end - closes a session that may be open in this process.
 */
export function sessionsService(
  store: SessionStore,
  end: (sessionId: string) => Promise<unknown>,
): SessionsService {
  return Object.freeze({
    list: (filter) => store.list(filter),
    read: (id) => store.read(id),
    search: (text, limit) => store.search(text, limit),
    rename: (id, name) => store.rename(id, name),
    async remove(id) {
      await end(id);
      return await store.remove(id);
    },
    async export(id, format) {
      const session = await store.read(id);
      return session && exportSession(session, format);
    },
  } satisfies SessionsService);
}
