const MAX_CHARS = 2000;
const MAX_CAUSES = 5;

/** The message of whatever was thrown. Never throws, also when reading the value does. */
export function describeError(thrown: unknown): string {
  try {
    if (typeof thrown === "object" && thrown !== null) {
      const { message } = thrown as { readonly message?: unknown };
      if (typeof message === "string" && message !== "") return message.slice(0, MAX_CHARS);
    }
    if (typeof thrown === "string" && thrown !== "") return thrown.slice(0, MAX_CHARS);
    return `a value without a message was thrown (${String(thrown).slice(0, 80)})`;
  } catch {
    // What cannot even be read has no better description.
    return "a value that cannot be read was thrown";
  }
}

/** The message of an error and of those that caused it, outermost first. Never throws. */
export function describeCauses(thrown: unknown): readonly string[] {
  const messages: string[] = [];
  let current = thrown;
  while (current !== undefined && messages.length < MAX_CAUSES) {
    messages.push(describeError(current));
    current = causeOf(current);
  }
  return messages;
}

function causeOf(thrown: unknown): unknown {
  try {
    return (thrown as { readonly cause?: unknown } | null)?.cause;
  } catch {
    // A getter that throws ends the chain.
    return undefined;
  }
}
