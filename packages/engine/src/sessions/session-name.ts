const MAX_CHARS = 200;
const NO_LINE = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/**
 * Checks what a user calls a session.
 *
 * @returns the name without the space around it.
 * @throws TypeError when it is blank, has more than 200 characters or is more than one line.
 */
export function checkSessionName(name: string): string {
  const trimmed = typeof name === "string" ? name.trim() : "";
  if (trimmed === "" || trimmed.length > MAX_CHARS || NO_LINE.test(trimmed)) {
    throw new TypeError(`The name of a session is one line of 1 to ${MAX_CHARS} characters.`);
  }
  return trimmed;
}
