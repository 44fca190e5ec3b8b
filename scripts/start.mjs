// @ts-check
// npm start: sets the checkout up, then runs the daemon in the foreground until Ctrl-C.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { root } from "./checkout.mjs";
import { setUp } from "./setup.mjs";

const help = `npm start -- [options]

Sets this checkout up, then runs the daemon in the foreground: the servers of the plugins of your config dir.
It says which config dir that is. Ctrl-C stops it, and so does "npx asky daemon stop" in another terminal.

  --config-dir DIR   another config dir (default: $ASKY_CONFIG_DIR, else $XDG_CONFIG_HOME/asky, else ~/.config/asky)
  --directory DIR    where tools look (default: here)
  --safe-mode        without the plugins of plugins.toml
  --verbose          say more
  --help             print this
`;

/** npm hands on what the terminal has told everybody already: that is one Ctrl-C, not two. */
const sameKeyMs = 500;

const words = process.argv.slice(2);
if (words.includes("--help") || words.includes("-h")) console.log(help.trimEnd());
else if (await setUp(words.includes("--verbose") ? console.log : undefined)) runDaemon();
else process.exitCode = 1;

function runDaemon() {
  const asky = join(root, "packages", "cli", "dist", "asky.js");
  const daemon = spawn(process.execPath, [asky, "daemon", "run", ...words], {
    cwd: process.env.INIT_CWD ?? process.cwd(),
    stdio: ["ignore", "inherit", "inherit"],
    detached: process.platform !== "win32",
  });
  let last = -sameKeyMs;
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    // Set-up is over, and with it that a signal ends this process at once.
    process.removeAllListeners(signal);
    process.on(signal, () => {
      const now = performance.now();
      if (now - last > sameKeyMs) daemon.kill(signal);
      last = now;
    });
  }
  daemon.on("error", (error) => {
    console.error(`The daemon could not be started: ${error.message}`);
    process.exitCode = 127;
  });
  daemon.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
  });
}
