import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { FAULTS } from "@asky/fault-zoo";
import { isHookPoint, isPluginName, PLUGIN_ERROR_CODES } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import { HERD } from "./herd.ts";

const folder = dirname(dirname(fileURLToPath(import.meta.resolve("@asky/fault-zoo"))));
const modules = FAULTS.flatMap(({ module, companion }) => [module, ...(companion ? [companion.module] : [])]);

describe("the catalogue", () => {
  test("has each plugin of the package once, under the name of its file", () => {
    const files = readdirSync(join(folder, "dist", "plugins")).filter((file) => file.endsWith(".js"));
    const named = files.map((file) => `@asky/fault-zoo/${file.replace(/\.js$/, "")}`);
    expect([...modules].sort()).toEqual(named.sort());
    for (const { id, module } of FAULTS) expect(module).toBe(`@asky/fault-zoo/${id}`);
  });

  test("cannot be changed", () => {
    for (const part of [FAULTS, ...FAULTS, ...FAULTS.map(({ expected }) => expected)]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  test("gives each plugin a name of its own that says nothing of what it does", () => {
    const names = FAULTS.flatMap(({ plugin, companion }) => [
      plugin,
      ...(companion ? [companion.plugin] : []),
    ]);
    expect(new Set([...names, ...HERD]).size).toBe(names.length + HERD.length);
    for (const { id, title, plugin } of FAULTS) {
      expect(isPluginName(plugin)).toBe(true);
      expect(`${id} ${title}`).not.toContain(plugin);
    }
  });

  test.each(FAULTS)("$id promises something, in full", ({ isFatal, expected, trigger, phase, needs }) => {
    expect(expected.says).toMatch(/^[A-Z].*\.$/);
    expect(expected.code !== undefined && expected.state !== undefined).toBe(!isFatal);
    for (const code of [expected.code ?? [], expected.alongside ?? []].flat()) {
      expect(Object.keys(PLUGIN_ERROR_CODES)).toContain(code);
    }
    if (phase === "hook" || phase === "later") expect(isHookPoint(trigger ?? "")).toBe(true);
    if (phase === "event") expect(trigger).toBe("message.in");
    if (trigger === undefined) expect(["import", "construct", "activate", "start", "stop"]).toContain(phase);
    if (needs === "watchdog") expect(phase).toBe("hook");
  });

  test("is the table of the README", () => {
    const [, table = ""] = readFileSync(join(folder, "README.md"), "utf8").split("## What they do");
    const rows = table.split("\n").filter((line) => line.startsWith("| `"));
    const expected = FAULTS.map(({ id, title, plugin, needs, expected: { code, says } }) => {
      const cells = [`\`${id}\``, `\`${plugin}\``, title, needs ?? "", code ? `\`${code}\`` : "", says];
      return `| ${cells.join(" | ")} |`.replaceAll("|  |", "| |");
    });
    expect(rows).toEqual(expected);
  });
});

describe("docs/isolation.md", () => {
  const page = readFileSync(join(folder, "..", "..", "docs", "isolation.md"), "utf8");
  const shownBy = (text: string): readonly string[] =>
    text
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .flatMap(
        (line) =>
          line
            .split("|")
            .at(-2)
            ?.match(/(?<=`)[a-z]+(-[a-z]+)*(?=`)/g) ?? [],
      );
  const notContained = page.split("## Not contained")[1] ?? "";

  test("is shown by plugins of the zoo and no others", () => {
    const ids = FAULTS.map(({ id }) => id);
    expect(shownBy(page).length).toBeGreaterThan(30);
    for (const id of shownBy(page)) expect(ids).toContain(id);
  });

  test("says that the fatal ones are not contained, and of no other", () => {
    const fatal = FAULTS.filter(({ isFatal }) => isFatal).map(({ id }) => id);
    expect([...shownBy(notContained)].sort()).toEqual(fatal.sort());
  });

  test("tells what becomes of everything that takes owner tracking to see", () => {
    const tracked = FAULTS.filter(({ needs }) => needs === "owner tracking" || needs === "watchdog");
    for (const { id } of tracked) expect(shownBy(page)).toContain(id);
  });
});
