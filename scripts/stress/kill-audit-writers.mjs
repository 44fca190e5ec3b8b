// @ts-check
// npm run stress: kills a thousand processes that write to one audit log, and looks for what they were promised.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createChainedAuditLogger, verifyAuditLog } from "@asky/plugin-audit";
import { killWriters } from "../../packages/plugin-audit/test/kill-writers.mjs";

const kills = Number(process.argv[2] ?? 1000);
const folder = await mkdtemp(join(tmpdir(), "asky-stress-"));
try {
  const directory = join(folder, "audit");
  const acknowledged = await killWriters(directory, kills, (below) => Math.floor(Math.random() * below));
  let repaired = 0;
  const log = createChainedAuditLogger({
    directory,
    report: ({ code }) => {
      if (code === "AUDIT_TAIL_REPAIRED") repaired += 1;
    },
  });
  await log.logOperation({ sessionId: "stress", operation: "end", details: {} });
  await log.close();
  const { status, records, chains, faults } = await verifyAuditLog({ directory });
  const names = (await readdir(directory)).filter((name) => name !== "manifest.jsonl");
  const written = new Set();
  for (const name of names) {
    for (const line of (await readFile(join(directory, name), "utf8")).split("\n").slice(0, -1)) {
      written.add(JSON.parse(line).call_id);
    }
  }
  const lost = acknowledged.filter((id) => !written.has(id));
  console.log(
    `${kills} kills, ${chains.length} chains, ${records} records, ${acknowledged.length} acknowledged, ` +
      `${lost.length} lost, ${repaired} torn tails left to the last process, ${status}`,
  );
  for (const fault of faults) console.log(JSON.stringify(fault));
  if (lost.length > 0 || status !== "intact") process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
