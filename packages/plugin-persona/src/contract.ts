// What other plugins and hosts may know of personas: types only. Import it with `import type`.

/** What a new persona is made from. */
export interface PersonaDraft {
  /** 2 to 64 letters, digits, `_` or `-`, the first a letter or digit. Names that differ only by case are the same. */
  readonly name: string;
  /** One line of at most 500 characters. @defaultValue "" */
  readonly description?: string;
  /** How the model is to behave: text that is not blank, at most 16 KiB of UTF-8. */
  readonly behaviorPrompt: string;
}

/** Why a persona's folder cannot be used. */
export interface PersonaFault {
  /** One of the codes of the package's README. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** One persona of the store, without its prompt. */
export interface PersonaSummary {
  /** The name of its folder. */
  readonly name: string;
  /** Empty when there is none or it cannot be read. */
  readonly description: string;
  /** Set when the persona cannot be used; it then stands in lists only. */
  readonly fault?: PersonaFault;
}

/** A persona, whole. */
export interface Persona {
  readonly name: string;
  readonly description: string;
  readonly behaviorPrompt: string;
  /** ISO 8601, UTC, whole seconds. */
  readonly createdAt: string;
  /** ISO 8601, UTC, whole seconds. */
  readonly updatedAt: string;
}

/**
 * The service `personas`, offered by `persona_manager`. Faults reject with a `PluginError` whose code stands in the
 * package's README. Everything is read from the disk when asked for, so that several processes agree.
 */
export interface PersonaService {
  /** All personas by name; those that cannot be used carry their fault. */
  list(): Promise<readonly PersonaSummary[]>;
  /** A persona, or `undefined` when there is none of that name. Rejects with `PERSONA_CORRUPT` when it cannot be read. */
  get(name: string): Promise<Persona | undefined>;
  /** Creates a persona, whole or not at all. */
  create(draft: PersonaDraft): Promise<Persona>;
  /** Binds a persona to a session, in place of any other. It shapes the system prompt from the session's next turn on. */
  bind(sessionId: string, name: string): Promise<Persona>;
  /** Takes the persona off a session. Resolves to the name that was bound, if one was. */
  unbind(sessionId: string): Promise<string | undefined>;
  /** The persona bound to a session, if there is one and it still exists. */
  current(sessionId: string): Promise<Persona | undefined>;
}

declare module "@asky/sdk" {
  interface ServiceMap {
    /** Offered by `persona_manager` of `@asky/plugin-persona`. */
    personas: PersonaService;
  }
}
