import { access } from "node:fs/promises";
import { assertContract, type ContractReport, runHostContract } from "@asky/manager/testing";
import { PluginError } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import { BROKEN_HOSTS } from "./broken-hosts.ts";
import { managerAndGate } from "./hosts/manager-and-gate.ts";

const rulesWith = ({ rules }: ContractReport, verdict: string) =>
  rules.filter((rule) => rule.verdict === verdict).map(({ id }) => id);

describe("runHostContract", { timeout: 60_000 }, () => {
  test("finds that the manager and the gate keep every rule", async () => {
    const report = await runHostContract(managerAndGate);
    assertContract(report);
    expect(rulesWith(report, "passed")).toEqual(report.rules.map(({ id }) => id));
    expect(report.passed).toBeGreaterThan(25);
  });

  test.each(BROKEN_HOSTS.map((broken) => [broken.host.name, broken] as const))(
    "finds out a host that %s",
    async (_name, { host, rules, budgetMs = 2_000 }) => {
      const report = await runHostContract(host, { budgetMs });
      expect(rulesWith(report, "failed")).toEqual(rules);
      const broken = report.rules.filter(({ verdict }) => verdict === "failed");
      expect(broken.every(({ detail, fix }) => Boolean(detail) && Boolean(fix))).toBe(true);
      expect(() => assertContract(report)).toThrow(rules[0]);
    },
  );

  test("has no rule that a host cannot break", async () => {
    const report = await runHostContract(managerAndGate);
    const breakable = new Set(BROKEN_HOSTS.flatMap(({ rules }) => rules));
    expect(report.rules.map(({ id }) => id).filter((id) => !breakable.has(id))).toEqual([]);
  });

  test("does not try what hangs with a host that takes no clock, nor tools with one that has none", async () => {
    const report = await runHostContract({
      ...managerAndGate,
      takesClock: false,
      async start(plugins, surroundings) {
        const { openTurn, ...host } = await managerAndGate.start(plugins, surroundings);
        return host;
      },
    });
    expect(report.failed).toBe(0);
    expect(rulesWith(report, "not_applicable")).toEqual([
      "start/ends-what-hangs",
      "hooks/cut-off-what-hangs",
      "events/cut-off-what-hangs",
      "tools/run-by-dispatch",
      "tools/need-a-ticket",
      "tools/obey-denials",
      "tools/keep-to-their-schema",
      "tools/keep-their-owner",
      "stop/cuts-off-what-hangs",
    ]);
  });

  test("judges a host that cannot even start", async () => {
    const directories: string[] = [];
    const report = await runHostContract({
      name: "dead",
      takesClock: false,
      start: (_plugins, { configDir }) => {
        directories.push(configDir);
        return Promise.reject(new Error("The host has no power."));
      },
    });
    expect(report.passed).toBe(0);
    expect(report.rules[0]).toMatchObject({ verdict: "failed", detail: "The host has no power." });
    const error: unknown = await Promise.resolve(report)
      .then(assertContract)
      .catch((caught) => caught);
    expect(PluginError.is(error) && error.code).toBe("CONTRACT_BROKEN");
    expect(directories.length).toBeGreaterThan(0);
    for (const directory of directories) await expect(access(directory)).rejects.toThrow("ENOENT");
  });
});
