import { PluginError } from "@asky/sdk";

export function sessionUnavailable(what: string, file: string, cause: unknown): PluginError {
  return new PluginError("SESSION_UNAVAILABLE", {
    message: `${what}: "${file}" cannot be read or written.`,
    hint: "See that the folder is there, belongs to you, and that the disk has room; then try again.",
    cause,
  });
}

export function sessionDamaged(file: string, lines: readonly number[]): PluginError {
  const shown = lines.slice(0, 5).join(", ");
  const more = lines.length > 5 ? ` and ${lines.length - 5} more` : "";
  return new PluginError("SESSION_DAMAGED", {
    message: `"${file}" has lines that cannot be read (${shown}${more}); what stands in the others is there.`,
    hint: "Nothing needs to be done: a line is torn when the power fails. If it goes on, look at the disk.",
  });
}

export function sessionGone(sessionId: string): PluginError {
  return new PluginError("SESSION_UNAVAILABLE", {
    message: `The session "${sessionId}" was removed; what is said in it cannot be kept.`,
    hint: "Open it anew, or open another one.",
  });
}

export function sessionForeign(file: string, sessionId: string): PluginError {
  return new PluginError("SESSION_UNAVAILABLE", {
    message: `"${file}" is the file of the session "${sessionId}".`,
    hint: `Rename it back to "${sessionId}.jsonl", or use another session's id.`,
  });
}

export function sessionTaken(sessionId: string): PluginError {
  return new PluginError("SESSION_UNAVAILABLE", {
    message: `The session "${sessionId}" is another user's or belongs to another chat.`,
    hint: "Leave the session's id out, or name a session of this user and chat.",
  });
}

export function modeNotKept(chatId: string, cause: unknown): PluginError {
  return new PluginError("SESSION_UNAVAILABLE", {
    message: `The approval mode of the chat "${chatId}" could not be kept; it holds until this process ends.`,
    hint: "See that the folder sessions/ belongs to you and that the disk has room; then set the mode again.",
    cause,
  });
}

export function modeNotRead(chatId: string, cause: unknown): PluginError {
  return new PluginError("SESSION_UNAVAILABLE", {
    message: `The approval mode of the chat "${chatId}" could not be read; the mode is "ask".`,
    hint: "See that the folder sessions/ belongs to you; then set the mode again.",
    cause,
  });
}
