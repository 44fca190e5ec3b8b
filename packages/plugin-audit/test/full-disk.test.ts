import { execFileSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { verifyAuditLog } from "@asky/plugin-audit";
import { expect, onTestFinished, test } from "vitest";
import { ATTEMPT, openLog, recordsOf, temporaryFolder } from "./open-log.ts";

/** A file system of one mebibyte, where this user may make one. */
async function mountSmallDisk(): Promise<string | undefined> {
  const folder = join(await temporaryFolder(), "disk");
  await mkdir(folder);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  onTestFinished(() => void execFileSync("umount", ["-l", folder]));
  return folder;
}

const disk = process.platform === "linux" && process.getuid?.() === 0;

test.runIf(disk)(
  "on a full disk entries are denied, no line is torn, and it goes on with a gap",
  async ({ skip }) => {
    const folder = await mountSmallDisk();
    if (folder === undefined) return skip("mounting is not allowed here");
    const directory = join(folder, "audit");
    const { log, problems } = await openLog({
      directory,
      keyDirectory: join(await temporaryFolder(), "keys"),
    });
    await writeFile(join(folder, "ballast"), Buffer.alloc(128 * 1024));
    let written = 0;
    let refused = 0;
    while (refused < 5) {
      const answers = await Promise.allSettled(
        Array.from({ length: 7 }, () => log.logToolAttempt({ ...ATTEMPT, reason: "so ".repeat(150) })),
      );
      written += answers.filter(({ status }) => status === "fulfilled").length;
      refused += answers.filter(({ status }) => status === "rejected").length;
    }
    expect(written).toBeGreaterThan(100);
    await rm(join(folder, "ballast"));
    await log.logToolAttempt(ATTEMPT);
    await log.close();
    const records = await recordsOf(directory);
    expect(records.filter(({ event }) => event === "tool_attempt")).toHaveLength(written + 1);
    expect(records.find(({ event }) => event === "gap")).toMatchObject({ refused });
    expect(problems.map(({ code }) => code)).toEqual(["AUDIT_LOG_UNWRITABLE", "AUDIT_LOG_RECOVERED"]);
    expect(await verifyAuditLog({ directory, keyDirectory: "/nowhere" })).toMatchObject({ status: "intact" });
  },
);
