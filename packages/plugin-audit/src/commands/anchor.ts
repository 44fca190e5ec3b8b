import type { ExitCode } from "@asky/sdk";
import { auditLogUnreadable } from "../errors.ts";
import { findHeads, formatAnchor, writeAnchor } from "../log/anchor.ts";
import { readManifest } from "../manifest/read-manifest.ts";
import { type CommandInput, optionText } from "./command-input.ts";

/** `asky audit anchor`: the heads of all chains and the manifest's hash as a line, printed or appended to a file elsewhere. */
export async function anchor({ directory, options, print }: CommandInput): Promise<ExitCode> {
  const manifest = await readManifest(directory);
  if (!manifest) throw auditLogUnreadable(directory, new Error("There is no manifest."));
  const { bytes, sha256 } = manifest;
  const heads = await findHeads(directory, manifest);
  const line = formatAnchor({ timestamp: new Date().toISOString(), heads, manifest: { bytes, sha256 } });
  const file = optionText(options, "anchor");
  if (file === undefined) print(line);
  else await writeAnchor(file, line);
  return 0;
}
