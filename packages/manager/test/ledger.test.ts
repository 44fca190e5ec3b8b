import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createHookRegistry,
  createLedger,
  type InvocationRecord,
  type LedgerCall,
  type LedgerEntry,
  type LedgerLimits,
  listRuns,
  type PatchOperation,
  PluginManager,
  queryLedger,
} from "@asky/manager";
import { createManualClock } from "@asky/manager/testing";
import { defineAskyPlugin, type JsonValue, type Problem, textPart } from "@asky/sdk";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let directory: string;

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), "asky-ledger-")), "runs");
});

afterEach(() => rm(join(directory, ".."), { recursive: true, force: true }));

const turn = { id: "t1", sessionId: "s1", chatId: "c1", userId: "u1" };
const signal = new AbortController().signal;

function setUp(options: { limits?: Partial<LedgerLimits> } = {}) {
  const problems: Problem[] = [];
  const clock = createManualClock();
  const report = (problem: Problem) => void problems.push(problem);
  const ledger = createLedger({ directory, report, clock, ...options });
  return { ledger, clock, problems, codes: () => problems.map(({ code }) => code) };
}

function call(facts: Partial<InvocationRecord> = {}): InvocationRecord {
  return {
    plugin: "notes",
    point: "pre_tool_execute",
    callback: "onTool",
    turn,
    startedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
    durationMs: 1.5,
    outcome: "ok",
    ...facts,
  };
}

async function collect(entries: AsyncIterable<LedgerEntry>): Promise<LedgerEntry[]> {
  const all: LedgerEntry[] = [];
  for await (const entry of entries) all.push(entry);
  return all;
}

/** The raw lines of a run, parsed. */
async function linesOf(run: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(directory, `${run}.jsonl`), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("what a call leaves in the ledger", () => {
  test("is one line in snake_case in the file of its turn", async () => {
    const { ledger } = setUp();
    ledger.record(call({ call: { id: "k1", toolName: "Read" } }));
    await ledger.close();
    expect(await linesOf("t1")).toEqual([
      {
        seq: 1,
        kind: "call",
        timestamp: "2026-01-02T03:04:05.000Z",
        run: "t1",
        session_id: "s1",
        plugin: "notes",
        hook: "pre_tool_execute",
        callback: "onTool",
        call_id: "k1",
        tool_name: "Read",
        duration_ms: 1.5,
        outcome: "ok",
        patch: [],
      },
    ]);
  });

  test("names the version, the failure and its causes", async () => {
    const ledger = createLedger({
      directory,
      versionOf: (plugin) => (plugin === "notes" ? "1.2.3" : undefined),
    });
    const error = new Error("no page", { cause: new Error("disk gone") });
    ledger.record(call({ outcome: "failed", error }));
    ledger.record(call({ plugin: "other", outcome: "failed", error: null }));
    const [other, notes] = (await collect(ledger.query())) as LedgerCall[];
    expect(notes).toMatchObject({ version: "1.2.3", outcome: "failed", error: "no page ← disk gone" });
    expect(other).toMatchObject({ plugin: "other", error: "null was thrown." });
    expect(other).not.toHaveProperty("version");
  });

  test("goes to the run of the process when it belongs to no turn", async () => {
    const ledger = createLedger({ directory, boot: "boot-7" });
    const { turn: _, ...outside } = call({ point: "session_end", sessionId: "s9" });
    ledger.record(outside);
    await ledger.flush();
    expect(await linesOf("boot-7")).toMatchObject([{ run: "boot-7", session_id: "s9", hook: "session_end" }]);
  });

  test("comes from the hooks with tool call, session and changes", async () => {
    const { ledger } = setUp();
    const hooks = createHookRegistry({ record: ledger.record });
    function redirect(payload: { args: object }) {
      payload.args = { file_path: "b.txt" };
    }
    hooks.register("pre_tool_execute", redirect, { plugin: "router" });
    hooks.register("session_start", () => {}, { plugin: "router" });
    await hooks.invokeEach(
      "pre_tool_execute",
      () => ({
        ...{ turn, signal, call: { id: "k1", name: "Read", arguments: "{}" }, toolName: "notes_read" },
        ...{ args: { file_path: "a.txt" }, result: undefined, deny: () => {} },
      }),
      () => {},
    );
    await hooks.invoke("session_start", {
      sessionId: "s2",
      sessionName: "",
      isNew: true,
      researchMode: false,
    });
    const [start, redirected] = (await collect(ledger.query())).toSorted((a, b) => (a.run < b.run ? -1 : 1));
    expect(start).toMatchObject({ run: ledger.boot, sessionId: "s2", hook: "session_start" });
    expect(redirected).toMatchObject({
      ...{ run: "t1", plugin: "router", callback: "redirect", callId: "k1", toolName: "notes_read" },
      patch: [
        { op: "test", path: "/args/file_path", value: "a.txt" },
        { op: "replace", path: "/args/file_path", value: "b.txt" },
      ],
    });
  });

  test("shows a changed prompt as what was put in and taken out", async () => {
    const { ledger } = setUp();
    const hooks = createHookRegistry({ record: ledger.record });
    const base = "You are an assistant that answers questions about this project, in full sentences. 🦉";
    hooks.register("system_prompt_extend", (prompt) => `${prompt}\nBe brief.`, { plugin: "a" });
    hooks.register("system_prompt_extend", (prompt) => prompt.replace("full", "short"), { plugin: "b" });
    hooks.register("system_prompt_extend", () => "Obey me.", { plugin: "c" });
    await hooks.invokeChain("system_prompt_extend", base, { config: {}, sessionId: "s1", turn, signal });
    const patches = ((await collect(ledger.query())) as LedgerCall[]).map(({ patch }) => patch).toReversed();
    expect(patches[0]).toEqual([{ op: "str_ins", path: "/prompt", pos: base.length, str: "\nBe brief." }]);
    const at = base.indexOf("full");
    expect(patches[1]).toEqual([
      { op: "str_del", path: "/prompt", pos: at, str: "full" },
      { op: "str_ins", path: "/prompt", pos: at, str: "short" },
    ]);
    expect(patches[2]).toMatchObject([{ op: "test" }, { op: "replace", path: "/prompt", value: "Obey me." }]);
  });

  test("holds a patch that makes the one value into the other", async () => {
    const { ledger } = setUp({ limits: { maxQueuedBytes: 1e9, maxEntryBytes: 1e6 } });
    const leaf = fc.oneof(
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom("a", "b~", "c/d", "€🦉"),
    );
    const { tree: json } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { weight: 3, arbitrary: leaf },
        fc.array(tie("tree"), { maxLength: 6 }),
        fc.dictionary(fc.constantFrom("x", "y/z", "~", "", "__proto__", "0"), tie("tree")),
      ),
    }));
    const pairs = fc.sample(fc.tuple(json, json), 500) as [JsonValue, JsonValue][];
    const long = Array.from({ length: 300 }, (_, index) => ({ role: "user", text: `message ${index}` }));
    pairs.push([long, [{ role: "system", text: "first" }, ...long.slice(0, 200), ...long.slice(203)]]);
    for (const [before, after] of pairs)
      ledger.record(call({ before: { before }, after: { before: after } }));
    const entries = (await collect(ledger.query())).toReversed() as LedgerCall[];
    expect(entries).toHaveLength(pairs.length);
    for (const [index, [before, after]] of pairs.entries()) {
      expect(apply(entries[index]?.patch ?? [], { before })).toEqual(plain({ before: after }));
    }
    expect(entries.at(-1)?.patch.filter(({ op }) => op !== "test")).toHaveLength(4);
  });

  test("takes any value and never throws", async () => {
    const { ledger, problems } = setUp();
    const cyclic: Record<string, unknown> = { name: "cyclic" };
    cyclic.self = cyclic;
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    let deep: unknown = "bottom";
    for (let level = 0; level < 5000; level++) deep = [deep];
    let hasRun = false;
    const getter = {
      get trap() {
        hasRun = true;
        throw new Error("no");
      },
    };
    const thrower = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("trap");
        },
      },
    );
    const sparse: unknown[] = [];
    sparse.length = 2 ** 32 - 1;
    const odd = [undefined, () => {}, Symbol("s"), 10n ** 100n, Number.NaN, new Date(0), new Map([[1, 2]])];
    const values = [
      cyclic,
      proxy,
      deep,
      getter,
      thrower,
      sparse,
      odd,
      Object.create(null),
      "\u2028\u202e\ud800",
    ];
    for (const value of values) {
      ledger.record(call({ before: {}, after: { value } }));
      ledger.record(call({ before: value, after: 1, outcome: "failed", error: value }));
      ledger.note({ event: "odd", turn, detail: value });
    }
    ledger.record(proxy as InvocationRecord);
    ledger.note({ event: "odd", reason: 7 as never, plugin: {} as never });
    ledger.note(null as never);
    expect(hasRun).toBe(false);
    const entries = await collect(ledger.query());
    expect(entries.filter(({ kind }) => kind !== "dropped")).toHaveLength(3 * values.length + 1);
    expect(entries.find(({ kind }) => kind === "dropped")).toMatchObject({ count: 2 });
    expect(entries.filter(({ truncated }) => truncated).length).toBeGreaterThan(5);
    expect(problems).toEqual([]);
    const raw = await readFile(join(directory, "t1.jsonl"), "utf8");
    expect(raw).toMatch(/\[nested too deep, or too much\].*\[getter\]/s);
    expect(raw).not.toMatch(/[\u2028\u202e]/);
  });
});

describe("the files of the ledger", () => {
  test("are for their owner alone", async () => {
    const { ledger } = setUp();
    ledger.record(call());
    ledger.record(call({ turn: { ...turn, id: "t2" } }));
    await ledger.close();
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    const files = await listRuns(directory);
    const modes = await Promise.all(files.map(async ({ file }) => (await stat(file)).mode & 0o777));
    expect(modes).toEqual([0o600, 0o600]);
  });

  test("are not made before there is something to write", async () => {
    const { ledger } = setUp();
    await ledger.close();
    await expect(stat(directory)).rejects.toThrow();
  });

  test.each([
    ...[
      "../../escaped",
      "/etc/asky",
      "a/b",
      "a\\b",
      "..",
      ".",
      "",
      ".hidden",
      "end.",
      "con",
      "NUL.txt",
      "x\0y",
    ],
    ...["line\nbreak", "ü", "x".repeat(5000), "~0123456789012345678901234567890123456789", "c:stream"],
    `ghp_${"x7".repeat(18)}`,
  ])("stay in the directory when a turn has the id no. %#", async (id) => {
    const { ledger } = setUp();
    ledger.record(call({ turn: { ...turn, id } }));
    await ledger.close();
    expect(await readdir(join(directory, ".."))).toEqual(["runs"]);
    expect(await readdir(directory)).toEqual([expect.stringMatching(/^~[0-9a-f]{40}\.jsonl$/)]);
    expect(await collect(queryLedger(directory, { run: id }))).toHaveLength(1);
  });

  test("are told apart although their turns' ids cannot be names", async () => {
    const { ledger } = setUp();
    ledger.record(call({ turn: { ...turn, id: "a/b" } }));
    ledger.record(call({ turn: { ...turn, id: "a:b" } }));
    await ledger.close();
    expect(await readdir(directory)).toHaveLength(2);
  });

  test("go on with the next number where an earlier process stopped, on a fresh line", async () => {
    await mkdir(directory);
    const first = createLedger({ directory });
    first.record(call());
    first.record(call());
    await first.close();
    const file = join(directory, "t1.jsonl");
    await writeFile(file, `${await readFile(file, "utf8")}{"seq":3,"kind":"ca`);
    const second = createLedger({ directory });
    second.record(call());
    await second.close();
    const problems: Problem[] = [];
    const report = (problem: Problem) => void problems.push(problem);
    const entries = await collect(queryLedger(directory, {}, { report }));
    expect(entries.map(({ seq }) => seq)).toEqual([3, 2, 1]);
    expect(problems).toMatchObject([{ code: "LEDGER_DAMAGED", place: { file, line: 3 } }]);
  });

  test("are readable after the process was killed while it wrote", async () => {
    const program = `
      import { createLedger } from "@asky/manager";
      const ledger = createLedger({ directory: ${JSON.stringify(directory)} });
      const value = "x".repeat(1500);
      for (let round = 0; ; round++) {
        for (let turn = 0; turn < 20; turn++)
          ledger.record({ plugin: "p" + turn, point: "session_end", callback: "c", startedAt: 0, durationMs: 0,
            turn: { id: "k" + turn, sessionId: "s", chatId: "c", userId: "u" }, outcome: "ok",
            before: {}, after: { round, value } });
        await ledger.flush();
        if (round === 3) process.stdout.write("going");
      }`;
    const cwd = fileURLToPath(new URL("..", import.meta.url));
    for (let time = 0; time < 3; time++) {
      const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
        ...{ cwd, stdio: ["ignore", "pipe", "inherit"], timeout: 10_000 },
      });
      await once(child.stdout as NodeJS.ReadableStream, "data");
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    const damaged: Problem[] = [];
    const report = (problem: Problem) => void damaged.push(problem);
    const seen = new Map<string, number>();
    for await (const entry of queryLedger(directory, {}, { report })) {
      expect(entry).toMatchObject({
        plugin: entry.run.replace("k", "p"),
        patch: [{ path: "/round" }, { path: "/value" }],
      });
      const previous = seen.get(entry.run);
      if (previous !== undefined) expect(entry.seq).toBeLessThan(previous);
      seen.set(entry.run, entry.seq);
    }
    expect(seen.size).toBe(20);
    for (const problem of damaged) expect(problem.message).toMatch(/lines: [123],/);
  }, 40_000);

  test("are kept for the newest runs only, and nothing else is touched", async () => {
    await mkdir(directory);
    await writeFile(join(directory, "notes.txt"), "mine");
    const { ledger } = setUp({ limits: { maxRuns: 3 } });
    for (let index = 0; index < 12; index++) {
      ledger.record(call({ turn: { ...turn, id: `turn-${String(index).padStart(2, "0")}` } }));
      await ledger.flush();
      const time = new Date(Date.UTC(2026, 0, 1, 0, index));
      await utimes(join(directory, `turn-${String(index).padStart(2, "0")}.jsonl`), time, time);
    }
    await ledger.close();
    expect((await readdir(directory)).toSorted()).toEqual([
      ...["notes.txt", "turn-09.jsonl", "turn-10.jsonl", "turn-11.jsonl"],
    ]);
  });
});

describe("the limits of the ledger", () => {
  test("cut a long text, and say so", async () => {
    const { ledger } = setUp();
    ledger.record(call({ before: {}, after: { text: "x".repeat(5000), owl: `${"x".repeat(2047)}🦉` } }));
    const [entry] = (await collect(ledger.query())) as LedgerCall[];
    expect(entry?.truncated).toBe(true);
    expect(entry?.patch[0]?.value).toBe(`${"x".repeat(2048)}… [cut, 5000 characters in all]`);
    expect(entry?.patch[1]?.value).toBe(`${"x".repeat(2047)}… [cut, 2049 characters in all]`);
  });

  test("keep an entry small, and the paths of its changes as long as they fit", async () => {
    const { ledger } = setUp({ limits: { maxEntryBytes: 4096 } });
    const many = (count: number, size: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, "v".repeat(size)]));
    ledger.record(call({ before: {}, after: many(20, 1000) }));
    ledger.record(call({ before: {}, after: many(5000, 10) }));
    ledger.note({ event: "large", turn, detail: many(5000, 10) });
    const lines = (await readFile(join(await flushed(ledger), "t1.jsonl"), "utf8")).trimEnd().split("\n");
    expect(lines.map((line) => Buffer.byteLength(line) <= 4096)).toEqual([true, true, true]);
    const [note, second, first] = (await collect(ledger.query())) as LedgerCall[];
    expect(first?.patch).toHaveLength(20);
    expect(first?.patch[0]?.value).toHaveLength(1000);
    expect(first?.patch[19]).toEqual({ op: "add", path: "/k19" });
    expect(first).not.toHaveProperty("patchOmitted");
    expect((second?.patch.length ?? 0) + (second?.patchOmitted ?? 0)).toBe(5000);
    expect(second?.patchOmitted).toBeGreaterThan(0);
    expect(note).toMatchObject({ kind: "note", event: "large", truncated: true });
  });

  test("bound the time that one call takes, whatever it changed", async () => {
    const { ledger } = setUp();
    const table = Object.fromEntries(Array.from({ length: 40_000 }, (_, index) => [`k${index}`, index]));
    ledger.record(call({ before: { table: {} }, after: { table } }));
    ledger.record(call({ before: {}, after: { table, list: Object.keys(table) } }));
    ledger.note({ event: "large", turn, detail: { table, list: Object.keys(table) } });
    const [note, added, changed] = (await collect(ledger.query())) as LedgerCall[];
    expect((changed?.patch.length ?? 0) + (changed?.patchOmitted ?? 0)).toBe(40_000);
    expect(changed?.patch.length).toBeLessThanOrEqual(1000);
    expect(added?.patch.map(({ path }) => path)).toEqual(["/table", "/list"]);
    expect([note?.truncated, added?.truncated, changed?.truncated]).toEqual([true, true, true]);
  });

  test("end a run with one line, and count what comes after it", async () => {
    const { ledger } = setUp({ limits: { maxRunBytes: 20_000 } });
    for (let index = 0; index < 100; index++) {
      ledger.record(call({ before: {}, after: { text: "x".repeat(1000) } }));
      if (index % 10 === 0) await ledger.flush();
    }
    ledger.record(call({ turn: { ...turn, id: "t2" } }));
    await ledger.close();
    const lines = await linesOf("t1");
    const kinds = lines.map(({ kind }) => kind);
    const written = kinds.filter((kind) => kind === "call").length;
    expect(kinds.slice(written)).toEqual(["capped", "left_out"]);
    expect(lines.at(-1)).toMatchObject({ seq: lines.length, count: 100 - written });
    expect((await stat(join(directory, "t1.jsonl"))).size).toBeLessThanOrEqual(20_000);
    expect(await linesOf("t2")).toHaveLength(1);
  });

  test("bound what waits to be written; what did not fit is counted", async () => {
    const { ledger } = setUp({ limits: { maxQueuedBytes: 3000 } });
    for (let index = 0; index < 200; index++) ledger.record(call());
    await ledger.close();
    const written = await linesOf("t1");
    expect(written.length).toBeLessThan(30);
    expect(await linesOf(ledger.boot)).toMatchObject([{ kind: "dropped", count: 200 - written.length }]);
  });
});

describe("a ledger that cannot be written", () => {
  test("is one problem, and goes on by itself with everything that fitted", async () => {
    const { ledger, clock, codes } = setUp({ limits: { maxQueuedBytes: 3000 } });
    await writeFile(directory, "in the way");
    for (let index = 0; index < 50; index++) {
      ledger.record(call());
      await ledger.flush();
    }
    expect(codes()).toEqual(["LEDGER_UNAVAILABLE"]);
    await rm(directory);
    await clock.advance(5000);
    ledger.note({ event: "late" });
    await ledger.flush();
    expect(codes()).toEqual(["LEDGER_UNAVAILABLE"]);
    const written = await linesOf("t1");
    expect(written.length).toBeGreaterThan(5);
    expect(await linesOf(ledger.boot)).toMatchObject([{ kind: "dropped", count: 51 - written.length }]);
    await rm(directory, { recursive: true });
    await writeFile(directory, "in the way again");
    ledger.record(call());
    await ledger.close();
    expect(codes()).toEqual(["LEDGER_UNAVAILABLE", "LEDGER_UNAVAILABLE"]);
  });

  test("is left alone for five seconds", async () => {
    const { ledger, clock } = setUp();
    await writeFile(directory, "in the way");
    ledger.record(call());
    await ledger.flush();
    await rm(directory);
    ledger.record(call());
    await clock.advance(4999);
    await expect(stat(directory)).rejects.toThrow();
    await clock.advance(1);
    ledger.record(call());
    await ledger.flush();
    expect(await linesOf("t1")).toHaveLength(3);
  });

  test("loses one run when only that run's file is in the way", async () => {
    const { ledger, codes } = setUp();
    await mkdir(join(directory, "t1.jsonl"), { recursive: true });
    await symlink(join(directory, "..", "elsewhere"), join(directory, "t2.jsonl"));
    for (const id of ["t1", "t2", "t3"]) ledger.record(call({ turn: { ...turn, id } }));
    await ledger.close();
    expect(codes()).toEqual(["LEDGER_UNAVAILABLE"]);
    expect(await linesOf("t3")).toHaveLength(1);
    expect(await linesOf(ledger.boot)).toMatchObject([{ kind: "dropped", count: 2 }]);
    await expect(stat(join(directory, "..", "elsewhere"))).rejects.toThrow();
  });

  test.skipIf(process.getuid?.() === 0)("says so when the directory is not its own", async () => {
    const { ledger, codes } = setUp();
    await mkdir(directory);
    await chmod(directory, 0o500);
    ledger.record(call());
    await ledger.close();
    expect(codes()).toEqual(["LEDGER_UNAVAILABLE"]);
    await chmod(directory, 0o700);
  });
});

describe("a ledger's life", () => {
  test("ends with close, which takes nothing any more and can be called again", async () => {
    const { ledger } = setUp();
    ledger.record(call());
    await Promise.all([ledger.close(), ledger.flush(), ledger.close()]);
    ledger.record(call());
    ledger.note({ event: "late" });
    await ledger.flush();
    await ledger.close();
    expect(await linesOf("t1")).toHaveLength(1);
    expect(await collect(ledger.query())).toHaveLength(1);
  });

  test("writes without being asked to", async () => {
    const { ledger } = setUp();
    ledger.record(call());
    while ((await listRuns(directory)).length === 0) await new Promise((resolve) => setImmediate(resolve));
    await ledger.flush();
    expect(await linesOf("t1")).toHaveLength(1);
  });

  test("begins with a manager that is given its record", async () => {
    const { ledger } = setUp();
    const plugin = defineAskyPlugin({
      name: "greeter",
      activate({ hooks }) {
        hooks.register("system_prompt_extend", function greet(prompt) {
          return `${prompt} Say hello.`;
        });
        hooks.register("post_tool_execute", function soften(payload) {
          payload.result = { ...payload.result, parts: [textPart("fine")] };
        });
      },
    });
    const silent = { debug() {}, info() {}, warn() {}, error() {} };
    const manager = new PluginManager({}, join(directory, ".."), {
      ...{ plugins: [plugin], record: ledger.record, logger: silent },
    });
    await manager.discoverAndLoad();
    await manager.activateAll();
    await manager.startAll();
    const context = { config: {}, sessionId: "s1", turn, signal };
    await manager.hookRegistry.invokeChain("system_prompt_extend", "Help.", context);
    await manager.deactivateAll();
    await ledger.close();
    expect(await linesOf("t1")).toMatchObject([
      { plugin: "greeter", callback: "greet", hook: "system_prompt_extend", outcome: "ok" },
    ]);
  });
});

async function flushed(ledger: { flush(): Promise<void> }): Promise<string> {
  await ledger.flush();
  return directory;
}

/** A reference of RFC 6902 for what a ledger writes; a `test` that does not hold throws. */
function apply(patch: readonly PatchOperation[], document: JsonValue): unknown {
  let root: unknown = plain(document);
  for (const { op, path, value } of patch) {
    const keys = path
      .split("/")
      .slice(1)
      .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = keys.pop();
    if (last === undefined) {
      if (op === "replace") root = value;
      continue;
    }
    let parent = root as Record<string, unknown>;
    for (const key of keys) parent = Object.getOwnPropertyDescriptor(parent, key)?.value;
    if (op === "test") {
      expect(Object.getOwnPropertyDescriptor(parent, last)?.value).toEqual(plain(value));
    } else if (Array.isArray(parent)) {
      if (op === "add") parent.splice(Number(last), 0, value);
      else parent.splice(Number(last), 1, ...(op === "replace" ? [value] : []));
    } else if (op === "remove") {
      delete parent[last];
    } else {
      Object.defineProperty(parent, last, { value, enumerable: true, writable: true, configurable: true });
    }
  }
  return root;
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
