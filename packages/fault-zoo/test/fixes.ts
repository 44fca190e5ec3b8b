import type { Fault } from "@asky/fault-zoo";

/** What the hint of each code must offer, for a plugin of that name. */
const FIXES: Readonly<Record<string, (plugin: string) => string>> = {
  PACKAGE_IMPORT_FAILED: (plugin) => `Install "asky-plugin-${plugin}" again`,
  PACKAGE_EXPORTS_THEN: () => 'give the export "then" another name',
  PLUGIN_CLASS_MISSING: () => "Set class to the export that holds the plugin",
  PLUGIN_CLASS_INVALID: () => "tell the author of the package",
  PLUGIN_NAME_MISMATCH: (plugin) => `Rename [plugin.${plugin}] to [plugin.warbler]`,
  DEPENDENCY_CYCLE: () => "Take one of these dependencies out",
  PLUGIN_TIMED_OUT: (plugin) => `raise timeout_ms in [plugin.${plugin}]`,
  ACTIVATE_FAILED: (plugin) => `Fix activate() in "${plugin}", or set enabled = false`,
  INITIALIZE_FAILED: (plugin) => `Fix initialize() in "${plugin}", or set enabled = false`,
  START_FAILED: (plugin) => `Fix start() in "${plugin}", or set enabled = false`,
  STOP_FAILED: (plugin) => `Fix stop() in "${plugin}"`,
  DEACTIVATE_FAILED: (plugin) => `Fix deactivate() in "${plugin}"`,
  UNDO_FAILED: (plugin) => `Fix what "${plugin}" hands to context.use() and context.defer()`,
  CALLBACK_FAILED: (plugin) => `in "${plugin}", or set enabled = false for it in plugins.toml`,
  CALLBACK_TIMED_OUT: (plugin) => `raise timeout_ms in [plugin.${plugin}]`,
  HOOK_FIELD_INVALID: (plugin) => `Let "${plugin}" assign`,
  BREAKER_OPEN: (plugin) => `Mend what the earlier entries of "${plugin}" say`,
  HANDLER_FAILED: (plugin) => `in "${plugin}", or set enabled = false for it in plugins.toml`,
  HANDLER_TIMED_OUT: (plugin) => `raise timeout_ms in [plugin.${plugin}]`,
  STRAY_FAILURE: (plugin) => `Catch what can fail in the timers, listeners and callbacks of "${plugin}"`,
  PROCESS_EXIT_REFUSED: (plugin) => `Let "${plugin}" throw an error where it cannot go on`,
  GLOBALS_CHANGED: (plugin) => `Let "${plugin}" work without it`,
  LEFTOVER_HANDLES: (plugin) => `End them in "${plugin}" with context.defer() or context.use()`,
  THREAD_BLOCKED: (plugin) => `Let "${plugin}" do long work in small pieces`,
  OUTPUT_FLOODED: (plugin) => `Let "${plugin}" write less`,
};

/** Where the plugin was told what to do instead, the report passes that on; and where the code says too little. */
const OWN_FIXES: Readonly<Record<string, string>> = {
  "registers-late": "Register and unregister callbacks in activate()",
  "forges-an-event": 'for example "fox.allowed"',
  "clashes-over-a-tool": "tools.rename",
  "rejects-later": 'Await every promise in "moth"',
};

/** What the report must offer for one of the culprits of a fault. */
export function fixFor({ id, expected }: Fault, culprit: string): string {
  const fix = OWN_FIXES[id] ?? FIXES[expected.code ?? ""]?.(culprit);
  if (fix === undefined) throw new Error(`Nothing is known of a fix for "${expected.code}".`);
  return fix;
}
