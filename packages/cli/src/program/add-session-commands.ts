import type { ExitCode } from "@asky/sdk";
import type { Command } from "commander";
import type { Run } from "../io/run.ts";

const SESSION = "id, its first letters, name, or last";
const LIMIT = "at most so many";

/** Adds `asky session` and its verbs. */
export function addSessionCommands(
  program: Command,
  run: Run,
  settle: (code: Promise<ExitCode>) => Promise<void>,
): void {
  const load = () => import("../commands/session.ts");
  const session = program.command("session").description("look after conversations");

  session
    .command("list")
    .description("the newest first")
    .option("-n, --limit <count>", LIMIT)
    .action(async (options: object) => settle((await load()).listSessions(run, options)));

  session
    .command("show")
    .description("what was said")
    .argument("<session>", SESSION)
    .action(async (reference: string) => settle((await load()).showSession(run, reference)));

  session
    .command("search")
    .description("where words were said")
    .argument("<words...>", "what to look for")
    .option("-n, --limit <count>", LIMIT)
    .action(async (words: string[], options: object) =>
      settle((await load()).searchSessions(run, words, options)),
    );

  session
    .command("rename")
    .description("give it a name for people")
    .argument("<session>", SESSION)
    .argument("<name...>", "the new name")
    .action(async (reference: string, name: string[]) =>
      settle((await load()).renameSession(run, reference, name.join(" "))),
    );

  session
    .command("delete")
    .description("delete for good")
    .argument("<session...>", SESSION)
    .option("-f, --force", "do not ask")
    .action(async (references: string[], options: object) =>
      settle((await load()).deleteSessions(run, references, options)),
    );

  session
    .command("export")
    .description("as a document")
    .argument("<session>", SESSION)
    .option("--format <format>", "json or markdown (default: markdown)")
    .option("-o, --output <file>", "write to a new file instead of standard output")
    .action(async (reference: string, options: object) =>
      settle((await load()).exportSession(run, reference, options)),
    );

  session
    .command("resume")
    .description('go on with it, as "asky chat --session" does')
    .argument("<session>", SESSION)
    .option("-d, --directory <dir>", "where tools look (default: here)")
    .option("-m, --model <model>", "provider and model")
    .action(async (reference: string, options: object) => {
      const { chat } = await import("../commands/chat.ts");
      await settle(chat(run, { ...options, session: reference }));
    });
}
