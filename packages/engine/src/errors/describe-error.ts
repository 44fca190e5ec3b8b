const MAX_CAUSES = 8;
const MAX_CHARS = 2000;

/** The message of any thrown value and of those that caused it, outermost first. Never throws, also when reading the value does. */
export function describeError(error: unknown): readonly string[] {
  const messages: string[] = [];
  let current = error;
  while (messages.length < MAX_CAUSES) {
    const { message, cause } = read(current);
    messages.push(message);
    if (cause === undefined || cause === null) break;
    current = cause;
  }
  return messages;
}

function read(value: unknown): { readonly message: string; readonly cause?: unknown } {
  try {
    if (value instanceof Error) return { message: shorten(value.message || value.name), cause: value.cause };
    return {
      message: shorten(typeof value === "string" ? value : `A ${typeof value} was thrown: ${String(value)}`),
    };
  } catch {
    // A getter or toString() of a foreign value may throw; then there is nothing to quote.
    return { message: "Something was thrown that cannot be read" };
  }
}

function shorten(text: unknown): string {
  const whole = String(text);
  return whole.length > MAX_CHARS ? `${whole.slice(0, MAX_CHARS)}…` : whole;
}
