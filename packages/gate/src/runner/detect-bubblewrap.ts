import { access, constants } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { namespaceArgs } from "./bubblewrap-args.ts";
import { cleanEnvironment } from "./clean-environment.ts";
import { type ProcessResult, runProcess } from "./run-process.ts";

/** What is known of bubblewrap on this machine. */
export interface Bubblewrap {
  readonly found: boolean;
  /** Whether a trial run succeeded; it fails where user namespaces are not allowed. */
  readonly works: boolean;
  /** The path of `bwrap`. */
  readonly program?: string;
  /** For example `0.8.0`. */
  readonly version?: string;
  /** Why it does not work, in bubblewrap's words. */
  readonly fault?: string;
}

/**
 * Looks for `bwrap` on the PATH and tries it. Called by a host once at its start, to offer the runner, and to refuse to
 * start when it is configured and does not work.
 */
export async function detectBubblewrap(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Bubblewrap> {
  const program = process.platform === "linux" ? await findProgram("bwrap", env.PATH ?? "") : undefined;
  if (program === undefined) return { found: false, works: false };
  const asked = await tryOut(program, ["--version"], env);
  const version = /\d+(?:\.\d+)+/.exec(asked.stdout)?.[0];
  if (version === undefined) return { found: true, works: false, program, fault: faultOf(asked) };
  const tried = await tryOut(program, [...namespaceArgs(version, false), "--", "/bin/sh", "-c", ":"], env);
  if (tried.exitCode === 0) return { found: true, works: true, program, version };
  return { found: true, works: false, program, version, fault: faultOf(tried) };
}

async function findProgram(name: string, path: string): Promise<string | undefined> {
  // A relative entry would look in whatever folder this process is.
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    const file = join(folder, name);
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  return undefined;
}

function tryOut(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<ProcessResult> {
  const limits = { timeoutMs: 10_000, maxOutputBytes: 4096 };
  return runProcess({ program, args, directory: "/", env: cleanEnvironment(env), ...limits });
}

function faultOf({ stderr, exitCode, signal, timedOut }: ProcessResult): string {
  if (timedOut) return "it did not answer within 10 seconds";
  return stderr.trim() || `it ended with ${signal ?? exitCode}`;
}
