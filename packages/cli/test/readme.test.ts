import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT_CODES } from "@asky/cli";
import { expect, onTestFinished, test } from "vitest";
import { ASKY, asky, environment, temporaryFolder } from "./run-asky.ts";

const page = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const rootPage = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
const PAGES = [
  ["this package", page, 16],
  ["the repository", rootPage, 5],
] as const;

function commandsOf(text: string): readonly string[] {
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)]
    .flatMap(([, block = ""]) => block.trim().split("\n"))
    .filter((line) => line.startsWith("asky "));
}

test.each(PAGES)("every command of the README of %s works, one after the other", (_, text, count) => {
  const configDir = join(temporaryFolder(), "config");
  const cwd = temporaryFolder();
  const commands = commandsOf(text);
  expect(commands).toHaveLength(count);
  onTestFinished(() => void asky(["daemon", "stop"], { configDir }));
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
