import type { ExitCode } from "@asky/sdk";
import type { Command } from "commander";
import type { Run } from "../io/run.ts";

const DIRECTORY = "where tools look (default: here)";

/** Adds `asky daemon` and its verbs. */
export function addDaemonCommands(
  program: Command,
  run: Run,
  settle: (code: Promise<ExitCode>) => Promise<void>,
): void {
  const load = () => import("../commands/daemon.ts");
  const daemon = program
    .command("daemon")
    .description("the servers of plugins, one daemon for each config dir");

  daemon
    .command("start")
    .description("start it, in the foreground unless told otherwise")
    .option("--detach", "leave it running, with its log in daemon.log of the config dir")
    .option("-d, --directory <dir>", DIRECTORY)
    .action(async (options: object) => settle((await load()).startDaemon(run, options)));

  daemon
    .command("run")
    .description("run it in the foreground until Ctrl-C")
    .option("-d, --directory <dir>", DIRECTORY)
    .action(async (options: object) => settle((await load()).runDaemon(run, options)));

  daemon
    .command("stop")
    .description("stop everything, and wait until it is stopped")
    .action(async () => settle((await load()).stopDaemon(run)));

  daemon
    .command("status")
    .description("say which servers and plugins run, and what is wrong")
    .action(async () => settle((await load()).showStatus(run)));

  daemon
    .command("reload")
    .description("read policies and plugins.toml again and swap the plugins between turns")
    .action(async () => settle((await load()).reloadDaemon(run)));

  daemon
    .command("interrupt")
    .description("interrupt the turns of a chat")
    .argument("[chat]", "its id (default: local)")
    .action(async (chat: string | undefined) => settle((await load()).interruptChat(run, chat)));
}
