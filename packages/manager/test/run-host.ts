import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PluginReport, Problem } from "@asky/sdk";

/** How a process ended, and what it had to say. */
export interface HostRun {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

const packageRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Runs a script in a process of its own; `owners-host.mjs` is imported already. It is killed after fifteen seconds. Its
 * temporary files are removed however it ends.
 */
export async function runHost(script: string, nodeArgs: readonly string[] = []): Promise<HostRun> {
  const source = `import { owners, plugin, printReport, start, turns } from "./test/owners-host.mjs";\n${script}`;
  const args = [...nodeArgs, "--input-type=module", "--eval", source];
  const folder = await mkdtemp(join(tmpdir(), "asky-owners-"));
  const child = spawn(process.execPath, args, {
    cwd: packageRoot,
    env: { ...process.env, TMPDIR: folder },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 15_000,
    killSignal: "SIGABRT",
  });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      texts[name] += text;
    });
  }
  try {
    return await new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => resolve({ code, signal, ...texts }));
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the last line of a run says of each plugin: its state, and the codes of its problems. */
export function readReport(run: HostRun): {
  readonly plugins: readonly PluginReport[];
  readonly problems: readonly Problem[];
  of(name: string): PluginReport;
  codes(name: string): readonly string[];
} {
  const line = run.stdout.trimEnd().split("\n").at(-1) ?? "";
  if (!line.startsWith("{")) throw new Error(`The host printed no report.\n${run.stdout}\n${run.stderr}`);
  const report = JSON.parse(line) as { plugins: PluginReport[]; problems: Problem[] };
  const of = (name: string): PluginReport => {
    const plugin = report.plugins.find((one) => one.name === name);
    if (!plugin) throw new Error(`The report has no plugin "${name}".`);
    return plugin;
  };
  return {
    ...report,
    of,
    codes: (name) => [of(name).state, ...of(name).problems.map(({ code }) => code)],
  };
}
