/** A model's wish to run a tool. */
export interface ToolCall {
  /** Unique within the turn; the answer names it. */
  readonly id: string;
  readonly name: string;
  /** JSON text of an object, as the model wrote it: not yet parsed, not yet checked. Empty means `{}`. */
  readonly arguments: string;
}
