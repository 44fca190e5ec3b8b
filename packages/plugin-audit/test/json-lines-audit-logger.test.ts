import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createJsonLinesAuditLogger, type JsonLinesAuditLogger } from "@asky/plugin-audit";
import type { JsonObject, SecurityViolationEntry } from "@asky/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), "asky-audit-")));
  path = join(directory, "audit.jsonl");
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

const violation = (reason: string): SecurityViolationEntry => ({
  sessionId: "s1",
  toolName: "Read",
  reason,
  riskLevel: "high",
});

const logTo = (file: string): JsonLinesAuditLogger => createJsonLinesAuditLogger({ path: file });

/** Every line must be JSON; a torn one is told apart by `tornLines`. */
async function readLines(file = path): Promise<JsonObject[]> {
  const text = await readFile(file, "utf8");
  expect(text.endsWith("\n")).toBe(true);
  return text
    .slice(0, -1)
    .split("\n")
    .map((line) => JSON.parse(line) as JsonObject);
}

const reasons = (lines: readonly JsonObject[]): unknown[] => lines.map(({ reason }) => reason);

/** What a call rejected with; fails when it did not. */
async function rejection(
  promise: Promise<unknown>,
): Promise<{ code?: string; hint?: string; cause?: unknown }> {
  return promise.then(
    () => expect.unreachable("It did not reject."),
    (error) => error,
  );
}

describe("the four kinds of lines", () => {
  const now = () => new Date("2026-02-03T04:05:06.789Z");
  const head = { timestamp: "2026-02-03T04:05:06.789Z" };

  test("a tool attempt", async () => {
    const log = createJsonLinesAuditLogger({ path, now });
    const entry = {
      sessionId: "s1",
      turnId: "t1",
      callId: "c1",
      toolName: "Read",
      origin: "host",
      toolInput: { file_path: "a.txt", nested: { camelCase: true } },
      decision: "allow",
      classification: "policy",
      riskLevel: "low",
    } as const;
    await log.logToolAttempt({ ...entry, matchedRule: "reading", reason: "harmless" });
    await log.logToolAttempt(entry);
    const line = {
      ...head,
      event: "tool_attempt",
      session_id: "s1",
      turn_id: "t1",
      call_id: "c1",
      tool_name: "Read",
      origin: "host",
      tool_input: { file_path: "a.txt", nested: { camelCase: true } },
      classification: "policy",
      risk_level: "low",
      decision: "allow",
    };
    expect(await readLines()).toStrictEqual([{ ...line, matched_rule: "reading", reason: "harmless" }, line]);
  });

  test("an approval", async () => {
    const log = createJsonLinesAuditLogger({ path, now });
    const entry = { sessionId: "s1", callId: "c1", toolName: "Bash", approved: false, userId: "u1" };
    await log.logApproval({ ...entry, rejectionReason: "not now" });
    await log.logApproval({ ...entry, approved: true });
    const line = {
      ...head,
      event: "approval",
      session_id: "s1",
      call_id: "c1",
      tool_name: "Bash",
      user_id: "u1",
    };
    expect(await readLines()).toStrictEqual([
      { ...line, approved: false, rejection_reason: "not now" },
      { ...line, approved: true },
    ]);
  });

  test("a security violation", async () => {
    const log = createJsonLinesAuditLogger({ path, now });
    await log.logSecurityViolation(violation("outside"));
    await log.logSecurityViolation({ ...violation("outside"), callId: "c1" });
    const line = {
      ...head,
      event: "security_violation",
      session_id: "s1",
      tool_name: "Read",
      reason: "outside",
      risk_level: "high",
    };
    expect(await readLines()).toStrictEqual([line, { ...line, call_id: "c1" }]);
  });

  test("an operation", async () => {
    const log = createJsonLinesAuditLogger({ path, now });
    await log.logOperation({ sessionId: "s1", operation: "switch_path", details: { to: "/srv" } });
    expect(await readLines()).toStrictEqual([
      { ...head, event: "operation", session_id: "s1", operation: "switch_path", details: { to: "/srv" } },
    ]);
  });
});

describe("what is written", () => {
  test("the time is that of the call, in UTC", async () => {
    const before = Date.now();
    await logTo(path).logSecurityViolation(violation("x"));
    const [line] = await readLines();
    const time = Date.parse(String(line?.timestamp));
    expect(line?.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
  });

  test("strings of more than 500 characters are cut and marked at every depth, keys too", async () => {
    const kept = "k".repeat(500);
    const long = `${kept}secret`;
    const cut = `${kept}… [cut, 506 characters in all]`;
    await logTo(path).logOperation({
      sessionId: long,
      operation: kept,
      details: { list: [{ deep: [long] }], [long]: 1, [`${kept}public`]: 2 },
    });
    const [line] = await readLines();
    expect(line).toMatchObject({
      session_id: cut,
      operation: kept,
      details: { list: [{ deep: [cut] }], [cut]: 2 },
    });
    const text = await readFile(path, "utf8");
    expect(text.includes("secret")).toBe(false);
    expect(text.split(JSON.stringify(cut)).length - 1).toBe(4);
  });

  test("a cut does not split a pair of surrogates", async () => {
    await logTo(path).logSecurityViolation(violation(`${"x".repeat(499)}😀😀`));
    expect(reasons(await readLines())).toEqual([`${"x".repeat(499)}… [cut, 503 characters in all]`]);
  });

  test("nothing that ends a line or moves a cursor gets through", async () => {
    const hostile = '\n\r\u0000\u001b[2K\u007f\u0085\u009b\u2028\u2029\ud800"}\n{"event":"forged"}';
    await logTo(path).logOperation({ sessionId: "s", operation: hostile, details: { [hostile]: hostile } });
    const text = await readFile(path, "utf8");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    expect(text.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff]/u);
    const [line, ...more] = await readLines();
    expect(more).toEqual([]);
    expect(line).toMatchObject({ operation: hostile, details: { [hostile]: hostile } });
  });

  test("keys of the prototype are kept as data", async () => {
    const details = JSON.parse('{"__proto__":{"polluted":true},"constructor":1}') as JsonObject;
    await logTo(path).logOperation({ sessionId: "s", operation: "o", details });
    expect(await readFile(path, "utf8")).toContain(
      '"details":{"__proto__":{"polluted":true},"constructor":1}',
    );
  });

  test("later changes of an entry do not reach the log", async () => {
    const details: { value: string } = { value: "then" };
    const written = logTo(path).logOperation({ sessionId: "s", operation: "o", details });
    details.value = "now";
    await written;
    expect(await readLines()).toMatchObject([{ details: { value: "then" } }]);
  });

  test("what is undefined is left out of objects and null in lists, as in JSON", async () => {
    const list = [undefined, 1] as unknown as JsonObject[];
    // biome-ignore lint/suspicious/noSparseArray: a hole is the point.
    const holes = [, 1] as unknown as JsonObject[];
    await logTo(path).logOperation({
      sessionId: "s",
      operation: "o",
      details: { gone: undefined, list, holes },
    });
    expect((await readLines())[0]?.details).toStrictEqual({ list: [null, 1], holes: [null, 1] });
  });

  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  const throwing = {
    get value(): never {
      throw null;
    },
  };
  const traps = new Proxy({}, { ownKeys: () => expect.unreachable() as never });
  const deep = JSON.parse(`${"[".repeat(200)}${"]".repeat(200)}`);
  test.each([
    ["a cycle", cyclic],
    ["200 levels", { value: deep }],
    ["a getter that throws null", throwing],
    ["a proxy that throws", traps],
    ["a bigint", { value: 1n }],
    ["a function", { value: () => 1 }],
    ["not a number", { value: Number.NaN }],
    ["infinity", { value: Number.POSITIVE_INFINITY }],
  ])("an entry with %s is refused, and the next one is written", async (_name, details) => {
    const log = logTo(path);
    const refused = log.logOperation({ sessionId: "s", operation: "o", details: details as JsonObject });
    const written = log.logSecurityViolation(violation("next"));
    expect(await rejection(refused)).toMatchObject({ code: "AUDIT_ENTRY_INVALID", plugin: "audit" });
    await written;
    expect(reasons(await readLines())).toEqual(["next"]);
  });

  test("a clock that fails refuses the entry", async () => {
    const log = createJsonLinesAuditLogger({ path, now: () => new Date(Number.NaN) });
    expect(await rejection(log.logSecurityViolation(violation("x")))).toMatchObject({
      code: "AUDIT_ENTRY_INVALID",
    });
  });
});

describe("the file", () => {
  test("is created with the first entry, for its owner alone, directories too", async () => {
    const nested = join(directory, "a", "b", "audit.jsonl");
    const log = logTo(nested);
    await expect(stat(join(directory, "a"))).rejects.toMatchObject({ code: "ENOENT" });
    await log.logSecurityViolation(violation("first"));
    expect((await stat(nested)).mode & 0o777).toBe(0o600);
    expect((await stat(join(directory, "a"))).mode & 0o777).toBe(0o700);
    expect((await stat(join(directory, "a", "b"))).mode & 0o777).toBe(0o700);
  });

  test("is appended to, its mode kept", async () => {
    await writeFile(path, '{"reason":"old"}\n');
    await chmod(path, 0o640);
    await logTo(path).logSecurityViolation(violation("new"));
    expect(reasons(await readLines())).toEqual(["old", "new"]);
    expect((await stat(path)).mode & 0o777).toBe(0o640);
  });

  test("keeps its place when the working directory changes", async () => {
    const before = process.cwd();
    try {
      process.chdir(directory);
      const log = logTo("audit.jsonl");
      process.chdir(tmpdir());
      expect(log.path).toBe(path);
      await log.logSecurityViolation(violation("here"));
    } finally {
      process.chdir(before);
    }
    expect(reasons(await readLines())).toEqual(["here"]);
  });

  test("may be rotated or removed between entries", async () => {
    const log = logTo(path);
    await log.logSecurityViolation(violation("1"));
    await rename(path, join(directory, "audit.1.jsonl"));
    await log.logSecurityViolation(violation("2"));
    await rm(path);
    await log.logSecurityViolation(violation("3"));
    expect(reasons(await readLines())).toEqual(["3"]);
    expect(reasons(await readLines(join(directory, "audit.1.jsonl")))).toEqual(["1"]);
  });

  test("with a torn last line goes on with a fresh one", async () => {
    await writeFile(path, '{"reason":"whole"}\n{"reason":"to');
    const log = logTo(path);
    await log.logSecurityViolation(violation("a"));
    await log.logSecurityViolation(violation("b"));
    const lines = (await readFile(path, "utf8")).split("\n");
    expect(lines.slice(0, 2)).toEqual(['{"reason":"whole"}', '{"reason":"to']);
    expect(lines.slice(2, 4).map((line) => JSON.parse(line).reason)).toEqual(["a", "b"]);
    expect(lines.slice(4)).toEqual([""]);
  });
});

describe("many writers", () => {
  test("1000 entries at once keep their order", async () => {
    const log = logTo(path);
    const settled: number[] = [];
    const entries = Array.from({ length: 1000 }, (_, index) => index);
    await Promise.all(
      entries.map((index) =>
        log.logSecurityViolation(violation(String(index))).then(() => settled.push(index)),
      ),
    );
    expect(reasons(await readLines())).toEqual(entries.map(String));
    expect(settled).toEqual(entries);
  });

  test("a promise resolves when the line is in the file", async () => {
    const log = logTo(path);
    for (const reason of ["a", "b", "c"]) {
      await log.logSecurityViolation(violation(reason));
      expect(reasons(await readLines()).at(-1)).toBe(reason);
    }
  });

  test("several loggers on one file do not mix within a line", async () => {
    const loggers = Array.from({ length: 8 }, () => logTo(path));
    await Promise.all(
      loggers.flatMap((log, writer) =>
        Array.from({ length: 100 }, (_, index) => log.logSecurityViolation(violation(`${writer}:${index}`))),
      ),
    );
    const written = reasons(await readLines()).map(String);
    expect(written.length).toBe(800);
    for (const writer of loggers.keys()) {
      const own = written.filter((reason) => reason.startsWith(`${writer}:`));
      expect(own).toEqual(Array.from({ length: 100 }, (_, index) => `${writer}:${index}`));
    }
  });
});

describe("close", () => {
  test("waits for what is pending, and refuses what comes later", async () => {
    const log = logTo(path);
    const pending = Array.from({ length: 20 }, (_, index) =>
      log.logSecurityViolation(violation(String(index))),
    );
    const closed = log.close();
    const late = rejection(log.logSecurityViolation(violation("late")));
    await closed;
    expect((await readLines()).length).toBe(20);
    await Promise.all(pending);
    expect(await late).toMatchObject({ code: "AUDIT_LOG_CLOSED", plugin: "audit" });
    await log.close();
  });

  test("comes with the end of a scope", async () => {
    const log = logTo(path);
    await log[Symbol.asyncDispose]();
    expect(await rejection(log.logSecurityViolation(violation("late")))).toMatchObject({
      code: "AUDIT_LOG_CLOSED",
    });
  });
});

describe("a log that cannot be written", () => {
  test("is refused when it is a directory, and works once it is not", async () => {
    await mkdir(path);
    const log = logTo(path);
    expect(await rejection(log.logSecurityViolation(violation("lost")))).toMatchObject({
      code: "AUDIT_LOG_NOT_A_FILE",
      hint: expect.stringContaining("regular file"),
    });
    await rm(path, { recursive: true });
    await log.logSecurityViolation(violation("kept"));
    expect(reasons(await readLines())).toEqual(["kept"]);
  });

  test.skipIf(process.platform === "win32")(
    "is refused when it is a pipe, without waiting for a reader",
    async () => {
      await once(spawn("mkfifo", [path]), "close");
      expect((await stat(path)).isFIFO()).toBe(true);
      expect(await rejection(logTo(path).logSecurityViolation(violation("lost")))).toMatchObject({
        code: "AUDIT_LOG_NOT_A_FILE",
      });
    },
  );

  test.skipIf(process.platform === "win32")("is refused when it is a device", async () => {
    expect(await rejection(logTo("/dev/null").logSecurityViolation(violation("lost")))).toMatchObject({
      code: "AUDIT_LOG_NOT_A_FILE",
    });
  });

  test("rejects every entry while its directory cannot be made, and none afterwards", async () => {
    const blocked = join(directory, "file", "audit.jsonl");
    await writeFile(join(directory, "file"), "in the way");
    const log = logTo(blocked);
    const lost = await Promise.all(
      [1, 2, 3].map((n) => rejection(log.logSecurityViolation(violation(String(n))))),
    );
    expect(lost).toMatchObject(Array(3).fill({ code: "AUDIT_LOG_UNWRITABLE", cause: { syscall: "mkdir" } }));
    await rm(join(directory, "file"));
    await log.logSecurityViolation(violation("kept"));
    expect(reasons(await readLines(blocked))).toEqual(["kept"]);
  });
});

// A limit on the size of files makes the system accept a part of a write and then refuse, as a full disk does.
describe.skipIf(process.platform === "win32")("a disk that fills up in the middle of a batch", () => {
  test("loses exactly what was rejected, tears no later line, and is used again when there is room", async () => {
    const script = `
      import { rename } from "node:fs/promises";
      import { createJsonLinesAuditLogger } from ${JSON.stringify(import.meta.resolve("@asky/plugin-audit"))};
      const path = process.argv[1];
      const log = createJsonLinesAuditLogger({ path });
      const add = (reason) =>
        log.logSecurityViolation({ sessionId: "s", toolName: "t", reason, riskLevel: "high" })
          .then(() => "written", (error) => error.code + " " + error.cause.code);
      const outcomes = await Promise.all(Array.from({ length: 100 }, (_, index) => add(String(index))));
      const again = await add("still full");
      await rename(path, path + ".full");
      console.log(JSON.stringify({ outcomes, again, later: await add("room again") }));
    `;
    const shell = 'ulimit -f 8; exec "$0" --input-type=module -e "$1" "$2"';
    const child = spawn("sh", ["-c", shell, process.execPath, script, path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      output += chunk;
    });
    await once(child, "close");
    const { outcomes, again, later } = JSON.parse(output) as {
      outcomes: string[];
      again: string;
      later: string;
    };

    const written = outcomes.filter((outcome) => outcome === "written").length;
    expect(written).toBeGreaterThan(1);
    expect(written).toBeLessThan(100);
    expect(outcomes.slice(written)).toEqual(Array(100 - written).fill("AUDIT_LOG_UNWRITABLE EFBIG"));
    expect(again).toBe("AUDIT_LOG_UNWRITABLE EFBIG");
    expect(later).toBe("written");
    expect(reasons(await readLines())).toEqual(["room again"]);

    const full = `${path}.full`;
    const [torn, ...whole] = (await readFile(full, "utf8")).split("\n").reverse();
    expect(whole.reverse().map((line) => JSON.parse(line).reason)).toEqual(
      outcomes.slice(0, written).map((_, i) => String(i)),
    );
    expect(torn).not.toBe("");
    expect(() => JSON.parse(String(torn))).toThrow();

    await logTo(full).logSecurityViolation(violation("after the repair"));
    const lines = (await readFile(full, "utf8")).split("\n");
    expect(lines.slice(written, -2)).toEqual([torn]);
    expect(JSON.parse(String(lines.at(-2))).reason).toBe("after the repair");
  });
});
