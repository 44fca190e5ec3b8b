import type { AskyPlugin, TetherPlugin } from "@asky/sdk";

/** A plugin as a value, of either contract and with any configuration. */
export type PassedPlugin = AskyPlugin<unknown> | TetherPlugin<unknown>;

/** A plugin that a host passes in code, with what its failure means to the host and how long it may take. */
export interface PassedPluginEntry {
  readonly plugin: PassedPlugin;
  /** @defaultValue "abort" */
  readonly onFailure?: "isolate" | "abort";
  /** How long anything of it may take, in milliseconds; 0 means for ever. Like the roster's `timeout_ms`. @defaultValue 30000 */
  readonly timeoutMs?: number;
}

/** Whichever of the two a host has passed, as an entry. */
export function passedEntry(value: PassedPlugin | PassedPluginEntry): PassedPluginEntry {
  return isEntry(value) ? value : { plugin: value };
}

function isEntry(value: PassedPlugin | PassedPluginEntry): value is PassedPluginEntry {
  try {
    return "plugin" in value && !("activate" in value) && !("initialize" in value);
  } catch {
    // What cannot be asked is no entry; as a plugin it is refused with the reason.
    return false;
  }
}
