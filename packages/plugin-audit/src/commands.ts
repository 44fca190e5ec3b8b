import { type CommandRun, type ExitCode, PluginError } from "@asky/sdk";
import { anchor } from "./commands/anchor.ts";
import { type CommandInput, readInput } from "./commands/command-input.ts";
import { exportRecords } from "./commands/export.ts";
import { repair } from "./commands/repair.ts";
import { rotateKey } from "./commands/rotate-key.ts";
import { show } from "./commands/show.ts";
import { stats } from "./commands/stats.ts";
import { tail } from "./commands/tail.ts";
import { verify } from "./commands/verify.ts";
import { auditCommandInvalid } from "./errors.ts";
import { escapeLine } from "./views/escape-text.ts";

const ACTIONS: ReadonlyMap<string, (input: CommandInput) => Promise<ExitCode>> = new Map(
  Object.entries({
    tail,
    show,
    stats,
    export: exportRecords,
    verify,
    repair,
    anchor,
    "rotate-key": rotateKey,
  }),
);

const UNREADABLE = 3;
const USAGE_ERROR = 64;

/** `asky audit <action> …`. Called by a host's command line; reads the log, and starts nothing. */
export const run: CommandRun = async ({ positional, options }, context) => {
  const [name = "", ...rest] = positional;
  try {
    const action = ACTIONS.get(name);
    if (!action) {
      const names = [...ACTIONS.keys()].join(", ");
      throw auditCommandInvalid(`There is no "asky audit ${name}".`, `The actions are ${names}.`);
    }
    return await action(await readInput(rest, options, context));
  } catch (error) {
    if (!PluginError.is(error)) throw error;
    context.stderr.write(`${escapeLine(error.message)}\n→ ${escapeLine(error.hint ?? "")}\n`);
    return error.code === "AUDIT_COMMAND_INVALID" ? USAGE_ERROR : UNREADABLE;
  }
};
