import type { SessionInfo, SessionsService } from "@asky/sdk";
import { noSession, severalSessions } from "../errors/usage.ts";

/** Stands for the session that was used last. */
const LAST = "last";
const LEAST_LETTERS = 4;

/**
 * Finds the session that a person means: by its id, by its name, by the first letters of its id, or as `last`.
 *
 * @throws CliError when there is none, or more than one.
 */
export async function findSession(
  sessions: Pick<SessionsService, "list">,
  reference: string,
): Promise<SessionInfo> {
  const all = await sessions.list();
  const exact = all.find(({ id }) => id === reference);
  if (exact) return exact;
  if (reference === LAST) return all[0] ?? fail(reference);
  const named = all.filter(({ name }) => name === reference);
  const found =
    named.length > 0 || reference.length < LEAST_LETTERS
      ? named
      : all.filter(({ id }) => id.startsWith(reference));
  if (found.length > 1) {
    throw severalSessions(
      reference,
      found.map(({ id }) => id),
    );
  }
  return found[0] ?? fail(reference);
}

function fail(reference: string): never {
  throw noSession(reference);
}
