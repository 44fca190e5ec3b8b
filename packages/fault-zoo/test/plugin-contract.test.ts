import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { FAULTS } from "@asky/fault-zoo";
import { type ContractReport, formatContractReport } from "@asky/manager/testing";
import { beforeAll, describe, expect, test } from "vitest";

const contained = FAULTS.filter(({ isFatal }) => !isFatal);

/** The rules of the contract suite that each fault breaks, and it breaks no other. Those that need these are not judged. */
const BREAKS: Readonly<Record<string, readonly string[]>> = {
  "throws-on-import": ["identity/is-one-plugin"],
  "hangs-on-import": ["identity/is-one-plugin"],
  "exports-then": ["identity/is-one-plugin"],
  "exports-nonsense": ["identity/is-one-plugin"],
  "throws-in-constructor": ["identity/is-one-plugin"],
  "bears-another-name": ["identity/name-is-legal"],
  // Judged with its companion: alone it has no fault.
  "depends-in-a-circle": ["lifecycle/activates"],
  "throws-in-activate": ["lifecycle/activates"],
  "throws-null": ["lifecycle/activates"],
  "rejects-in-initialize": ["lifecycle/activates"],
  "hangs-in-activate": ["lifecycle/activates"],
  "settles-late-in-initialize": ["lifecycle/activates"],
  "registers-then-fails": ["lifecycle/activates"],
  "throws-a-frozen-error": ["lifecycle/activates"],
  "hangs-in-start": ["lifecycle/activates"],
  "throws-in-hook": ["hooks/never-fail"],
  "throws-an-unreadable-error": ["hooks/never-fail"],
  "rejects-in-hook": ["hooks/never-fail"],
  "overflows-the-stack": ["hooks/never-fail"],
  "returns-a-proxy": ["hooks/never-fail"],
  "returns-a-thenable": ["hooks/never-fail"],
  "throws-in-guard": ["hooks/never-fail"],
  "crashes-in-a-loop": ["hooks/never-fail"],
  "hangs-in-hook": ["hooks/finish-in-time"],
  "settles-late-in-hook": ["hooks/finish-in-time"],
  "hangs-in-handler": ["hooks/finish-in-time"],
  "blocks-the-thread": ["hooks/finish-in-time"],
  "replaces-by-a-cycle": ["hooks/return-what-is-expected"],
  "replaces-by-another-type": ["hooks/return-what-is-expected"],
  "mutates-its-payload": ["hooks/leave-payloads-alone"],
  "registers-late": ["hooks/register-in-activation-only"],
  "clashes-over-a-tool": ["tools/leave-host-names-alone"],
  "throws-a-proxy": ["events/handlers-never-fail"],
  "rejects-in-handler": ["events/handlers-never-fail"],
  "forges-an-event": ["events/handlers-never-fail"],
  "throws-in-stop": ["lifecycle/stops-at-any-point"],
  "rejects-in-deactivate": ["lifecycle/stops-at-any-point"],
  "hangs-in-stop": ["lifecycle/stops-at-any-point"],
  "throws-in-undo": ["lifecycle/stops-at-any-point"],
  "hangs-in-undo": ["lifecycle/stops-at-any-point"],
  "keeps-a-timer": ["lifecycle/leaves-nothing-behind"],
  "keeps-a-server": ["lifecycle/leaves-nothing-behind"],
  "leaves-a-child": ["lifecycle/leaves-nothing-behind"],
  "patches-a-prototype": ["surroundings/process-stays-as-it-was"],
  "patches-a-built-in-module": ["surroundings/process-stays-as-it-was"],
  "writes-to-the-environment": ["surroundings/process-stays-as-it-was"],
  "changes-the-directory": ["surroundings/process-stays-as-it-was"],
  exits: ["surroundings/process-stays-as-it-was"],
  "exits-later": ["surroundings/process-stays-as-it-was"],
  "throws-in-a-timer": ["surroundings/no-stray-failures"],
  "rejects-later": ["surroundings/no-stray-failures"],
  "emits-an-unheard-error": ["surroundings/no-stray-failures"],
  "floods-the-output": ["surroundings/stdout-is-left-alone"],
};

/** What never ends is waited for this long; what blocks the thread blocks it for longer than its budget. */
function budgetOf({ id, needs }: (typeof contained)[number]): number {
  if (id === "blocks-the-thread") return 1_000;
  return needs === "deadline" ? 300 : 2_000;
}

let reports: Readonly<Record<string, ContractReport>>;

beforeAll(async () => {
  // Two processes, and the slow ones fall to both.
  const halves = [0, 1].map((half) => contained.filter((_, index) => index % 2 === half));
  const judged = await Promise.all(halves.map((half) => judge(half.map((one) => [one.id, budgetOf(one)]))));
  reports = Object.assign({}, ...judged) as typeof reports;
}, 120_000);

async function judge(jobs: readonly (readonly [id: string, budgetMs: number])[]): Promise<object> {
  const script = fileURLToPath(new URL("judge.mjs", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(jobs)], {
    timeout: 100_000,
    maxBuffer: 16 * 1024 * 1024,
  });
  return JSON.parse(stdout) as object;
}

describe("the contract suite", () => {
  test.each(contained)("finds out a plugin that $title, by the rule it breaks", ({ id, plugin }) => {
    const report = reports[id];
    if (!report) throw new Error(`"${id}" was not judged.`);
    const broken = report.rules.filter(({ verdict }) => verdict === "failed");
    expect(broken.map((rule) => rule.id)).toEqual(BREAKS[id]);
    expect(broken.length).toBeGreaterThan(0);
    expect(report.subject).toContain(plugin);
    for (const { detail, fix } of broken) {
      expect(detail?.length).toBeGreaterThan(10);
      expect(fix?.length).toBeGreaterThan(10);
    }
    expect(formatContractReport(report)).toContain(`✖ ${broken[0]?.id}`);
  });

  test("is told of no fault that the zoo does not have", () => {
    expect(Object.keys(BREAKS).sort()).toEqual(contained.map(({ id }) => id).sort());
  });

  test("has many rules that the zoo breaks", () => {
    expect(new Set(Object.values(BREAKS).flat()).size).toBeGreaterThanOrEqual(10);
  });
});
