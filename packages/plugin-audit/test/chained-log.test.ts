import { createHash } from "node:crypto";
import { appendFile, cp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type AuditDisk,
  createChainedAuditLogger,
  readAnchors,
  rotateAuditKey,
  verifyAuditLog,
} from "@asky/plugin-audit";
import { describe, expect, test } from "vitest";
import { ATTEMPT, openLog, recordsOf, segmentsOf, temporaryFolder } from "./open-log.ts";

describe("the chain", () => {
  test("has each line name the SHA-256 of the line before it, over the ends of segments", async () => {
    const { log, directory } = await openLog({ segmentBytes: 1000, checkpointRecords: 4 });
    for (let call = 0; call < 12; call++) await log.logToolAttempt({ ...ATTEMPT, callId: `call-${call}` });
    await log.close();
    const segments = await segmentsOf(directory);
    expect(segments.length).toBeGreaterThan(3);
    const lines = (await Promise.all(segments.map((name) => readFile(join(directory, name), "utf8"))))
      .join("")
      .split("\n")
      .slice(0, -1);
    let prev = "0".repeat(64);
    for (const [index, line] of lines.entries()) {
      expect(JSON.parse(line)).toMatchObject({ prev, seq: index + 1, boot: log.boot });
      prev = createHash("sha256").update(line).digest("hex");
    }
    expect(lines.filter((line) => line.includes('"event":"checkpoint"')).length).toBeGreaterThan(2);
    expect(await verifyAuditLog({ directory })).toMatchObject({
      status: "intact",
      records: lines.length,
      unsealed: 0,
      keysCompared: true,
    });
  });

  test("has one record for each entry, in the order of the calls, with snake_case members", async () => {
    const { log, directory } = await openLog();
    await Promise.all([
      log.logToolAttempt({ ...ATTEMPT, origin: "notes", matchedRule: "mine" }),
      log.logApproval({ sessionId: "s", callId: "call-1", toolName: "Read", approved: true, userId: "anna" }),
      log.logSecurityViolation({ sessionId: "s", toolName: "Read", reason: "outside", riskLevel: "high" }),
      log.logOperation({ sessionId: "s", operation: "switched", details: { to: "/x" } }),
    ]);
    await log.close();
    expect(await recordsOf(directory)).toMatchObject([
      {
        event: "tool_attempt",
        session_id: "session-1",
        turn_id: "turn-1",
        plugin: "notes",
        matched_rule: "mine",
      },
      { event: "approval", call_id: "call-1", approved: true, user_id: "anna" },
      { event: "security_violation", reason: "outside", risk_level: "high" },
      { event: "operation", operation: "switched", details: { to: "/x" } },
      { event: "checkpoint" },
    ]);
  });

  test("keeps its order when the clock is set back, and says so", async () => {
    const times = [50_000, 60_000, 10_000, 20_000];
    let index = 0;
    const { log, directory } = await openLog({ now: () => new Date(times[index] ?? 30_000) });
    for (; index < times.length; index++) await log.logToolAttempt({ ...ATTEMPT, callId: `${index}` });
    await log.close();
    const records = await recordsOf(directory);
    expect(records.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(records[2]).toMatchObject({ event: "clock_jump", back_ms: 50_000 });
    expect(await verifyAuditLog({ directory })).toMatchObject({ status: "intact" });
  });

  test("is one per process, and the manifest lists them all", async () => {
    const first = await openLog();
    const second = await openLog({ directory: first.directory });
    await Promise.all(
      Array.from({ length: 20 }, (_, call) =>
        [first, second].map(({ log }) => log.logToolAttempt({ ...ATTEMPT, callId: `${call}` })),
      ).flat(),
    );
    await Promise.all([first.log.close(), second.log.close()]);
    const { status, chains } = await verifyAuditLog({ directory: first.directory });
    expect(status).toBe("intact");
    expect(chains.map(({ boot }) => boot).sort()).toEqual([first.log.boot, second.log.boot].sort());
    expect(chains.map(({ records }) => records)).toEqual([21, 21]);
  });

  test("is for this user alone, and its key is elsewhere", async () => {
    const { log, directory } = await openLog();
    await log.logToolAttempt(ATTEMPT);
    await log.close();
    const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
    const [segment = ""] = await segmentsOf(directory);
    expect(await modeOf(directory)).toBe("700");
    expect(await modeOf(join(directory, segment))).toBe("600");
    expect(await modeOf(join(directory, "manifest.jsonl"))).toBe("600");
    expect(await modeOf(`${directory}-keys`)).toBe("700");
    expect(await modeOf(join(`${directory}-keys`, "signing-key.pem"))).toBe("600");
    expect(() => createChainedAuditLogger({ directory, keyDirectory: join(directory, "keys") })).toThrow(
      expect.objectContaining({ code: "AUDIT_OPTION_INVALID" }),
    );
  });

  test("is made with the first entry only, and takes none after its end", async () => {
    const { log, directory } = await openLog();
    await log.close();
    await expect(stat(directory)).rejects.toThrow();
    await expect(log.logToolAttempt(ATTEMPT)).rejects.toMatchObject({ code: "AUDIT_LOG_CLOSED" });
  });

  test("refuses what is no JSON, and goes on", async () => {
    const { log, directory } = await openLog();
    const details = { when: 1n } as never;
    await expect(log.logOperation({ sessionId: "s", operation: "odd", details })).rejects.toMatchObject({
      code: "AUDIT_ENTRY_INVALID",
    });
    await log.logToolAttempt({ ...ATTEMPT, toolInput: JSON.parse('{"__proto__":{"a":"\\ud800"}}') });
    await log.close();
    expect(await verifyAuditLog({ directory })).toMatchObject({ status: "intact", records: 2 });
  });
});

/** A disk whose writes fail for as long as `fault` says; half of what is written then stays behind. */
function failingDisk(state: { fault: string | undefined; canTruncate: boolean; written: Buffer }): AuditDisk {
  let size = 0;
  return {
    create: async () => ({
      write: async (bytes, position) => {
        const taken = state.fault === undefined ? bytes.length : Math.ceil(bytes.length / 2);
        if (state.fault === "EIO" || (state.fault && bytes.length < 20)) {
          throw Object.assign(new Error(state.fault), { code: state.fault });
        }
        size = Math.max(size, position + taken);
        const grown = Buffer.alloc(size);
        state.written.copy(grown);
        Buffer.from(bytes).copy(grown, position, 0, taken);
        state.written = grown;
        return taken;
      },
      truncate: async (to) => {
        if (!state.canTruncate) throw new Error("EIO");
        size = to;
        state.written = state.written.subarray(0, to);
      },
      close: async () => {},
    }),
  };
}

describe("when writing fails", () => {
  test.each([
    ["EIO", true],
    ["EIO", false],
    ["ENOSPC", true],
    ["ENOSPC", false],
  ])(
    "with %s (file can be cut: %s), entries are denied, no line is torn, and it recovers with a gap",
    async (fault, canTruncate) => {
      const state = { fault: undefined as string | undefined, canTruncate: true, written: Buffer.alloc(0) };
      const { log, problems } = await openLog({ disk: failingDisk(state) });
      await log.logToolAttempt({ ...ATTEMPT, callId: "before" });
      Object.assign(state, { fault, canTruncate });
      for (let call = 0; call < 3; call++) {
        await expect(log.logToolAttempt(ATTEMPT)).rejects.toMatchObject({ code: "AUDIT_LOG_UNWRITABLE" });
      }
      Object.assign(state, { fault: undefined, canTruncate: true });
      await log.logToolAttempt({ ...ATTEMPT, callId: "after" });
      await log.close();
      const records = state.written
        .toString()
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line));
      expect(records).toMatchObject([
        { seq: 1, call_id: "before" },
        { seq: 2, event: "gap", refused: 3, on_audit_failure: "deny", code: "AUDIT_LOG_UNWRITABLE" },
        { seq: 3, call_id: "after" },
        { seq: 4, event: "checkpoint" },
      ]);
      expect(problems.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
        "error AUDIT_LOG_UNWRITABLE",
        "warning AUDIT_LOG_RECOVERED",
      ]);
    },
  );

  test("the policy warn goes on without the record, and reports once", async () => {
    const state = { fault: "EIO" as string | undefined, canTruncate: true, written: Buffer.alloc(0) };
    const { log, problems } = await openLog({ disk: failingDisk(state), onAuditFailure: "warn" });
    await log.logToolAttempt(ATTEMPT);
    await log.logToolAttempt(ATTEMPT);
    expect(problems).toMatchObject([{ code: "AUDIT_LOG_UNWRITABLE", severity: "error" }]);
    state.fault = undefined;
    await log.close();
    expect(state.written.toString()).toContain('"refused":2');
  });

  test("a folder that cannot be made denies, and works as soon as it can", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "taken"), "a file");
    const { log, directory } = await openLog({ directory: join(folder, "taken", "audit") });
    await expect(log.logToolAttempt(ATTEMPT)).rejects.toMatchObject({ code: "AUDIT_LOG_UNWRITABLE" });
    await rm(join(folder, "taken"));
    await log.logToolAttempt(ATTEMPT);
    await log.close();
    expect((await recordsOf(directory)).map(({ event }) => event)).toEqual([
      "gap",
      "tool_attempt",
      "checkpoint",
    ]);
  });
});

describe("keys", () => {
  test("are replaced while the log is written, and the old one signs the new one", async () => {
    const { log, directory } = await openLog({ checkpointRecords: 2 });
    for (let call = 0; call < 4; call++) await log.logToolAttempt(ATTEMPT);
    const id = await rotateAuditKey({ directory });
    for (let call = 0; call < 4; call++) await log.logToolAttempt(ATTEMPT);
    await log.close();
    const used = (await recordsOf(directory))
      .filter(({ event }) => event === "checkpoint")
      .map(({ key }) => key);
    expect(new Set(used).size).toBe(2);
    expect(used.at(-1)).toBe(id);
    expect(await verifyAuditLog({ directory })).toMatchObject({ status: "intact", unsealed: 0 });
  });

  test("of somebody else are not taken for the log's own", async () => {
    const { log, directory } = await openLog();
    await log.logToolAttempt(ATTEMPT);
    await log.close();
    await rm(`${directory}-keys`, { recursive: true });
    const next = await openLog({ directory });
    await expect(next.log.logToolAttempt(ATTEMPT)).rejects.toMatchObject({ code: "AUDIT_KEY_MISMATCH" });
    expect(await verifyAuditLog({ directory })).toMatchObject({ status: "tampered" });
  });

  test("that were replaced seal nothing any more, in the hands of a thief", async () => {
    const { log, directory } = await openLog();
    await log.logToolAttempt(ATTEMPT);
    await log.close();
    const stolen = await temporaryFolder();
    await cp(`${directory}-keys`, stolen, { recursive: true });
    await rotateAuditKey({ directory });
    // The thief writes a chain of their own into the log.
    const forged = await openLog({ directory, keyDirectory: stolen });
    await expect(forged.log.logToolAttempt(ATTEMPT)).rejects.toMatchObject({ code: "AUDIT_KEY_MISMATCH" });
  });
});

describe("with an anchor", () => {
  async function anchoredLog() {
    const anchors: string[] = [];
    const opened = await openLog({ checkpointRecords: 5, onCheckpoint: (line) => void anchors.push(line) });
    for (let call = 0; call < 12; call++) await opened.log.logToolAttempt({ ...ATTEMPT, callId: `${call}` });
    await opened.log.close();
    return { ...opened, anchors: await readAnchors(anchors.join("\n")) };
  }

  test("an untouched log is intact", async () => {
    const { directory, anchors } = await anchoredLog();
    expect(await verifyAuditLog({ directory, anchors })).toMatchObject({
      status: "intact",
      anchorsCompared: anchors.length,
    });
  });

  test("a tail that was cut together with what the manifest says of it is found", async () => {
    const { directory, anchors } = await anchoredLog();
    const manifest = join(directory, "manifest.jsonl");
    const lines = (await readFile(manifest, "utf8")).split("\n").slice(0, -1);
    await writeFile(manifest, `${lines.slice(0, -1).join("\n")}\n`);
    const [segment = ""] = await segmentsOf(directory);
    const text = await readFile(join(directory, segment), "utf8");
    await truncate(join(directory, segment), text.split("\n").slice(0, 8).join("\n").length + 1);
    expect(await verifyAuditLog({ directory })).toMatchObject({ status: "intact", unsealed: 2 });
    expect(await verifyAuditLog({ directory, anchors })).toMatchObject({ status: "tampered" });
  });

  test("a whole rewrite with the stolen current key is found", async () => {
    const { directory, anchors, log } = await anchoredLog();
    for (const name of await segmentsOf(directory)) await rm(join(directory, name));
    await rm(join(directory, "manifest.jsonl"));
    const rewritten = await openLog({ directory });
    for (let call = 0; call < 12; call++) await rewritten.log.logToolAttempt(ATTEMPT);
    await rewritten.log.close();
    expect(await verifyAuditLog({ directory })).toMatchObject({ status: "intact" });
    const { status, faults } = await verifyAuditLog({ directory, anchors });
    expect(status).toBe("tampered");
    expect(faults).toContainEqual(expect.objectContaining({ boot: log.boot }));
  });

  test("a second place gets each checkpoint, and one that cannot be written is reported", async () => {
    const folder = await temporaryFolder();
    const anchorFile = join(folder, "elsewhere", "anchors.jsonl");
    const { log, directory } = await openLog({ anchorFile });
    await log.logToolAttempt(ATTEMPT);
    await log.close();
    const anchors = await readAnchors(anchorFile);
    expect(anchors).toMatchObject([{ heads: { [log.boot]: { seq: 2 } } }]);
    expect(await verifyAuditLog({ directory, anchors })).toMatchObject({ status: "intact" });
    await appendFile(anchorFile, "{}\n");
    await expect(readAnchors(anchorFile)).rejects.toMatchObject({ code: "AUDIT_LOG_UNREADABLE" });

    const deaf = await openLog({ anchorFile: join(anchorFile, "below-a-file") });
    await deaf.log.logToolAttempt(ATTEMPT);
    await deaf.log.close();
    expect(deaf.problems).toMatchObject([{ code: "AUDIT_ANCHOR_FAILED", severity: "error" }]);
  });
});
