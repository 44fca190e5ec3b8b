import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ASKY, environment, installPlugin, temporaryFolder } from "./run-asky.ts";

const recorder = fileURLToPath(new URL("./record-modules.mjs", import.meta.url));

/** The files that a command loads, as packages and files below them. */
function modulesOf(words: readonly string[], configDir: string): readonly string[] {
  const { stderr, status } = spawnSync(process.execPath, ["--import", recorder, ASKY, ...words], {
    env: environment(configDir),
    encoding: "utf8",
    timeout: 12_000,
  });
  expect(status).toBe(0);
  const line = stderr.split("\n").find((one) => one.startsWith("modules: ")) ?? "modules: []";
  return (JSON.parse(line.slice("modules: ".length)) as string[]).filter((url) => !url.startsWith("node:"));
}

function configDirWithPlugin(): string {
  const configDir = temporaryFolder({
    "plugins.toml": '[plugin.dice]\nenabled = true\nmodule = "asky-plugin-dice"\n',
  });
  installPlugin(configDir, "asky-plugin-dice", {
    "package.json": JSON.stringify({
      name: "asky-plugin-dice",
      version: "1.0.0",
      type: "module",
      exports: "./index.js",
      asky: {
        apiVersion: 1,
        plugins: {
          dice: {
            contract: "asky",
            export: ".",
            commands: [{ name: "dice", summary: "Rolls", run: "./run.js" }],
          },
        },
      },
    }),
    "index.js": "export default {}",
    "run.js": "export const run = async () => 0",
  });
  return configDir;
}

test("the version loads two files of the command and nothing else", () => {
  const modules = modulesOf(["--version"], configDirWithPlugin());
  expect(modules.length).toBeLessThanOrEqual(2);
  for (const url of modules) expect(url).toContain("/cli/dist/");
});

test.each([[["--help"]], [["ask", "--help"]], [["help", "session"]]])(
  "%j loads no engine, no gate and no code of plugins",
  (words) => {
    const modules = modulesOf(words, configDirWithPlugin());
    expect(modules.length).toBeGreaterThan(2);
    for (const url of modules)
      expect(url).not.toMatch(/\/engine\/|\/gate\/|\/plugin-|asky-plugin-dice|readline/);
  },
);

test("a command loads what it needs: init no engine, a question all of it", () => {
  const engine = /\/engine\/dist\//;
  expect(modulesOf(["init", "--dry-run"], temporaryFolder()).some((url) => engine.test(url))).toBe(false);
  expect(modulesOf(["ask", "What time is it?"], temporaryFolder()).some((url) => engine.test(url))).toBe(
    true,
  );
});
