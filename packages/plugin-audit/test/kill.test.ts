import { join } from "node:path";
import { verifyAuditLog } from "@asky/plugin-audit";
import { expect, test } from "vitest";
import { killWriters } from "./kill-writers.mjs";
import { ATTEMPT, openLog, recordsOf, temporaryFolder } from "./open-log.ts";

const KILLS = 200;

test(`${KILLS} kills lose no acknowledged record and break no chain`, { timeout: 120_000 }, async () => {
  const directory = join(await temporaryFolder(), "audit");
  const acknowledged = await killWriters(directory, KILLS, (below) => Math.floor(Math.random() * below));
  expect(acknowledged.length).toBeGreaterThan(KILLS);

  // The next process ends what the dead ones have left.
  const { log, problems } = await openLog({ directory });
  await log.logToolAttempt(ATTEMPT);
  await log.close();
  for (const { code } of problems) expect(code).toBe("AUDIT_TAIL_REPAIRED");

  const { status, chains, faults } = await verifyAuditLog({ directory });
  expect(faults).toEqual([]);
  expect(status).toBe("intact");
  expect(chains.length).toBeGreaterThan(KILLS / 2);
  expect(chains.filter(({ isEnded }) => !isEnded)).toEqual([]);
  const written = new Set((await recordsOf(directory)).map(({ call_id: id }) => id));
  expect(acknowledged.filter((id) => !written.has(id))).toEqual([]);
});
