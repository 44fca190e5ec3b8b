import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Which process writes a chain, so that others can tell whether it still runs. */
export type ProcessIdentity = {
  readonly host: string;
  readonly pid: number;
  /** Where the system tells: the boot of the machine, the name space of `pid`, and when the process began. */
  readonly machine?: string;
  readonly space?: string;
  readonly began?: string;
};

export function identifyProcess(pid: number = process.pid): ProcessIdentity {
  const machine = textFrom(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
  const space = textFrom(() => readlinkSync("/proc/self/ns/pid"));
  const began = beginOf(pid);
  return {
    host: hostname(),
    pid,
    ...(machine !== undefined && { machine }),
    ...(space !== undefined && { space }),
    ...(began !== undefined && { began }),
  };
}

/** Whether a process has certainly ended. What cannot be known from here counts as running. */
export function isGone(other: ProcessIdentity): boolean {
  const own = identifyProcess();
  if (other.host !== own.host) return false;
  if (other.machine !== own.machine) return true;
  if (other.space !== own.space) return false;
  try {
    process.kill(other.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
  return other.began !== undefined && other.began !== beginOf(other.pid);
}

/** The 22nd field; names of programs may hold blanks and brackets. */
function beginOf(pid: number): string | undefined {
  return textFrom(() => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[19]);
}

/** Only Linux has these files; elsewhere the process number has to do. */
function textFrom(read: () => string | undefined): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
