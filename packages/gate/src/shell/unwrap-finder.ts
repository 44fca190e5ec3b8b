import { innerCommand, plainWord, type Unwrapped, unknownInside } from "./inner-command.ts";
import type { ShellCommand } from "./shell-script.ts";

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
    const all = joined === undefined ? words : [plainWord(joined), ...words];
    if (all.length > 0) {
      commands.push(innerCommand(command, { name, takesMore: true }, all));
    }
    at = length < 0 ? args.length : first + length;
  }
  const hidesOption = /^-\w*[xX].|^-\w+[xX]/;
  const isHidden = name !== "find" && args.some(({ value }) => hidesOption.test(value ?? ""));
  return { commands, texts: [], doubts: isHidden ? [unknownInside(name)] : [] };
}

/** `--exec=COMMAND`, `-xCOMMAND`. */
function splitOption(value: string): readonly [string, string?] {
  const long = /^(--[\w-]+)=(.*)$/s.exec(value);
  return long === null ? [value] : [long[1] ?? "", long[2] ?? ""];
}
