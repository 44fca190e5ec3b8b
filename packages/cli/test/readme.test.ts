import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT_CODES } from "@asky/cli";
import { expect, test } from "vitest";
import { ASKY, asky, environment, temporaryFolder } from "./run-asky.ts";

const page = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const commands = [...page.matchAll(/^```sh\n(.*?)^```$/gms)]
  .flatMap(([, block = ""]) => block.trim().split("\n"))
  .filter((line) => line.startsWith("asky "));

test("every command of the README works, one after the other", () => {
  const configDir = join(temporaryFolder(), "config");
  const cwd = temporaryFolder();
  expect(commands).toHaveLength(10);
  for (const command of commands) {
    const { status, stderr } = spawnSync(`asky() { "${process.execPath}" "${ASKY}" "$@"; }; ${command}`, {
      shell: "/bin/sh",
      cwd,
      input: "",
      env: environment(configDir),
      encoding: "utf8",
    });
    expect({ command, status, stderr: status === 0 ? "" : stderr }).toEqual({
      command,
      status: 0,
      stderr: "",
    });
  }
});

test("the README has the table of exit codes as the command prints it", () => {
  const { exitCodes } = JSON.parse(asky(["help", "exit-codes", "--json"]).stdout) as {
    exitCodes: { code: number; name: string; meaning: string }[];
  };
  expect(Object.fromEntries(exitCodes.map(({ name, code }) => [name, code]))).toEqual(EXIT_CODES);
  for (const { code, name, meaning } of exitCodes)
    expect(page).toContain(`| ${code} | \`${name}\` | ${meaning} |`);
});
