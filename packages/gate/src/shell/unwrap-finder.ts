import type { ShellCommand } from "./shell-script.ts";
import { innerCommand, type Unwrapped } from "./unwrap-command.ts";

/** `find … -exec COMMAND ;`, as often as it is there. */
export function unwrapFinder(command: ShellCommand, name: string, options: ReadonlySet<string>): Unwrapped {
  const commands: ShellCommand[] = [];
  const { args } = command;
  for (let at = 0; at < args.length; at++) {
    const [option = "", joined] = splitOption(args[at]?.value ?? "");
    if (!options.has(option)) {
      continue;
    }
    const isEnd = (value: string | undefined, index: number): boolean =>
      value === ";" || (name === "find" && value === "+" && args[index - 1]?.value === "{}");
    const first = at + 1;
    const length = args.slice(first).findIndex(({ value }, index) => isEnd(value, first + index));
    const words = args.slice(first, length < 0 ? undefined : first + length);
    const all =
      joined === undefined
        ? words
        : [
            {
              source: joined,
              value: joined,
              pieces: [{ type: "text", text: joined, isQuoted: true } as const],
            },
            ...words,
          ];
    if (all.length > 0) {
      commands.push(innerCommand(command, name, all, { takesMore: true }));
    }
    at = length < 0 ? args.length : first + length;
  }
  return { commands, texts: [], doubts: [] };
}

/** `--exec=COMMAND`, `-xCOMMAND`. */
function splitOption(value: string): readonly [string, string?] {
  const long = /^(--[\w-]+)=(.*)$/s.exec(value);
  return long === null ? [value] : [long[1] ?? "", long[2] ?? ""];
}
