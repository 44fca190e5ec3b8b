import { PluginError } from "@asky/sdk";
import { describeError } from "../describe-error.ts";
import { quote } from "../quote.ts";

export function commandNotStarted(program: string, directory: string, cause: unknown): PluginError {
  return new PluginError("COMMAND_NOT_STARTED", {
    message: `The program ${quote(program)} could not be started in ${quote(directory)}: ${describeError(cause)}.`,
    hint: "Check that the program is installed and that the directory exists.",
    cause,
  });
}

export function directoryTooWide(directory: string): PluginError {
  return new PluginError("COMMAND_NOT_STARTED", {
    message: `Nothing was run in bubblewrap: the directory ${quote(directory)} holds the whole system, so nothing would be confined.`,
    hint: "Use the folder of one project, and name no such folder in sandbox.allowed_dirs of config.toml.",
  });
}

export function bubblewrapMissing(): PluginError {
  return new PluginError("BUBBLEWRAP_UNAVAILABLE", {
    message:
      'Commands are to run in bubblewrap, and the program "bwrap" is not on the PATH. The command did not run.',
    hint: 'Install it, for example with "apt-get install bubblewrap" or "dnf install bubblewrap", or take runner = "bubblewrap" out of [sandbox] in config.toml.',
  });
}

export function bubblewrapFails(program: string, fault: string): PluginError {
  return new PluginError("BUBBLEWRAP_UNAVAILABLE", {
    message: `Commands are to run in bubblewrap, and ${quote(program)} does not work here: ${quote(fault)}. The command did not run.`,
    hint: 'Allow user namespaces, for example with "sysctl user.max_user_namespaces=10000", in a container with "--security-opt seccomp=unconfined", or take runner = "bubblewrap" out of [sandbox] in config.toml.',
  });
}
