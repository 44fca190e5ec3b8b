// @ts-check
import { bin, root } from "../checkout.mjs";
import { runCommand } from "../run-command.mjs";
import { singleCheck } from "./outcome.mjs";

/** @type {import("./outcome.mjs").Step} */
export const lint = {
  name: "lint",
  run: async (onLine) =>
    singleCheck(
      await runCommand(bin("biome"), ["ci", "--error-on-warnings", "--colors=off"], { cwd: root, onLine }),
    ),
};

/** @type {import("./outcome.mjs").Step} */
export const types = {
  name: "types",
  run: async (onLine) =>
    singleCheck(await runCommand(bin("tsc"), ["--project", "tsconfig.json"], { cwd: root, onLine })),
};
