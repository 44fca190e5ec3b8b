import type { ShellCommand, ShellScript } from "@asky/gate";
import type { Run } from "./run-traced.ts";

/** Whether the gate saw a command that may have become this run. */
export function accountsFor(script: ShellScript, run: Run): boolean {
  const [name = "", ...args] = run;
  return script.commands.some(
    (command) => command.name?.value?.replace(/^.*\//, "") === name && mayBecome(command, args),
  );
}

/** Whether the gate saw a command by this name, or one whose name it could not know. */
export function mentions(script: ShellScript, [name = ""]: Run): boolean {
  return script.commands.some(
    ({ name: word }) => word !== undefined && (word.value === undefined || word.value.endsWith(name)),
  );
}

/** Words of which the shell works out a part may become any number of words. */
function mayBecome(command: ShellCommand, args: readonly string[]): boolean {
  const takesMore = command.context.some(
    ({ type, ...rest }) => type === "wrapper" && "takesMore" in rest && rest.takesMore === true,
  );
  const words = command.args.map((word) => word.value);
  const firstOpen = words.indexOf(undefined);
  const known = firstOpen < 0 ? words : words.slice(0, firstOpen);
  const isOpen = firstOpen >= 0 || takesMore;
  return (
    (isOpen ? args.length >= known.length : args.length === known.length) &&
    known.every((word, index) => word === args[index] || (takesMore && word?.includes("{}")))
  );
}
