/** What programs need to find their way, and nothing that could be a secret or could make them run something. */
const HARMLESS = new Set([
  ...["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TERM", "COLORTERM", "NO_COLOR"],
  ...["FORCE_COLOR", "CI", "TMPDIR", "COLUMNS", "LINES"],
  // Windows starts hardly anything without these.
  ...["SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "TEMP", "TMP", "USERPROFILE", "APPDATA"],
  ...["LOCALAPPDATA", "PROGRAMFILES", "PROGRAMDATA", "HOMEDRIVE", "HOMEPATH"],
]);

/**
 * The part of an environment that commands get: an allow-list, so that keys and tokens of the host stay with the host.
 * Called for {@link runProcess} and `runInBubblewrap`, with what the operator wants to pass on beside it.
 */
export function cleanEnvironment(
  source: Readonly<Record<string, string | undefined>>,
  further: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    const isHarmless = HARMLESS.has(name.toUpperCase()) || /^LC_[A-Z]+$/.test(name);
    if (value !== undefined && isHarmless) kept[name] = value;
  }
  return { ...kept, ...further };
}
