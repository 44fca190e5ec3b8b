import type { ExitCode } from "@asky/sdk";
import { LogFolder } from "../log/log-folder.ts";
import { recoverChains } from "../log/recover-chains.ts";
import { readManifest } from "../manifest/read-manifest.ts";
import { escapeLine } from "../views/escape-text.ts";
import type { CommandInput } from "./command-input.ts";

/** `asky audit repair`: cuts off what processes that died have left of a line. Touches nothing else. */
export async function repair({ directory, keyDirectory, print, tell }: CommandInput): Promise<ExitCode> {
  if (!(await readManifest(directory))) {
    tell("There is no log.");
    return 0;
  }
  const folder = new LogFolder(directory, keyDirectory, () => new Date());
  const { lines } = await folder.open();
  const repaired = await recoverChains(directory, lines, (entry) => folder.announce(entry));
  for (const { file, bytes } of repaired)
    print(escapeLine(`${file}: ${bytes} bytes of an unfinished line cut off`));
  if (repaired.length === 0) tell("No process that died has left an unfinished line.");
  return 0;
}
