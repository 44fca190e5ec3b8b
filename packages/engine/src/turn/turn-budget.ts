import type { EffectiveConfig } from "../config/read-host-config.ts";

type Limits = EffectiveConfig["limits"];

/** About how many characters a token has, for models that do not say what they used. */
const CHARS_PER_TOKEN = 4;

/** What one turn may still use. Time is not here: it ends the turn by its signal. */
export class TurnBudget {
  readonly #limits: Limits;
  #modelCalls = 0;
  #toolCalls = 0;
  #outputTokens = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** How many tokens the next answer may have. */
  get tokensLeft(): number {
    return Math.max(0, this.#limits.max_output_tokens - this.#outputTokens);
  }

  get outputTokens(): number {
    return this.#outputTokens;
  }

  /** Counts a model's answer. @param said - as it was counted by the model, or as long as it is. */
  addAnswer({ tokens, chars }: { readonly tokens: number | undefined; readonly chars: number }): void {
    this.#modelCalls++;
    this.#outputTokens += tokens ?? Math.ceil(chars / CHARS_PER_TOKEN);
  }

  /** Why the tools that an answer asks for are not run any more; `undefined` when they are. Counts them. */
  refuse(toolCalls: number): string | undefined {
    const { max_model_calls, max_tool_calls, max_output_tokens } = this.#limits;
    if (this.#modelCalls >= max_model_calls) {
      return stopped(max_model_calls, "model calls", "max_model_calls");
    }
    if (this.#toolCalls + toolCalls > max_tool_calls) {
      return stopped(this.#toolCalls, "tool calls", "max_tool_calls");
    }
    if (this.tokensLeft === 0) return stopped(max_output_tokens, "tokens of answers", "max_output_tokens");
    this.#toolCalls += toolCalls;
    return undefined;
  }
}

function stopped(count: number, what: string, key: string): string {
  return `Stopped after ${count} ${what}, as many as [limits] ${key} allows; the model still asked for tools.`;
}
