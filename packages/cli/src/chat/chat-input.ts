/** Where the lines of a chat come from. */
export interface ChatInput {
  /** The next message; `undefined` when there are no more. */
  next(prompt: string): Promise<string | undefined>;
  close(): void;
}
