/** What a session's id looks like: it is a file's name, too. */
const SESSION_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;

/** Names that mean a device to some systems, whatever follows the point. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Whether a text can be the id of a session: 1 to 128 letters, digits, `_`, `.` and `-`, beginning with a letter or digit. */
export function isSessionId(text: string): boolean {
  return SESSION_ID.test(text) && !text.endsWith(".") && !DEVICE.test(text);
}
