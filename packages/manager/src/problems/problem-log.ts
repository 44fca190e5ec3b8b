import type { Logger, Problem } from "@asky/sdk";

/** Takes note of a problem. Never throws. */
export type ReportProblem = (problem: Problem) => void;

/** Keeps what went wrong: each cause once, with how often it happened. */
export interface ProblemLog {
  readonly report: ReportProblem;
  /** All problems so far, oldest first. */
  all(): readonly Problem[];
}

/** One owner cannot fill the memory: past this, further faults count on its first one with the same code. */
const DISTINCT_PER_OWNER = 100;

/** Creates a log that also tells a logger: errors as ERROR, warnings as WARNING. */
export function createProblemLog(loggerOf: (plugin: string | undefined) => Logger): ProblemLog {
  const entries = new Map<string, { problem: Problem; count: number }>();
  const distinct = new Map<string, number>();

  function entryFor(problem: Problem): { problem: Problem; count: number } {
    const owner = problem.plugin ?? "";
    const exact = `${owner}\n${problem.code}\n${problem.message}`;
    const known = entries.get(exact);
    if (known) return known;
    const owned = distinct.get(owner) ?? 0;
    const key = owned < DISTINCT_PER_OWNER ? exact : `${owner}\n${problem.code}`;
    const entry = entries.get(key) ?? { problem, count: 0 };
    if (entry.count === 0) {
      entries.set(key, entry);
      distinct.set(owner, owned + 1);
    }
    return entry;
  }

  return {
    report(problem) {
      const entry = entryFor(problem);
      entry.count += 1;
      if (isWorthLogging(entry.count)) writeLog(loggerOf(problem.plugin), problem, entry.count);
    },
    all: () =>
      [...entries.values()].map(({ problem, count }) => (count === 1 ? problem : { ...problem, count })),
  };
}

/** The first ten, then every tenfold: a callback that fails all day must not drown everything else. */
function isWorthLogging(count: number): boolean {
  return count <= 10 || /^10*$/.test(String(count));
}

function writeLog(logger: Logger, problem: Problem, count: number): void {
  const times = count > 1 ? ` (${count} times so far)` : "";
  const causes = problem.causes?.length ? ` Cause: ${problem.causes.join(" ← ")}` : "";
  const text = `${problem.code}: ${problem.message}${causes} Fix: ${problem.hint}${times}`;
  try {
    if (problem.severity === "error") logger.error(text);
    else logger.warn(text);
  } catch {
    // A logger that fails has nowhere to say so; the problem itself is already kept for the report.
  }
}
