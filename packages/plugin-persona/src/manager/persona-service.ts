import type { Logger } from "@asky/sdk";
import type { Persona, PersonaService } from "../contract.ts";
import { personaNotFound } from "../errors.ts";
import { nearestNames } from "../store/persona-name.ts";
import type { PersonaStore } from "../store/persona-store.ts";
import type { SessionBindings } from "./session-bindings.ts";

/** Store and bindings as the service `personas`. */
export function createPersonaService(
  store: PersonaStore,
  bindings: SessionBindings,
  logger: Logger,
): PersonaService {
  async function bind(sessionId: string, name: string): Promise<Persona> {
    const wanted = name.trim();
    const persona = await store.get(wanted);
    if (!persona) throw personaNotFound(wanted, await suggest(wanted));
    await bindings.set(sessionId, persona.name);
    return persona;
  }

  async function suggest(wanted: string): Promise<readonly string[]> {
    const usable = (await store.list()).filter(({ fault }) => !fault);
    return nearestNames(
      wanted,
      usable.map(({ name }) => name),
    );
  }

  async function current(sessionId: string): Promise<Persona | undefined> {
    const name = await bindings.get(sessionId);
    if (name === undefined) return undefined;
    const persona = await store.get(name);
    if (persona) return persona;
    await bindings.remove(sessionId, name);
    logger.warn(`The persona "${name}" no longer exists; the session goes on without it.`, { sessionId });
    return undefined;
  }

  return {
    list: store.list,
    get: store.get,
    create: store.create,
    bind,
    unbind: (sessionId) => bindings.remove(sessionId),
    current,
  };
}
