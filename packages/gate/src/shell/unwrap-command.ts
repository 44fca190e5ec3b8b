import { innerText, nothingInside, type Unwrapped } from "./inner-command.ts";
import type { ShellCommand } from "./shell-script.ts";
import { unwrapFinder } from "./unwrap-finder.ts";
import { unwrapShell } from "./unwrap-shell.ts";
import { unwrapWrapper } from "./unwrap-wrapper.ts";
import { finders, shells, wrappers } from "./wrappers.ts";

/** The command that this one runs, if it is a wrapper; one level only. */
export function unwrapCommand(command: ShellCommand): Unwrapped {
  const found = unwrapByName(command, baseName(command));
  const doubt = doubtFilledIn(command, found);
  return doubt === undefined ? found : { ...found, doubts: [...found.doubts, doubt] };
}

/** `/usr/bin/env` is `env`. */
export function baseName({ name }: ShellCommand): string {
  return name?.value?.replace(/^.*\//s, "") ?? "";
}

function unwrapByName(command: ShellCommand, name: string): Unwrapped {
  const optionsOfFinder = finders.get(name);
  if (optionsOfFinder !== undefined) {
    return unwrapFinder(command, name, optionsOfFinder);
  }
  const shell = shells.get(name);
  if (shell !== undefined) {
    return unwrapShell(command, name, shell);
  }
  const wrapping = { name, takesMore: false };
  const words = command.args[0]?.value === "--" ? command.args.slice(1) : command.args;
  if (name === "eval") {
    return innerText(command, wrapping, words);
  }
  if (name === "trap") {
    return innerText(command, wrapping, words.slice(0, 1));
  }
  const wrapper = wrappers.get(name);
  return wrapper === undefined ? nothingInside : unwrapWrapper(command, name, wrapper);
}

/** What `xargs` and `find` fill in may become a program's name, or text of a script. */
function doubtFilledIn(command: ShellCommand, { commands, texts }: Unwrapped): string | undefined {
  const outer = command.context.find((one) => one.type === "wrapper" && one.takesMore);
  if (outer?.type !== "wrapper") {
    return undefined;
  }
  const lacksCommand = wrappers.has(baseName(command)) && commands.length + texts.length === 0;
  const isFilledIn =
    command.name?.value?.includes("{}") === true || texts.some(({ text }) => text.includes("{}"));
  return lacksCommand || isFilledIn ? `What "${outer.name}" fills in says what runs.` : undefined;
}
