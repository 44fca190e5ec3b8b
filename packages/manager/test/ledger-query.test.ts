import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createLedger,
  explainRun,
  type InvocationRecord,
  type LedgerCall,
  type LedgerEntry,
  listRuns,
  queryLedger,
} from "@asky/manager";
import type { Problem } from "@asky/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "asky-ledger-"));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

function turnOf(id: string) {
  return { id, sessionId: `session of ${id}`, chatId: "c1", userId: "u1" };
}

function call(id: string, facts: Partial<InvocationRecord> = {}): InvocationRecord {
  return {
    ...{ plugin: "notes", point: "pre_tool_execute", callback: "onTool", turn: turnOf(id) },
    ...{ startedAt: Date.UTC(2020, 0, 1), durationMs: 1, outcome: "ok", ...facts },
  };
}

const args = (before: object, after: object) => ({ before: { args: before }, after: { args: after } });

async function collect(entries: AsyncIterable<LedgerEntry>): Promise<LedgerEntry[]> {
  const all: LedgerEntry[] = [];
  for await (const entry of entries) all.push(entry);
  return all;
}

/** Three turns, one after the other, with something of everything. */
async function fill(): Promise<void> {
  const ledger = createLedger({ directory, boot: "boot-1" });
  const router = { plugin: "router", callback: "route", call: { id: "k1", toolName: "Read" } };
  ledger.record(call("t1", { ...router, ...args({ file_path: "a" }, { file_path: "b" }), durationMs: 40 }));
  ledger.record(call("t1", { outcome: "failed", error: new Error("no"), durationMs: 3 }));
  ledger.note({
    event: "tool_denied",
    turn: turnOf("t1"),
    by: "policy",
    reason: "no",
    callId: "k1",
    toolName: "Read",
  });
  ledger.record(
    call("t2", {
      plugin: "persona",
      point: "system_prompt_extend",
      before: "Be.",
      after: "Be kind.",
      durationMs: 900,
    }),
  );
  ledger.record(call("t2", { outcome: "timed_out", durationMs: 30_000 }));
  ledger.record(call("t3", { plugin: "router", ...args({ a: 1 }, { a: 1, deep: { er: 2 } }) }));
  ledger.record(call("t3", { before: { result: null }, after: { result: { parts: [] } } }));
  ledger.record(call("t3", { outcome: "skipped", durationMs: 0 }));
  await ledger.close();
  for (const [index, { file }] of (await listRuns(directory)).toSorted(byName).entries()) {
    const time = new Date(Date.UTC(2020, 0, 1, index));
    await utimes(file, time, time);
  }
}

function byName(a: { run: string }, b: { run: string }): number {
  return a.run < b.run ? -1 : 1;
}

const places = (entries: readonly LedgerEntry[]) => entries.map(({ run, seq }) => `${run}:${seq}`);

describe("a query", () => {
  beforeEach(fill);

  test("gives the newest run first, and its newest entry first", async () => {
    expect(places(await collect(queryLedger(directory)))).toEqual([
      ...["t3:3", "t3:2", "t3:1", "t2:2", "t2:1", "t1:3", "t1:2", "t1:1"],
    ]);
  });

  test.each([
    ["a run", { run: "t2" }, ["t2:2", "t2:1"]],
    ["a session", { sessionId: "session of t1" }, ["t1:3", "t1:2", "t1:1"]],
    ["a plugin", { plugin: "router" }, ["t3:1", "t1:1"]],
    ["a hook", { hook: "system_prompt_extend" }, ["t2:1"]],
    ["an outcome", { outcome: "timed_out" as const }, ["t2:2"]],
    ["a kind", { kind: "note" as const }, ["t1:3"]],
    ["an event", { event: "tool_denied" }, ["t1:3"]],
    ["a tool call", { callId: "k1" }, ["t1:3", "t1:1"]],
    ["a tool", { toolName: "Read", kind: "call" as const }, ["t1:1"]],
    ["who changed the prompt", { path: "/prompt" }, ["t2:1"]],
    ["who changed an argument", { path: "/args/file_path" }, ["t1:1"]],
    ["who changed any argument", { path: "/args" }, ["t3:1", "t1:1"]],
    ["who changed a part of what was added", { path: "/args/deep/er" }, ["t3:1"]],
    ["who changed what nobody changed", { path: "/args/file" }, []],
    ["who was slow", { minDurationMs: 100 }, ["t2:2", "t2:1"]],
    ["the last one", { limit: 1 }, ["t3:3"]],
    ["the last ones of a plugin", { plugin: "notes", limit: 2 }, ["t3:3", "t3:2"]],
    ["nothing at all", { limit: 0 }, []],
    ["what is of tomorrow", { since: new Date(Date.now() + 86_400_000) }, []],
    ["what nobody did", { plugin: "router", outcome: "failed" as const }, []],
  ])("finds %s", async (_what, filter, expected) => {
    expect(places(await collect(queryLedger(directory, filter)))).toEqual(expected);
  });

  test("finds what began later than a moment, also in a file that began earlier", async () => {
    const ledger = createLedger({ directory });
    ledger.record(call("t1", { startedAt: Date.now() }));
    await ledger.close();
    const since = new Date(Date.now() - 60_000);
    expect(places(await collect(ledger.query({ since, kind: "call" })))).toEqual(["t1:4"]);
  });

  test("of a live ledger sees what is not yet written", async () => {
    const ledger = createLedger({ directory });
    ledger.record(call("t9"));
    expect(places(await collect(ledger.query({ run: "t9" })))).toEqual(["t9:1"]);
  });

  test("can be left half-way", async () => {
    for await (const entry of queryLedger(directory)) {
      expect(entry.run).toBe("t3");
      break;
    }
  });
});

describe("files that are damaged or foreign", () => {
  test("are reported, and everything else is read", async () => {
    await fill();
    const good = '{"seq":1,"kind":"note","timestamp":"2026-01-01T00:00:00.000Z","run":"g","event":"x"';
    const lines = [
      ...[
        "",
        "garbage",
        "null",
        "[1]",
        "{}",
        '{"kind":"toString"}',
        `${good},"redacted":-1}`,
        `${good},"by":7}`,
      ],
      ...[
        `${good},"future":{"__proto__":1}}`,
        `${good}}`,
        "\u0000\ufffd",
        '{"seq":2,"kind":"call"}',
        `${good}`,
      ],
    ];
    await writeFile(join(directory, "g.jsonl"), lines.join("\n"));
    await mkdir(join(directory, "folder.jsonl"));
    await symlink(join(directory, "t1.jsonl"), join(directory, "link.jsonl"));
    await writeFile(join(directory, "other.txt"), "x");
    await writeFile(join(directory, "binary.jsonl"), Buffer.from([0xff, 0xfe, 0x0a, 0x80]));
    const problems: Problem[] = [];
    const report = (problem: Problem) => void problems.push(problem);
    const entries = await collect(queryLedger(directory, {}, { report }));
    expect(entries.filter(({ run }) => run === "g")).toHaveLength(2);
    expect(entries).toHaveLength(10);
    expect(problems.map(({ code }) => code)).toEqual(["LEDGER_DAMAGED", "LEDGER_DAMAGED"]);
    const problem = problems.find(({ place }) => place?.file.endsWith("g.jsonl"));
    expect(problem).toMatchObject({ severity: "warning", place: { line: 2 } });
    expect(problem?.message).toContain("lines: 10, at 2, 3, 4, 5, 6, …");
  });

  test("cannot pollute anything", async () => {
    const line = `{"seq":1,"kind":"note","timestamp":"t","run":"g","event":"x","detail":{"__proto__":{"polluted":1}}}`;
    await writeFile(join(directory, "g.jsonl"), `${line}\n`);
    const [entry] = await collect(queryLedger(directory));
    expect(entry).toMatchObject({ event: "x" });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test("and a directory that is none give no entries", async () => {
    const problems: Problem[] = [];
    const report = (problem: Problem) => void problems.push(problem);
    expect(await collect(queryLedger(join(directory, "absent"), {}, { report }))).toEqual([]);
    expect(problems).toEqual([]);
    await writeFile(join(directory, "file"), "");
    expect(await collect(queryLedger(join(directory, "file"), {}, { report }))).toEqual([]);
    expect(problems).toMatchObject([{ code: "LEDGER_DAMAGED" }]);
    await expect(listRuns(join(directory, "file"))).rejects.toThrow();
  });
});

describe("the explanation of a run", () => {
  test("says who changed what, who denied, who was unwell and who was slow", async () => {
    await fill();
    const explained = explainRun(await collect(queryLedger(directory)));
    const who = (calls: readonly LedgerCall[]) => calls.map(({ run, plugin }) => `${run} ${plugin}`);
    expect(explained.runs).toEqual(["t1", "t2", "t3"]);
    expect(who(explained.prompt)).toEqual(["t2 persona"]);
    expect(who(explained.args)).toEqual(["t1 router", "t3 router"]);
    expect(who(explained.result)).toEqual(["t3 notes"]);
    expect(explained.conversation).toEqual([]);
    expect(explained.other).toEqual([]);
    expect(explained.denied).toMatchObject([{ by: "policy", callId: "k1" }]);
    expect(explained.unwell).toMatchObject([
      {
        ...{ plugin: "notes", calls: 4, failed: 1, timedOut: 1, skipped: 1 },
        error: "no",
        longestMs: 30_000,
      },
    ]);
    expect(explained.slowest.map(({ plugin }) => plugin)).toEqual(["notes", "persona", "router", "router"]);
    expect(explained.missing).toBe(0);
  });

  test("knows the conversation, and keeps what is neither apart", () => {
    const base = {
      ...{ kind: "call" as const, timestamp: "2026-01-01T00:00:00.000Z", run: "t1", plugin: "p", hook: "h" },
      ...{ callback: "c", durationMs: 1, outcome: "ok" as const },
    };
    const at = (seq: number, path: string): LedgerCall => ({
      ...base,
      seq,
      patch: [{ op: "add", path, value: 1 }],
    });
    const entries = [at(3, "/extraContext"), at(2, "/toolCalls/0"), at(1, "/messages/7/parts")];
    const tested: LedgerCall = { ...base, seq: 4, patch: [{ op: "test", path: "/args", value: 1 }] };
    const explained = explainRun([...entries, tested]);
    expect(explained.conversation.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(explained.args).toEqual([]);
    expect(explained.other.map(({ seq }) => seq)).toEqual([3, 4]);
  });

  test("counts what is missing once", () => {
    const base = { timestamp: "2026-01-01T00:00:00.000Z" };
    const explained = explainRun([
      { ...base, kind: "capped", seq: 8, run: "t1", count: 1 },
      { ...base, kind: "left_out", seq: 9, run: "t1", count: 40 },
      { ...base, kind: "capped", seq: 3, run: "t2", count: 1 },
      { ...base, kind: "dropped", seq: 1, run: "boot-1", count: 5 },
    ]);
    expect(explained.missing).toBe(46);
    expect(explainRun([])).toMatchObject({ runs: [], slowest: [], missing: 0 });
  });

  test("names the ten slowest callbacks", () => {
    const entries = Array.from(
      { length: 15 },
      (_, index): LedgerCall => ({
        ...{
          kind: "call",
          seq: index + 1,
          timestamp: "2026-01-01T00:00:00.000Z",
          run: "t1",
          plugin: `p${index}`,
        },
        ...{ hook: "h", callback: "c", durationMs: index, outcome: "ok", patch: [] },
      }),
    );
    const { slowest } = explainRun(entries);
    expect(slowest.map(({ longestMs }) => longestMs)).toEqual([14, 13, 12, 11, 10, 9, 8, 7, 6, 5]);
  });
});
