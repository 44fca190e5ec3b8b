import type { Problem, ProblemPlace } from "@asky/sdk";
import { quote } from "../text/visible-text.ts";

const ENTRY_EXAMPLE = `[plugin.notes] with module = "asky-plugin-notes"`;

export function rosterUnreadable(file: string, reason: string): Problem {
  return {
    severity: "error",
    code: "ROSTER_UNREADABLE",
    phase: "roster",
    message: `${quote(file)} cannot be read: ${reason} No plugin of it is loaded.`,
    hint: `Make ${quote(file)} a UTF-8 text file that this user can read, or remove it.`,
    place: { file },
  };
}

export function rosterSyntax(place: ProblemPlace, reason: string): Problem {
  return {
    severity: "error",
    code: "ROSTER_SYNTAX",
    phase: "roster",
    message: `plugins.toml is not valid TOML: ${reason}. No plugin of it is loaded.`,
    hint: `Correct ${lineOf(place)} of ${quote(place.file)}; text values stand in double quotes, and each key or table is given once.`,
    place,
  };
}

/** The key `plugin` of the file is something else than tables named after plugins. */
export function rosterShapeInvalid(place: ProblemPlace, what: string): Problem {
  return {
    severity: "error",
    code: "ROSTER_ENTRY_INVALID",
    phase: "roster",
    message: `plugins.toml: "plugin" must hold one table for each plugin, but is ${what}. No plugin of it is loaded.`,
    hint: `Write each plugin as a table of its own: ${ENTRY_EXAMPLE}.`,
    place,
  };
}

export function rosterEntryNoTable(plugin: string, place: ProblemPlace, what: string): Problem {
  return {
    severity: "error",
    code: "ROSTER_ENTRY_INVALID",
    phase: "roster",
    plugin,
    message: `plugins.toml: the entry of ${quote(plugin)} must be a table, but is ${what}.`,
    hint: `Write it as a table: ${ENTRY_EXAMPLE}.`,
    place,
  };
}

/** `fault` completes the sentence `"<key>" …`; `remedy` is an imperative without a full stop. */
export function rosterEntryInvalid(
  plugin: string,
  place: ProblemPlace,
  facts: { readonly key: string; readonly fault: string; readonly remedy: string },
): Problem {
  return {
    severity: "error",
    code: "ROSTER_ENTRY_INVALID",
    phase: "roster",
    plugin,
    message: `plugins.toml [plugin.${plugin}]: ${quote(facts.key)} ${facts.fault}.`,
    hint: `${facts.remedy}.`,
    place,
  };
}

export function rosterKeyUnknown(
  plugin: string | undefined,
  place: ProblemPlace,
  facts: { readonly key: string; readonly nearest: string | undefined; readonly known: readonly string[] },
): Problem {
  const where = plugin === undefined ? "plugins.toml" : `plugins.toml [plugin.${plugin}]`;
  const known = `Known here: ${facts.known.join(", ")}.`;
  return {
    severity: "warning",
    code: "ROSTER_KEY_UNKNOWN",
    phase: "roster",
    ...(plugin !== undefined && { plugin }),
    message: `${where}: nothing reads the key ${quote(facts.key)}.`,
    hint: facts.nearest === undefined ? `Remove it. ${known}` : `Did you mean "${facts.nearest}"? ${known}`,
    place,
  };
}

export function pluginNameInvalid(plugin: string, place: ProblemPlace): Problem {
  return {
    severity: "error",
    code: "PLUGIN_NAME_INVALID",
    phase: "roster",
    plugin,
    message: `plugins.toml: ${quote(plugin)} cannot name a plugin.`,
    hint: "Use lower-case letters, digits, _ and -, a letter first, at most 63 characters, and no reserved word such as con, constructor or host.",
    place,
  };
}

/** Two names that are the same to a file system that ignores case; the other one stays. */
export function pluginNameCollision(plugin: string, twin: string, place: ProblemPlace): Problem {
  return {
    severity: "error",
    code: "PLUGIN_NAME_COLLISION",
    phase: "roster",
    plugin,
    message: `plugins.toml: ${quote(plugin)} differs from ${quote(twin)} only by case, and both would share their files.`,
    hint: `Rename or remove one of ${quote(twin)} and ${quote(plugin)}.`,
    place,
  };
}

/** The roster names a plugin that the host itself registers: that one runs, whatever the roster says. */
export function pluginNameReserved(plugin: string, place: ProblemPlace): Problem {
  return {
    severity: "warning",
    code: "PLUGIN_NAME_RESERVED",
    phase: "roster",
    plugin,
    message: `plugins.toml [plugin.${plugin}]: the host itself registers "${plugin}", so the entry does not count.`,
    hint: `Remove [plugin.${plugin}] from plugins.toml; to configure "${plugin}", use plugins/${plugin}.toml.`,
    place,
  };
}

export function configUnreadable(plugin: string, file: string, reason: string): Problem {
  return {
    severity: "error",
    code: "CONFIG_UNREADABLE",
    phase: "config",
    plugin,
    message: `The configuration ${quote(file)} of "${plugin}" cannot be read: ${reason}`,
    hint: `Make ${quote(file)} a UTF-8 text file that this user can read, or remove it.`,
    place: { file },
  };
}

export function configSyntax(plugin: string, place: ProblemPlace, reason: string): Problem {
  return {
    severity: "error",
    code: "CONFIG_SYNTAX",
    phase: "config",
    plugin,
    message: `The configuration of "${plugin}" is not valid TOML: ${reason}.`,
    hint: `Correct ${lineOf(place)} of ${quote(place.file)}.`,
    place,
  };
}

/** `faults` has all of them in one text, each with its key. */
export function configInvalid(plugin: string, place: ProblemPlace, faults: string): Problem {
  return {
    severity: "error",
    code: "CONFIG_INVALID",
    phase: "config",
    plugin,
    message: `The configuration of "${plugin}" is not accepted: ${faults}.`,
    hint: `Correct it in ${quote(place.file)}, or set enabled = false for "${plugin}" in plugins.toml.`,
    place,
  };
}

/** The schema itself is at fault, so no configuration could satisfy it. */
export function configSchemaUnusable(
  plugin: string,
  place: ProblemPlace,
  facts: { readonly what: string; readonly causes?: readonly string[] },
): Problem {
  return {
    severity: "error",
    code: "CONFIG_INVALID",
    phase: "config",
    plugin,
    message: `The configuration of "${plugin}" cannot be checked: ${facts.what}.`,
    hint: `Tell the author of "${plugin}", and set enabled = false for it in plugins.toml until it is mended.`,
    place,
    ...(facts.causes && { causes: facts.causes }),
  };
}

function lineOf(place: ProblemPlace): string {
  return place.line === undefined ? "the text" : `line ${place.line}`;
}
