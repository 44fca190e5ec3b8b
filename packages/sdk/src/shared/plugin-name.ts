/** What a legal plugin name looks like: the roster's key, also the name of the data directory. */
export const PLUGIN_NAME_PATTERN: RegExp = /^[a-z][a-z0-9_-]{0,62}$/;

/** Names that some file system or some object gives another meaning. */
const RESERVED: ReadonlySet<string> = new Set([
  ...["con", "prn", "aux", "nul", "constructor", "prototype", "host"],
  ...Array.from({ length: 10 }, (_, index) => `com${index}`),
  ...Array.from({ length: 10 }, (_, index) => `lpt${index}`),
]);

/**
 * Whether a text can name a plugin: lower-case letters, digits, `_` and `-`, a letter first, at most 63 characters,
 * no device name, and neither `constructor`, `prototype` nor `host` (the name under which a host's own registrations are reported).
 */
export function isPluginName(name: string): boolean {
  return typeof name === "string" && PLUGIN_NAME_PATTERN.test(name) && !RESERVED.has(name);
}
