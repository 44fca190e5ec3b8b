// @ts-check
// npm run demo: the whole system at work over a real folder, in thirteen chapters. Set-up has run before.
//   npm run demo -- --path DIR --ask TEXT
//
// This process only looks after the one that does it: all temporary files lie in one folder, which is removed when that
// process and all that it started have ended, however they ended.
import { fork } from "node:child_process";
import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const onWindows = process.platform === "win32";
const quietMs = 150;
const removalLimitMs = 10_000;

/** @type {import("node:child_process").ChildProcess | undefined} */
let child;
let isInterrupted = false;

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => {
    isInterrupted = true;
    child?.kill(signal);
  });
}

const home = mkdtempSync(join(realpathSync(tmpdir()), "asky-demo-"));
child = fork(fileURLToPath(new URL("run.mjs", import.meta.url)), process.argv.slice(2), {
  env: { ...process.env, TMPDIR: home, TMP: home, TEMP: home },
  stdio: ["ignore", "inherit", "pipe", "ipc"],
  // A process group of its own, so that what it leaves running can be ended too.
  detached: !onWindows,
});

// What breaks because it was interrupted is no news.
child.stderr?.on("data", (chunk) => void (isInterrupted || process.stderr.write(chunk)));
child.on("error", (error) => {
  console.error(`The demonstration could not be started: ${error.message}`);
  process.exitCode = 127;
  void removeHome();
});
child.on("exit", (code, signal) => {
  process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
  if (isInterrupted) console.log("\nInterrupted; cleaning up.");
  endGroup();
  void removeHome();
});

function endGroup() {
  if (onWindows || child?.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nothing is left of it.
  }
}

/** A process that has just been told to end may still write, so the folder must also stay away. */
async function removeHome() {
  for (const began = Date.now(); Date.now() - began < removalLimitMs; ) {
    try {
      rmSync(home, { recursive: true, force: true });
    } catch {
      // Somebody wrote into it meanwhile; the next attempt finds that too.
    }
    if (process.exitCode === 0 && !existsSync(home)) return;
    await sleep(quietMs);
    if (!existsSync(home)) return;
  }
  console.error(`The temporary folder "${home}" could not be removed; remove it by hand.`);
  process.exitCode ||= 1;
}
