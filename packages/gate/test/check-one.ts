import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type CheckedCall, type CheckOptions, checkCalls, type Policy, parsePolicy } from "@asky/gate";
import type { JsonObject } from "@asky/sdk";

/** A folder that no machine has, in which paths are judged by name alone. */
export const NOWHERE = "/nowhere/p";

export interface CheckPlace extends CheckOptions {
  readonly cwd?: string;
  readonly allowedDirs?: readonly string[];
}

/** What the gate says of one call; by the shipped policy unless told. */
export async function checkOne(
  tool: string,
  input: JsonObject,
  { cwd = NOWHERE, allowedDirs = [], ...options }: CheckPlace = {},
): Promise<CheckedCall> {
  const [checked] = await checkCalls([{ id: 1, tool, input, cwd, allowed_dirs: allowedDirs }], options);
  if (!checked) throw new TypeError("nothing was checked");
  return checked;
}

/** Rules without names as a policy; a fault of theirs is the test's. */
export function rulesOf(...rules: readonly string[]): Policy {
  const text = rules.map((rule, index) => `[[rule]]\nname = "rule ${index}"\n${rule}\n`).join("");
  const { policy, problems } = parsePolicy(text, "p.toml");
  if (problems.length > 0) throw new TypeError(problems.map(({ message }) => message).join());
  return policy;
}

/** A folder with files, for as long as a test runs. */
export function temporaryProject(files: Readonly<Record<string, string>>) {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "asky-gate-")));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return {
    dir,
    write,
    link(name: string, target: string): void {
      mkdirSync(dirname(join(dir, name)), { recursive: true });
      symlinkSync(target, join(dir, name));
    },
    [Symbol.dispose](): void {
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
