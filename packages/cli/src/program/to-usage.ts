import type { CommanderError } from "commander";
import type { CliError } from "../errors/cli-error.ts";
import { wrongUsage } from "../errors/usage.ts";
import { visibleLine } from "../text/visible.ts";

/** What commander finds wrong with a command line, said like everything else. */
export function toUsage(error: CommanderError): CliError {
  if (error.code === "commander.help") {
    return wrongUsage(
      "There is no command after this one.",
      'Choose one of those above, or run "asky help".',
    );
  }
  const [said = "", suggestion] = error.message.replace(/^error: /, "").split("\n");
  const near = /Did you mean (?:one of )?(.+)\?/.exec(suggestion ?? "")?.[1];
  const message = visibleLine(said.replace(/'([^']*)'/g, '"$1"'));
  return wrongUsage(
    `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? "" : "."}`,
    near === undefined ? 'Run "asky help", or the command with --help.' : `Did you mean "${near}"?`,
  );
}
