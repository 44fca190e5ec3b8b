import type { LifecyclePhase, PluginError, Problem, ProblemPlace } from "@asky/sdk";
import { describeCauses } from "./describe-error.ts";

/** What a problem has besides its error. */
export interface ProblemFacts {
  readonly severity: Problem["severity"];
  readonly phase: LifecyclePhase;
  readonly place?: ProblemPlace;
}

/** Records a fault in the host's report. Never throws. */
export type Report = (error: PluginError, severity: Problem["severity"]) => void;

/** Makes a report entry of an error. */
export function toProblem(error: PluginError, { severity, phase, place }: ProblemFacts): Problem {
  return {
    severity,
    code: error.code,
    phase,
    ...(error.plugin !== undefined && { plugin: error.plugin }),
    message: error.message,
    hint: error.hint,
    ...(place && { place }),
    ...(error.cause !== undefined && { causes: describeCauses(error.cause) }),
  };
}

/** The gate's way to the host's report; entries are dropped when the host wants none. */
export function createReport(report: ((problem: Problem) => void) | undefined): Report {
  return (error, severity) => {
    try {
      report?.(toProblem(error, { severity, phase: "serve" }));
    } catch {
      // The report itself is broken, so there is nowhere left to say so; the decision at hand must not depend on it.
    }
  };
}
