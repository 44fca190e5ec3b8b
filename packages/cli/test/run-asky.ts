import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** The built command. */
export const ASKY: string = fileURLToPath(new URL("../dist/asky.js", import.meta.url));

/** What a process has written and ended with. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder that is gone when the test is over, with files in it. */
export function temporaryFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "asky-cli-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** What a command runs with: no colours, no wish of whoever runs the tests. */
export function environment(configDir: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, NODE_NO_WARNINGS: "1", ASKY_CONFIG_DIR: configDir, ...more };
}

/** How a command is run. */
export interface RunOptions {
  readonly configDir?: string;
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs the command to its end. */
export function asky(words: readonly string[], options: RunOptions = {}): Outcome {
  const { configDir = temporaryFolder(), cwd = temporaryFolder(), input = "", env } = options;
  const { status, stdout, stderr } = spawnSync(process.execPath, [ASKY, ...words], {
    cwd,
    input,
    env: environment(configDir, env),
    encoding: "utf8",
    timeout: 12_000,
  });
  return { code: status, stdout, stderr };
}

/** A command that runs, and what it has written so far. */
export interface RunningAsky {
  readonly written: { stdout: string; stderr: string };
  send(text: string): void;
  kill(signal: NodeJS.Signals): void;
  closeStdout(): void;
  /** Resolves as soon as a text stands in what was written since the last one. */
  until(text: string): Promise<void>;
  readonly ended: Promise<Outcome>;
}

/** Starts the command; at a terminal of its own with `script` of util-linux. */
export function startAsky(
  words: readonly string[],
  options: RunOptions & { readonly isTerminal?: boolean; readonly rows?: number } = {},
): RunningAsky {
  const {
    configDir = temporaryFolder(),
    cwd = temporaryFolder(),
    env,
    isTerminal = false,
    rows = 40,
  } = options;
  const command = [process.execPath, ASKY, ...words];
  const [program = "", ...args] = isTerminal
    ? [
        "script",
        "-qfec",
        `stty rows ${rows} cols 100; exec ${command.map((word) => `'${word}'`).join(" ")}`,
        "/dev/null",
      ]
    : command;
  const child = spawn(program, args, { cwd, env: environment(configDir, { TERM: "xterm", ...env }) });
  const written = { stdout: "", stderr: "" };
  let seen = 0;
  const waiting = new Set<() => void>();
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      written[name] += text;
      for (const check of waiting) check();
    });
  }
  child.stdin.on("error", () => {});
  child.setMaxListeners(0);
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = new Promise<Outcome>((resolve) => {
    child.on("close", (code) => resolve({ code, ...written }));
  });
  return {
    written,
    send: (text) => void child.stdin.write(text),
    kill: (signal) => void child.kill(signal),
    closeStdout: () => child.stdout.destroy(),
    until: (text) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const all = written.stdout + written.stderr;
          const at = all.indexOf(text, isTerminal ? seen : 0);
          if (at === -1) return;
          seen = at + text.length;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        child.on("close", () =>
          reject(new Error(`Ended without "${text}": ${written.stdout}${written.stderr}`)),
        );
        check();
      }),
    ended,
  };
}

/** Whether there is a `script` that can give a command a terminal. */
export const hasTerminal: boolean =
  process.platform === "linux" &&
  spawnSync("script", ["--version"], { encoding: "utf8" }).stdout?.includes("util-linux") === true;

/** Installs a package into a config dir, with the SDK beside it. */
export function installPlugin(
  configDir: string,
  name: string,
  files: Readonly<Record<string, string>>,
): void {
  const folder = join(configDir, "node_modules", name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const sdk = join(configDir, "node_modules", "@asky", "sdk");
  if (existsSync(sdk)) return;
  mkdirSync(dirname(sdk), { recursive: true });
  symlinkSync(fileURLToPath(new URL("../../sdk", import.meta.url)), sdk, "junction");
}
