import { innerText, nothingInside, type Unwrapped, unknownInside } from "./inner-command.ts";
import type { ShellCommand, ShellWord } from "./shell-script.ts";

const valuedOptions = new Set(["-o", "+o", "-O", "+O", "--rcfile", "--init-file"]);

/** Means something else, or nothing, to a shell that is not bash. */
const bashOnly =
  /&>|\|&|\$['"[]|<<<|[<>]\(|\(\(|\[\[|>&(?!\s*[\d-])|\bfunction\b|\btime\b|\bselect\b|\bcoproc\b|\+=/;

/** `bash -n FILE`: reads a script and runs none of it. */
function onlyParses([option, file, ...others]: readonly ShellWord[]): boolean {
  return option?.value === "-n" && /^[^-+]/.test(file?.value ?? "") && others.length === 0;
}

/** `bash -c 'TEXT'`: the text is read as a script. Without text, a shell runs a file, or its input. */
export function unwrapShell(
  command: ShellCommand,
  name: string,
  kind: "bash" | "posix" | "other",
): Unwrapped {
  const { args } = command;
  if (onlyParses(args)) {
    return nothingInside;
  }
  const doubts: string[] = [];
  let takesText = false;
  let at = 0;
  for (; at < args.length; at++) {
    const value = args[at]?.value;
    if (value === undefined || value === "--" || value === "-" || !/^[-+]/.test(value)) {
      at += value === "--" || value === "-" ? 1 : 0;
      break;
    }
    if (valuedOptions.has(value)) {
      doubts.push(`"${name} ${value}" changes how the commands run.`);
      at++;
    } else if (/^-[a-zA-Z]+$/.test(value)) {
      takesText ||= value.includes("c");
      if (/[^ceux]/.test(value.slice(1))) {
        doubts.push(`"${name} ${value}" changes how the commands run.`);
      }
      at += /[oO]/.test(value) ? 1 : 0;
    } else if (value !== "--norc" && value !== "--noprofile") {
      doubts.push(`The option "${value}" of "${name}" is not known.`);
    }
  }
  const operand = args[at];
  if (!takesText) {
    const isSilent = args.length === 1 && args[0]?.value === "--version";
    return isSilent ? nothingInside : { ...nothingInside, doubts: [...doubts, unknownInside(name)] };
  }
  if (operand === undefined) {
    doubts.push(unknownInside(name));
  }
  const text = innerText(command, { name, takesMore: false }, operand === undefined ? [] : [operand]);
  if (kind === "other" || (kind === "posix" && bashOnly.test(operand?.value ?? ""))) {
    doubts.push(`"${name}" may read these commands in another way than bash does.`);
  }
  return { ...text, doubts: [...doubts, ...text.doubts] };
}
