declare const TICKET: unique symbol;

/**
 * Leave to run one tool call, once. Minted by the gate for exactly one tool, origin, turn and set of arguments; no tool
 * runs without one. Nobody else can make one: the type has a member that cannot be written.
 */
export interface GateTicket {
  readonly [TICKET]: true;
  readonly id: string;
  readonly callId: string;
  readonly turnId: string;
  readonly toolName: string;
  /** `host`, or the plugin that registered the tool. */
  readonly origin: string;
}
