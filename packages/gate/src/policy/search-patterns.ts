import { posix } from "node:path";
import type { ShellCommand } from "../shell/shell-script.ts";
import { isSelective } from "./sample-paths.ts";

/** Options whose value says which files are looked into, by program. */
const OPTIONS: Readonly<Record<string, RegExp>> = {
  find: /^-(?:i?name|i?path|i?wholename|i?lname)$/,
  grep: /^--include$/,
  egrep: /^--include$/,
  fgrep: /^--include$/,
  rg: /^(?:-g|--glob|--iglob)$/,
};

/** Programs that `find` runs to tell of files, and not to show what is in them. */
const TELLERS: ReadonlySet<string> = new Set([
  ...["grep", "egrep", "fgrep", "rg", "wc", "ls", "stat", "file", "du", "test", "[", "echo", "printf"],
  ...["basename", "dirname", "realpath"],
]);

/** The globs by which a command chooses files to look into; a `find` that only lists names looks into none. */
export function searchPatterns(command: ShellCommand): readonly string[] {
  const name = nameOf(command);
  if (name === "find" && !command.args.some(({ value }) => /^-(?:exec|ok)(?:dir)?$/.test(value ?? "")))
    return [];
  return choicesOf(command);
}

/**
 * Whether a command that `find` runs may be handed any file there is, and shows what is in it.
 *
 * @param before - the commands before it, in order.
 */
export function showsAnyFile(command: ShellCommand, before: readonly ShellCommand[]): boolean {
  const runsUnderFind = command.context.some(
    (around) => around.type === "wrapper" && around.takesMore && around.name === "find",
  );
  if (!runsUnderFind || TELLERS.has(nameOf(command))) return false;
  const find = before.findLast((each) => nameOf(each) === "find");
  return find === undefined || !choicesOf(find).some(isSelective);
}

function choicesOf(command: ShellCommand): readonly string[] {
  const name = nameOf(command);
  const option = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
  if (!option) return [];
  const words = command.args.map(({ value }) => value ?? "");
  return words.flatMap((word, index) => {
    const [key = "", ...rest] = word.split("=");
    if (!option.test(key)) return [];
    return rest.length > 0 ? [rest.join("=")] : [words[index + 1] ?? ""];
  });
}

function nameOf({ name }: ShellCommand): string {
  return name?.value === undefined ? "" : posix.basename(name.value);
}
