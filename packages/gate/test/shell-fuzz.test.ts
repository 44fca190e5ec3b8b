import { parseScript, type ShellScript } from "@asky/gate";
import fc from "fast-check";
import { expect, test } from "vitest";
import { accountsFor, mentions } from "./accounts-for.ts";
import { bash, type Run, runTraced } from "./run-traced.ts";
import { brokenScript, orderlyScript } from "./shell-scripts.ts";

const count = Number(process.env.ASKY_FUZZ_SCRIPTS ?? 150);
const seed = Number(process.env.ASKY_FUZZ_SEED ?? 1);

interface Unseen {
  readonly script: string;
  readonly run: Run;
  readonly commands: readonly string[];
  readonly doubts: readonly string[];
}

function describeMiss(script: string, run: Run, { commands, doubts }: ShellScript): Unseen {
  const sources = commands.map((command) => command.source);
  return { script, run, commands: sources, doubts: doubts.map((doubt) => doubt.reason) };
}

test.skipIf(bash === undefined)(
  `every program that bash runs is one that the gate saw (ASKY_FUZZ_SEED=${seed}, ASKY_FUZZ_SCRIPTS=${count})`,
  async () => {
    const orderly = fc.sample(orderlyScript, { seed, numRuns: Math.ceil(count * 0.6) });
    const broken = fc.sample(brokenScript, { seed, numRuns: Math.floor(count * 0.4) });
    const scripts = [...orderly, ...broken];
    const traces = runTraced(scripts);
    const unseen: Unseen[] = [];
    const counts = { scripts: scripts.length, sure: 0, runs: 0, unseen: 0 };
    for (const [index, script] of scripts.entries()) {
      const seen = await parseScript(script);
      const isSure = seen.doubts.length === 0;
      const runs = traces[index] ?? [];
      counts.sure += isSure ? 1 : 0;
      counts.runs += runs.length;
      const missed = runs.filter((run) => !(isSure ? accountsFor(seen, run) : mentions(seen, run)));
      unseen.push(...missed.map((run) => describeMiss(script, run, seen)));
    }
    counts.unseen = unseen.length;
    console.info(`shell fuzz, seed ${seed}: ${JSON.stringify(counts)}`);
    expect(unseen).toEqual([]);
  },
  600_000,
);
