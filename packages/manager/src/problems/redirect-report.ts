import type { ReportProblem } from "./problem-log.ts";

/** A way to report whose end can be moved. */
export interface RedirectableReport {
  readonly report: ReportProblem;
  /** From now on problems go there, and where they went before is let go. */
  redirect(to: ReportProblem): void;
}

/**
 * Creates a way to report that does not yet lead anywhere. Plugins and the process keep it for as long as they like: it
 * holds nothing but its end.
 */
export function createRedirectableReport(): RedirectableReport {
  let end: ReportProblem = () => {};
  return {
    report: (problem) => end(problem),
    redirect(to) {
      end = to;
    },
  };
}
