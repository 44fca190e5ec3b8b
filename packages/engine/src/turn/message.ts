/** A message to the host. */
export interface IncomingMessage {
  readonly text: string;
  /** @defaultValue "local" */
  readonly userId?: string;
  /** @defaultValue "local" */
  readonly chatId?: string;
  /** The session to go on with, or to open under that id. @defaultValue the open one of this user and chat, else a new one */
  readonly sessionId?: string;
  /** Where the tools of this turn look; relative to the engine's directory. @defaultValue the engine's directory */
  readonly directory?: string;
  /** Interrupts the turn. */
  readonly signal?: AbortSignal;
}

/**
 * Checks what the types cannot: callers pass on what users typed.
 *
 * @throws TypeError naming the member.
 */
export function checkMessage(message: IncomingMessage): void {
  if (typeof message?.text !== "string" || message.text.trim() === "") {
    throw new TypeError('handleMessage() takes a message with a "text" that is not empty.');
  }
  for (const key of ["userId", "chatId", "sessionId", "directory"] as const) {
    const value: unknown = message[key];
    if (value === undefined || (typeof value === "string" && value !== "")) continue;
    throw new TypeError(`The "${key}" of a message is a string that is not empty.`);
  }
  if (message.signal !== undefined && !(message.signal instanceof AbortSignal)) {
    throw new TypeError('The "signal" of a message is an AbortSignal.');
  }
}
