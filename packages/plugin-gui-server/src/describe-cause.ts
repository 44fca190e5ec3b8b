/** What a thrown value says, with the errors that caused it. Never throws, whatever was thrown. */
export function describeCause(thrown: unknown): string {
  const parts: string[] = [];
  try {
    for (let cause = thrown; cause !== undefined && parts.length < 5; ) {
      parts.push(cause instanceof Error ? cause.message : String(cause));
      cause = cause instanceof Error ? cause.cause : undefined;
    }
  } catch {
    // The sentence takes the place of what cannot be read; it goes into the log with the rest.
    parts.push("A value was thrown that cannot be read.");
  }
  return parts.join(" Because: ");
}
