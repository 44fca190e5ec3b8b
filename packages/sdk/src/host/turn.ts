/** Which turn something belongs to. Carried by every payload of a turn; there is no ambient current turn. */
export interface TurnInfo {
  /** Unique for each turn, also across sessions. */
  readonly id: string;
  readonly sessionId: string;
  readonly chatId: string;
  readonly userId: string;
}

/** What every payload of a turn also carries. */
export interface TurnScope {
  readonly turn: TurnInfo;
  /** Aborts when the turn is interrupted. Hand it to whatever takes a signal. */
  readonly signal: AbortSignal;
}
