import { existsSync } from "node:fs";

const SHELLS = ["/bin/bash", "/usr/bin/bash", "/usr/local/bin/bash"];

/** The program and the arguments that run a shell command: bash without start-up files, where there is none `sh`. */
export function shellCommand(command: string): {
  readonly program: string;
  readonly args: readonly string[];
} {
  const bash = SHELLS.find((path) => existsSync(path));
  if (bash === undefined) return { program: "/bin/sh", args: ["-c", command] };
  return { program: bash, args: ["--noprofile", "--norc", "-c", command] };
}
