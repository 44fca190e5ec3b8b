import { digestJson } from "../tickets/call-digest.ts";
import type { AskedCall } from "./asked-call.ts";

/**
 * What a yes for a session is bound to: whoever asks the same to the letter. Keys of the arguments may stand in another
 * order; everything else makes another call.
 */
export function bindingOf(asked: AskedCall): string {
  const { turn, toolName, origin, args, directory, allowedDirs, environment } = asked;
  const { chatId, sessionId } = turn;
  return digestJson([chatId, sessionId, origin, toolName, args, directory, allowedDirs, environment]);
}
