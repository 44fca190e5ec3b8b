import { assertContract, runHostContract } from "@asky/manager/testing";
import { expect, test } from "vitest";
import { engineUnderTest } from "./engine-under-test.ts";

test("the engine keeps every rule for hosts", { timeout: 60_000 }, async () => {
  const report = await runHostContract(engineUnderTest);
  assertContract(report);
  expect(report.rules.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual(
    report.rules.map(({ id }) => `${id} passed`),
  );
  expect(report.rules.length).toBeGreaterThanOrEqual(28);
});
