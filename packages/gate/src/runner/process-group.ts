import type { ChildProcess } from "node:child_process";

/** Groups that must not outlive this process. */
const running = new Set<ChildProcess>();

/** Ends a group with this process, should it end first; returns the undo. */
export function endWithThisProcess(child: ChildProcess): () => void {
  if (running.size === 0) process.on("exit", endAll);
  running.add(child);
  return () => {
    running.delete(child);
    if (running.size === 0) process.off("exit", endAll);
  };
}

function endAll(): void {
  for (const child of running) signalGroup(child, "SIGKILL");
}

/**
 * Signals a process that was started with `detached`, and all that it started and that did not leave its group. On
 * Windows there are no groups: only the process itself is ended.
 */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Nobody is left in the group, or only such as belong to somebody else by now.
    if (code !== "ESRCH" && code !== "EPERM") throw error;
  }
}
