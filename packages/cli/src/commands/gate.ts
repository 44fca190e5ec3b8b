import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Policy } from "@asky/gate";
import type { ExitCode } from "@asky/sdk";
import { reasonOf } from "../errors/to-fault.ts";
import { unusableInput } from "../errors/usage.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { readStdin } from "../io/read-stdin.ts";
import type { Run } from "../io/run.ts";

/** The options of the gate commands; each command has those that it needs. */
export interface GateOptions {
  readonly policy?: string;
  readonly cwd?: string;
  readonly allowedDir?: readonly string[];
}

/** What the gate would decide about each call of a file. Runs nothing. */
export async function checkCallsOf(run: Run, file: string, options: GateOptions): Promise<ExitCode> {
  const { output, configDir } = run;
  const entries = await readEntries(run, file);
  const { checkEntry } = await import("@asky/gate");
  const { policy, isValid } = await choosePolicy(run, options.policy);
  const results = [];
  for (const entry of entries) results.push(await checkEntry(entry, { policy, configDir }));
  const calls = results.map(({ checked }) => checked);
  if (output.asJson) output.document({ calls });
  else for (const call of calls) output.data(`${JSON.stringify(call)}\n`);
  return isValid && results.every(({ isEntry }) => isEntry) ? EXIT_CODES.ok : EXIT_CODES.invalid;
}

/** What the gate would decide about a shell command, with the judgement of each part. Runs nothing. */
export async function explain(run: Run, command: string, options: GateOptions): Promise<ExitCode> {
  const { output, configDir } = run;
  const { explainCommand, formatVerdict, verdictToJson } = await import("@asky/gate");
  const { policy, isValid } = await choosePolicy(run, options.policy);
  const cwd = resolve(options.cwd ?? ".");
  const allowedDirs = (options.allowedDir ?? []).map((dir) => resolve(dir));
  const verdict = await explainCommand(command, { cwd, allowedDirs, policy, configDir });
  if (output.asJson) output.document(verdictToJson(command, cwd, verdict));
  else output.data(formatVerdict(command, verdict, { color: output.style("bold", "x") !== "x" }));
  return isValid ? EXIT_CODES.ok : EXIT_CODES.invalid;
}

/** The policy that ships with the gate. */
export async function showPolicy({ output }: Run): Promise<ExitCode> {
  const { DEFAULT_POLICY } = await import("@asky/gate");
  if (output.asJson) output.document({ policy: DEFAULT_POLICY });
  else output.data(DEFAULT_POLICY);
  return EXIT_CODES.ok;
}

async function readEntries({ ending }: Run, file: string): Promise<readonly unknown[]> {
  const what = file === "-" ? "Standard input" : `"${file}"`;
  const hint = "Pass a JSON list of { id, tool, input, cwd, allowed_dirs }.";
  let value: unknown;
  try {
    value = JSON.parse(file === "-" ? await readStdin(ending.signal) : await readFile(file, "utf8"));
  } catch (error) {
    throw unusableInput(what, `${reasonOf(error)}.`, hint, error);
  }
  if (Array.isArray(value)) return value;
  throw unusableInput(what, "it holds no list.", hint);
}

/** The rules of a folder; without one those of the config dir, as a turn would have them. */
async function choosePolicy(
  { configDir, output }: Run,
  folder: string | undefined,
): Promise<{ readonly policy: Policy; readonly isValid: boolean }> {
  const { DEFAULT_POLICY, DEFAULT_POLICY_FILE, parsePolicy, readPolicies } = await import("@asky/gate");
  const own = join(configDir, "policies");
  const { policy, problems } =
    folder === undefined && !(await hasPolicy(own))
      ? parsePolicy(DEFAULT_POLICY, DEFAULT_POLICY_FILE)
      : await readPolicies(resolve(folder ?? own));
  for (const { message, hint } of problems) output.note(`${message} ${hint}`);
  return { policy, isValid: problems.length === 0 };
}

async function hasPolicy(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  return names.some((name) => name.endsWith(".toml") && !name.startsWith("."));
}
