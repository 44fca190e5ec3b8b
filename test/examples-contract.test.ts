import { fileURLToPath } from "node:url";
import { assertContract, type PluginSubject, runPluginContract } from "@asky/manager/testing";
import { describe, expect, test } from "vitest";

const example = (path: string): string => fileURLToPath(new URL(`../examples/${path}`, import.meta.url));

describe("the plugins of the examples", { timeout: 60_000 }, () => {
  test.each([
    ["hello", "01-minimal-asky-plugin/plugin", "."],
    ["my_plugin", "02-my-tool/plugin", "."],
    ["clock_server", "04-daemon-server/plugin", "."],
    ["clock", "05-failing-plugin/plugin", "./clock"],
    ["forecast", "05-failing-plugin/plugin", "./forecast"],
    ["weather", "06-embed-in-existing-agent/plugin", "."],
  ])("%s keeps the contract", async (name, path, subpath) => {
    assertContract(await runPluginContract({ package: example(path), name, subpath }));
  });

  test("the class of the one on metrics keeps the contract", async () => {
    const { MetricsPlugin } = (await import("../examples/03-metrics-plugin/metrics-plugin.mjs")) as {
      readonly MetricsPlugin: PluginSubject;
    };
    assertContract(await runPluginContract(MetricsPlugin));
  });

  test("the one that fails on purpose is found out", async () => {
    const path = example("05-failing-plugin/plugin");
    const report = await runPluginContract({ package: path, name: "weather_station", subpath: "./station" });
    const broken = report.rules.filter(({ verdict }) => verdict === "failed");
    expect(broken.map(({ id }) => id)).toEqual(["lifecycle/activates"]);
  });
});
