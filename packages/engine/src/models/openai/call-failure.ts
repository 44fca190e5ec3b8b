import type { PluginError } from "@asky/sdk";

/** A call that has failed, and what may help. */
export class CallFailure extends Error {
  readonly problem: PluginError;
  /** Whether the same call may succeed later. */
  readonly isPassing: boolean;
  /** How long the provider wants to be left alone. */
  readonly retryAfterMs: number | undefined;
  /** The provider's refusal, for a call that may be put in other words. */
  readonly refusal: { readonly status: number; readonly message: string } | undefined;

  constructor(
    problem: PluginError,
    details: {
      readonly isPassing: boolean;
      readonly retryAfterMs?: number | undefined;
      readonly refusal?: { readonly status: number; readonly message: string };
    },
  ) {
    super(problem.message);
    this.problem = problem;
    this.isPassing = details.isPassing;
    this.retryAfterMs = details.retryAfterMs;
    this.refusal = details.refusal;
  }
}
