import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  assertContract,
  type ContractReport,
  runHostContract,
  runPluginContract,
} from "@asky/manager/testing";
import { defineAskyPlugin, type JsonObject } from "@asky/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";

const readme = fileURLToPath(new URL("../README.md", import.meta.url));
const run = promisify(execFile);

let folder: string;
let text: string;
let programs: readonly { readonly name: string; readonly code: string }[];

beforeAll(async () => {
  text = await readFile(readme, "utf8");
  const blocks = [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code = ""]) => code);
  programs = blocks.map((code, index) => ({
    name: /^\/\/ (\S+\.js)\n/.exec(code)?.[1] ?? `program-${index}.js`,
    code,
  }));
  folder = await mkdtemp(join(tmpdir(), "asky-readme-"));
  const scope = join(folder, "node_modules", "@asky");
  await mkdir(scope, { recursive: true });
  for (const name of ["sdk", "manager", "gate"]) {
    await symlink(dirname(dirname(fileURLToPath(import.meta.resolve(`@asky/${name}`)))), join(scope, name));
  }
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  for (const { name, code } of programs) await writeFile(join(folder, name), code);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function runProgram(...args: readonly string[]) {
  const env = { ...process.env, ASKY_CONFIG_DIR: join(folder, "config"), NODE_OPTIONS: "" };
  return run(process.execPath, args, { cwd: folder, env, timeout: 60_000 });
}

test("holds programs that all run and end by themselves", { timeout: 120_000 }, async () => {
  const names = programs.map(({ name }) => name);
  expect(names).toEqual([
    "program-0.js",
    "program-1.js",
    "program-2.js",
    "notes.js",
    "notes.test.js",
    "probe.js",
    "host-contract.js",
  ]);
  for (const name of names.filter((one) => !one.endsWith(".test.js"))) await runProgram(name);
  expect((await runProgram("--test", "notes.test.js")).stdout).toMatch(/pass 1/);
  expect((await runProgram("host-contract.js")).stdout).toMatch(/^my host: \d+ kept, 0 broken\n/);
});

test("lists every rule of both suites in the words of the suites", async () => {
  const row = ({ id, title }: ContractReport["rules"][number]) => `| \`${id}\` | ${title} |`;
  const plugin = await runPluginContract(defineAskyPlugin({ name: "healthy", activate: () => {} }));
  const start = () => Promise.reject(new Error("The host has no power."));
  const host = await runHostContract({ name: "dead", takesClock: false, start });
  const rows = text.split("\n").filter((line) => /^\| `[a-z]+\//.test(line));
  expect(rows.sort()).toEqual([...plugin.rules, ...host.rules].map(row).sort());
});

test("shows a broken rule as it reads", async () => {
  const parameters = { type: "object", properties: { text: { type: "string" } } };
  const schema = { name: "add_note", description: "Adds a note.", parameters };
  const executor = ({ text: note }: JsonObject) => `Added: ${(note as string).trim()}`;
  const notes = defineAskyPlugin({
    name: "notes",
    activate: ({ hooks }) => {
      hooks.register("tool_registry_build", ({ registry }) => {
        registry.register({ name: "add_note", schema, executor });
      });
    },
  });
  const report = await runPluginContract(notes);
  const sample = /^```text\n(.*?)\n```$/ms.exec(text)?.[1] ?? "";
  expect(() => assertContract(report)).toThrow(expect.objectContaining({ message: sample }));
});
