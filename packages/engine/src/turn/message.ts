import { isMessagePart, type MessagePart } from "@asky/sdk";
import { isSessionId } from "../sessions/session-id.ts";
import type { OnProgress } from "./turn-progress.ts";

/** Whose turn it is, and where it works. All of it optional. */
export interface TurnOptions {
  /** @defaultValue "local" */
  readonly userId?: string;
  /** @defaultValue "local" */
  readonly chatId?: string;
  /** The session to go on with, or to open under that id: 1 to 128 letters, digits, `_`, `.`, `-`. @defaultValue the open one of this user and chat, else a new one */
  readonly sessionId?: string;
  /** Names the turn to plugins, tools and the audit log; unique. @defaultValue a random one */
  readonly turnId?: string;
  /** Where the tools of this turn look; relative to the engine's directory. @defaultValue the engine's directory */
  readonly directory?: string;
  /** Interrupts the turn. */
  readonly signal?: AbortSignal;
}

/** A message to the host. */
export interface IncomingMessage extends TurnOptions {
  readonly text: string;
  /** Pictures and data that belong to the text. @defaultValue none */
  readonly parts?: readonly MessagePart[];
  /** Told of what happens in the turn, as it happens. @defaultValue nobody is told */
  readonly onProgress?: OnProgress;
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
  if (message.parts !== undefined && !(Array.isArray(message.parts) && message.parts.every(isMessagePart))) {
    throw new TypeError('The "parts" of a message are a list of text, image and data parts.');
  }
  if (message.onProgress !== undefined && typeof message.onProgress !== "function") {
    throw new TypeError('The "onProgress" of a message is a function.');
  }
  checkTurnOptions(message, "of a message");
}

/**
 * The same for a turn without a message.
 *
 * @param whose - completes "The … is …".
 * @throws TypeError naming the member.
 */
export function checkTurnOptions(options: TurnOptions, whose: string): void {
  for (const key of ["userId", "chatId", "sessionId", "directory", "turnId"] as const) {
    const value: unknown = options[key];
    if (value === undefined || (typeof value === "string" && value !== "")) continue;
    throw new TypeError(`The "${key}" ${whose} is a string that is not empty.`);
  }
  if (options.sessionId !== undefined && !isSessionId(options.sessionId)) {
    throw new TypeError(
      `The "sessionId" ${whose} has 1 to 128 letters, digits, "_", "." and "-", and begins with a letter or digit.`,
    );
  }
  if (options.signal !== undefined && !(options.signal instanceof AbortSignal)) {
    throw new TypeError(`The "signal" ${whose} is an AbortSignal.`);
  }
}
