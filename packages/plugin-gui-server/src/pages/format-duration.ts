// Number and unit stay on one line.
const SPACE = "\u00a0";

/** Milliseconds as people read them: `0.4 ms`, `12 ms`, `1.25 s`. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return "unknown";
  if (ms < 0.05) return `0${SPACE}ms`;
  if (ms < 10) return `${ms.toFixed(1)}${SPACE}ms`;
  if (ms < 999.5) return `${ms.toFixed(0)}${SPACE}ms`;
  return `${(ms / 1000).toFixed(2)}${SPACE}s`;
}
