import type { DataPart, Message } from "@asky/sdk";
import type { OpenTurn } from "./open-turn.ts";
import type { TurnBudget } from "./turn-budget.ts";
import type { OnProgress } from "./turn-progress.ts";
import type { ToolCallReport } from "./turn-result.ts";

/** Everything about one turn that the engine's own loop runs. Nothing of it is shared with another turn. */
export interface Turn extends OpenTurn {
  /** The conversation so far, the system's message first; whole at any time: no call in it lacks its answer. */
  conversation: readonly Message[];
  /** Every call id of the turn. */
  readonly callIds: Set<string>;
  readonly toolCalls: ToolCallReport[];
  /** What was looked up for this turn: the model gets it with the user's message, the session does not keep it. */
  readonly context: DataPart | undefined;
  readonly budget: TurnBudget;
  readonly tell: OnProgress;
}
