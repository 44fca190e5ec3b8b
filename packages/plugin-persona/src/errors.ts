import { PluginError } from "@asky/sdk";

// One factory per code. The owner is left out: both plugins of the package work on the same store.

export function personaNameInvalid(name: string): PluginError {
  return new PluginError("PERSONA_NAME_INVALID", {
    message: `"${name}" cannot name a persona.`,
    hint: "Use 2 to 64 letters, digits, underscores and hyphens, a letter or digit first, and no device name such as con.",
  });
}

export function personaExists(name: string, existing: string): PluginError {
  return new PluginError("PERSONA_EXISTS", {
    message:
      name === existing
        ? `The persona "${name}" exists already.`
        : `The persona "${name}" would differ from "${existing}" only by case.`,
    hint: "Choose another name.",
  });
}

/** Also carries the nearest names as data, for a model to choose from. */
export function personaNotFound(
  name: string,
  suggestions: readonly string[],
): PluginError & { readonly suggestions: readonly string[] } {
  const nearest = suggestions.map((suggestion) => `"${suggestion}"`).join(", ");
  const error = new PluginError("PERSONA_NOT_FOUND", {
    message: `There is no persona named "${name}".`,
    hint: nearest ? `Use one of the nearest names: ${nearest}.` : "Create the persona first.",
  });
  return Object.assign(error, { suggestions });
}

export function personaPromptBlank(name: string): PluginError {
  return new PluginError("PERSONA_PROMPT_BLANK", {
    message: `The behavior prompt of the persona "${name}" is blank.`,
    hint: "Describe in the prompt how the model is to behave.",
  });
}

export function personaPromptTooLong(name: string, bytes: number, maxBytes: number): PluginError {
  return new PluginError("PERSONA_PROMPT_TOO_LONG", {
    message: `The behavior prompt of the persona "${name}" has ${bytes} bytes; at most ${maxBytes} are allowed.`,
    hint: "Shorten the prompt.",
  });
}

export function personaDescriptionInvalid(name: string, maxCharacters: number): PluginError {
  return new PluginError("PERSONA_DESCRIPTION_INVALID", {
    message: `The description of the persona "${name}" is not one line of at most ${maxCharacters} characters.`,
    hint: "Keep the description to one short line and put the rest into the behavior prompt.",
  });
}

export function personaCorrupt(name: string, place: string, reason: string, cause?: unknown): PluginError {
  return new PluginError("PERSONA_CORRUPT", {
    message: `The persona "${name}" cannot be used: ${place} ${reason}.`,
    hint: `Repair ${place}, or remove the persona's folder.`,
    cause,
  });
}

export function personaStoreFailed(directory: string, action: string, cause: unknown): PluginError {
  return new PluginError("PERSONA_STORE_FAILED", {
    message: `The folder of personas "${directory}" cannot be ${action}.`,
    hint: 'Make sure that it is a folder this user may read and write, or set the key "store_dir".',
    cause,
  });
}

export function personaSessionInvalid(): PluginError {
  return new PluginError("PERSONA_SESSION_INVALID", {
    plugin: "persona_manager",
    message: "There is no session to bind a persona to: its id is blank, too long or no plain text.",
    hint: "Pass the id of a session: 1 to 256 characters without control characters.",
  });
}

export function personaBindingsUnreadable(file: string, reason: string, cause?: unknown): PluginError {
  return new PluginError("PERSONA_BINDINGS_UNREADABLE", {
    plugin: "persona_manager",
    message: `The bindings of sessions to personas in "${file}" cannot be read: the file ${reason}.`,
    hint: `Repair or remove "${file}".`,
    cause,
  });
}

export function personaBindingsUnwritable(file: string, cause: unknown): PluginError {
  return new PluginError("PERSONA_BINDINGS_UNWRITABLE", {
    plugin: "persona_manager",
    message: `The bindings of sessions to personas cannot be written to "${file}"; they are as before.`,
    hint: "Make sure that the disk has space and that the folder is writable for this user.",
    cause,
  });
}
