import { lstat, readlink, rm, symlink } from "node:fs/promises";
import { bubblewrapFails, bubblewrapMissing } from "../errors/runner.ts";
import { bubblewrapArgs } from "./bubblewrap-args.ts";
import { cleanEnvironment } from "./clean-environment.ts";
import { type Bubblewrap, detectBubblewrap } from "./detect-bubblewrap.ts";
import { type Confinement, planBubblewrap } from "./plan-bubblewrap.ts";
import type { Protection } from "./protect-git.ts";
import { type ProcessLimits, type ProcessResult, runProcess } from "./run-process.ts";
import { shellCommand } from "./shell-command.ts";

/** The project is a mount inside, which git would take for the end of where to look for its repository. */
const OWN_VARIABLES = { TMPDIR: "/tmp", GIT_DISCOVERY_ACROSS_FILESYSTEM: "1" };

export interface BubblewrapRequest extends Confinement, ProcessLimits {
  /** A shell command. */
  readonly command: string;
  /** Variables beside those of {@link cleanEnvironment}; the host's own secrets are never among them by themselves. */
  readonly env?: Readonly<Record<string, string>>;
  /** What {@link detectBubblewrap} has found; looked for on every run when it is left out. */
  readonly bubblewrap?: Bubblewrap;
}

export interface BubblewrapResult extends ProcessResult {
  /**
   * What the command had made that must not be there, such as configuration that git would read: taken away again, or put
   * back as it was.
   */
  readonly undone: readonly string[];
}

/**
 * Runs a shell command where it can change the project and nothing else. The whole system is read-only, home and `/tmp`
 * are empty apart from programs, there is no network, and in the project itself git's hooks and configuration and the
 * host's own configuration stay as they are. Nothing that it starts outlives it. Called by a host's `Bash` tool after
 * the gate has allowed the command; where bubblewrap does not work, nothing runs.
 *
 * A repository that the command itself makes has whatever hooks it wants, and other files that run code later can be
 * written: the gate asks about those. With `network`, abstract sockets of the machine can be reached as well.
 *
 * @throws PluginError `BUBBLEWRAP_UNAVAILABLE`, `COMMAND_NOT_STARTED`.
 */
export async function runInBubblewrap(request: BubblewrapRequest): Promise<BubblewrapResult> {
  const { program, version, works, fault } = request.bubblewrap ?? (await detectBubblewrap());
  if (program === undefined) throw bubblewrapMissing();
  if (!works || version === undefined) throw bubblewrapFails(program, fault ?? "it was not tried");
  const shell = shellCommand(request.command);
  const { plan, protection } = await planBubblewrap(request, version, [shell.program, ...shell.args]);
  let status = "";
  const result = await runProcess({
    program,
    args: ["--json-status-fd", "3", ...bubblewrapArgs(plan)],
    directory: "/",
    env: { ...cleanEnvironment(process.env, OWN_VARIABLES), ...request.env },
    timeoutMs: request.timeoutMs,
    maxOutputBytes: request.maxOutputBytes,
    signal: request.signal,
    onOutput: request.onOutput,
    onStatus: (text) => {
      status += text;
    },
  }).catch(async (error: unknown) => {
    await undo(protection);
    throw error;
  });
  const undone = await undo(protection);
  const hasRun = status.includes('"exit-code"') || result.timedOut || result.aborted;
  if (!hasRun) throw bubblewrapFails(program, result.stderr.trim());
  return { ...result, undone };
}

/** Takes away what must be missing, and puts links back. The folders on the way could not be replaced. */
async function undo({ absent, links }: Protection): Promise<readonly string[]> {
  const undone: string[] = [];
  for (const path of absent) {
    if ((await lstat(path).catch(() => undefined)) === undefined) continue;
    await rm(path, { recursive: true, force: true });
    undone.push(path);
  }
  for (const [path, target] of links) {
    if ((await readlink(path).catch(() => undefined)) === target) continue;
    await rm(path, { recursive: true, force: true });
    await symlink(target, path);
    undone.push(path);
  }
  return undone;
}
