/** The words that no plugin can take. */
export const CORE_COMMANDS: readonly string[] = [
  "ask",
  "chat",
  "daemon",
  "gate",
  "help",
  "init",
  "plugin",
  "session",
];
