import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { assertContract, type PluginSubject, runPluginContract } from "@asky/manager/testing";
import { describe, expect, test } from "vitest";

const example = (path: string): string => fileURLToPath(new URL(`../examples/${path}`, import.meta.url));

/** Plugin, folder, subpath. */
const KEEPING = [
  ["hello", "01-minimal-asky-plugin/plugin", "."],
  ["my_plugin", "02-my-tool/plugin", "."],
  ["clock_server", "04-daemon-server/plugin", "."],
  ["clock", "05-failing-plugin/plugin", "./clock"],
  ["forecast", "05-failing-plugin/plugin", "./forecast"],
  ["weather", "06-embed-in-existing-agent/plugin", "."],
] as const;

/** Breaks the contract on purpose. */
const FAILING = ["weather_station", "05-failing-plugin/plugin", "./station"] as const;

describe("the plugins of the examples", { timeout: 60_000 }, () => {
  test.each(KEEPING)("%s keeps the contract", async (name, path, subpath) => {
    assertContract(await runPluginContract({ package: example(path), name, subpath }));
  });

  test("the class of the one on metrics keeps the contract", async () => {
    const { MetricsPlugin } = (await import("../examples/03-metrics-plugin/metrics-plugin.mjs")) as {
      readonly MetricsPlugin: PluginSubject;
    };
    assertContract(await runPluginContract(MetricsPlugin));
  });

  test("the one that fails on purpose is found out", async () => {
    const [name, path, subpath] = FAILING;
    const report = await runPluginContract({ package: example(path), name, subpath });
    const broken = report.rules.filter(({ verdict }) => verdict === "failed");
    expect(broken.map(({ id }) => id)).toEqual(["lifecycle/activates"]);
  });

  test("are all judged: every export of every package in the examples", () => {
    const packages = readdirSync(example("")).filter((one) => existsSync(example(`${one}/plugin`)));
    const all = packages.flatMap((one) => {
      const json = JSON.parse(readFileSync(example(`${one}/plugin/package.json`), "utf8")) as {
        readonly exports: string | object;
      };
      const subpaths = typeof json.exports === "string" ? ["."] : Object.keys(json.exports);
      return subpaths.map((subpath) => `${one}/plugin ${subpath}`);
    });
    const judged = [...KEEPING, FAILING].map(([, path, subpath]) => `${path} ${subpath}`);
    expect(judged.sort()).toEqual(all.sort());
  });
});
