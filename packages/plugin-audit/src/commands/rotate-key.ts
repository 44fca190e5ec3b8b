import type { ExitCode } from "@asky/sdk";
import { rotateAuditKey } from "../log/rotate-key.ts";
import type { CommandInput } from "./command-input.ts";

/** `asky audit rotate-key`: a new signing key, signed by the old one. */
export async function rotateKey({ directory, keyDirectory, print }: CommandInput): Promise<ExitCode> {
  print(`The log is signed with the key ${await rotateAuditKey({ directory, keyDirectory })} from now on.`);
  return 0;
}
