import type { ShellCommand, ShellWord } from "../shell/shell-script.ts";
import type { CommandPath } from "./command-verdict.ts";

/** Commands whose words are files that they change; a last one in `COPIERS` only is. */
const CHANGERS: ReadonlySet<string> = new Set(
  "rm rmdir mkdir touch tee chmod chown chgrp truncate shred unlink mv ln link install cp".split(" "),
);
const COPIERS: ReadonlySet<string> = new Set(["cp", "ln", "install"]);
const WITH_MODE: ReadonlySet<string> = new Set(["chmod", "chown", "chgrp"]);

/**
 * The files that well-known commands change, so that rules about files see them, although no table admits these
 * commands.
 */
export function listChangedFiles({ name }: ShellCommand, args: readonly ShellWord[]): readonly CommandPath[] {
  const base = name?.value?.replace(/^.*\//, "") ?? "";
  if (!CHANGERS.has(base)) return [];
  const dashes = args.findIndex(({ value }) => value === "--");
  const words = args.filter(
    ({ source, value }, index) => (dashes >= 0 && index > dashes) || !(value ?? source).startsWith("-"),
  );
  const files = WITH_MODE.has(base) ? words.slice(1) : words;
  return files.map((word, index) => ({
    word,
    access: COPIERS.has(base) && index < files.length - 1 ? "read" : "write",
  }));
}
