import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ChainedAuditLoggerOptions, verifyAuditLog } from "@asky/plugin-audit";
import { expect, test } from "vitest";
import { ATTEMPT, type OpenLog, openLog, segmentsOf } from "./open-log.ts";

/** Each chain is edited on its own, and each is judged on its own: one look at the log judges as many edits. */
const CHAINS = 40;
const ROUNDS = 200;
const MANIFEST_EDITS = 2000;
const EDITS: number = CHAINS * ROUNDS + MANIFEST_EDITS;

/** Numbers that look random and are the same in every run. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Random = (below: number) => number;

/** An edit of a file; `undefined` when this one cannot be edited so. */
type Edit = (bytes: Buffer, random: Random) => Buffer | undefined;

const linesOf = (bytes: Buffer): string[] => bytes.toString("latin1").split("\n").slice(0, -1);
const fileOf = (lines: readonly string[]): Buffer =>
  Buffer.from(lines.map((line) => `${line}\n`).join(""), "latin1");

const EDIT_KINDS: Readonly<Record<string, Edit>> = {
  "delete the file": () => Buffer.alloc(0),
  "flip a bit": (bytes, random) => {
    const flipped = Buffer.from(bytes);
    const index = random(bytes.length);
    flipped[index] = (flipped[index] ?? 0) ^ (1 << random(8));
    return flipped;
  },
  "delete a line": (bytes, random) => {
    const lines = linesOf(bytes);
    lines.splice(random(lines.length), 1);
    return fileOf(lines);
  },
  "insert a copy of a line": (bytes, random) => {
    const lines = linesOf(bytes);
    lines.splice(random(lines.length + 1), 0, lines[random(lines.length)] ?? "");
    return fileOf(lines);
  },
  "swap two lines": (bytes, random) => {
    const lines = linesOf(bytes);
    const [a, b] = [random(lines.length), random(lines.length)];
    [lines[a], lines[b]] = [lines[b] ?? "", lines[a] ?? ""];
    return a === b ? undefined : fileOf(lines);
  },
  "insert white space": (bytes, random) => {
    const index = random(bytes.length);
    const blank = [" ", "\t", "\n", "\r"][random(4)] ?? " ";
    return Buffer.concat([bytes.subarray(0, index), Buffer.from(blank), bytes.subarray(index)]);
  },
  "cut the end": (bytes, random) => bytes.subarray(0, random(bytes.length)),
  "replace a digit": (bytes, random) => {
    const text = bytes.toString("latin1");
    const places = [...text.matchAll(/\d/g)].map(({ index }) => index);
    const place = places[random(places.length)] ?? 0;
    const digit = String((Number(text[place]) + 1 + random(9)) % 10);
    return Buffer.from(text.slice(0, place) + digit + text.slice(place + 1), "latin1");
  },
};

/** What a file is edited to, and how. */
interface EditedFile {
  readonly name: string;
  readonly kind: string;
  readonly bytes: Buffer;
}

/** Edits a file in one way or another, so that it is not what it was. */
function editAtRandom(name: string, bytes: Buffer, random: Random): EditedFile {
  const kinds = Object.entries(EDIT_KINDS);
  for (;;) {
    const [kind = "", edit] = kinds[random(kinds.length)] ?? [];
    const edited = edit?.(bytes, random);
    if (edited && !edited.equals(bytes)) return { name, kind, bytes: edited };
  }
}

/** Segments of this size hold half of a chain. */
const HALF = { segmentBytes: 1800 };

/** Writes a chain into a log, new or not. */
async function writeChain(options: Partial<ChainedAuditLoggerOptions>): Promise<OpenLog> {
  const opened = await openLog({ ...options, checkpointRecords: 4 });
  for (let call = 0; call < 6; call++) {
    const toolInput = { call, text: "Grüße\u2028" };
    await opened.log.logToolAttempt({ ...ATTEMPT, callId: `call-${call}`, toolInput });
  }
  await opened.log.close();
  return opened;
}

async function readFiles(directory: string, names: readonly string[]): Promise<Map<string, Buffer>> {
  const files = names.map(async (name) => [name, await readFile(join(directory, name))] as const);
  return new Map(await Promise.all(files));
}

test(`of ${EDITS} random edits, those of the records are all found, each in its chain`, {
  timeout: 60_000,
}, async () => {
  const { directory } = await writeChain(HALF);
  for (let chain = 1; chain < CHAINS; chain++) {
    await writeChain({ directory, ...(chain % 4 === 0 && HALF) });
  }
  const files = await readFiles(directory, await segmentsOf(directory));
  const boots = [...new Set([...files.keys()].map(bootOf))];
  expect([boots.length, files.size]).toEqual([CHAINS, CHAINS * 1.25]);
  expect(await verifyAuditLog({ directory })).toMatchObject({ status: "intact", unsealed: 0 });

  const random = createRandom(20_261);
  const missed: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const edits = boots.map((boot) => {
      const names = [...files.keys()].filter((name) => bootOf(name) === boot);
      const name = names[random(names.length)] ?? "";
      return editAtRandom(name, files.get(name) ?? Buffer.alloc(0), random);
    });
    await Promise.all(edits.map(({ name, bytes }) => replace(join(directory, name), bytes)));
    const { status, faults } = await verifyAuditLog({ directory });
    const found = new Set(faults.flatMap(({ boot = [] }) => boot));
    for (const { name, kind } of edits) {
      if (status !== "tampered" || !found.has(bootOf(name))) missed.push(`${kind} in ${name}`);
    }
    const undone = edits.map(({ name }) =>
      replace(join(directory, name), files.get(name) ?? Buffer.alloc(0)),
    );
    await Promise.all(undone);
  }
  expect(missed).toEqual([]);
  expect(await verifyAuditLog({ directory })).toMatchObject({ status: "intact" });
});

test(`of ${EDITS} random edits, those of the manifest are all found`, { timeout: 60_000 }, async () => {
  const { directory } = await writeChain(HALF);
  const name = "manifest.jsonl";
  const bytes = await readFile(join(directory, name));
  const random = createRandom(20_262);
  const missed: string[] = [];
  for (let count = 0; count < MANIFEST_EDITS; ) {
    const edited = editAtRandom(name, bytes, random);
    // What the manifest says of its own last lines only an anchor can hold; see the tests with an anchor.
    if (isShortened(bytes, edited.bytes)) continue;
    count += 1;
    await replace(join(directory, name), edited.bytes);
    if ((await verifyAuditLog({ directory })).faults.length === 0) missed.push(edited.kind);
  }
  expect(missed).toEqual([]);
  await replace(join(directory, name), bytes);
  expect(await verifyAuditLog({ directory })).toMatchObject({ status: "intact" });
});

/** Nothing in it is as good as no file. */
async function replace(path: string, bytes: Buffer): Promise<void> {
  if (bytes.length === 0) await rm(path);
  else await writeFile(path, bytes);
}

function bootOf(name: string): string {
  return name.split(".")[0] ?? "";
}

function isShortened(bytes: Buffer, edited: Buffer): boolean {
  return edited.length < bytes.length && bytes.subarray(0, edited.length).equals(edited);
}

test("a segment that was deleted, whichever, and one that was smuggled in are found", async () => {
  const { log, directory } = await openLog({ segmentBytes: 1000 });
  for (let call = 0; call < 12; call++) await log.logToolAttempt(ATTEMPT);
  await log.close();
  const names = await segmentsOf(directory);
  expect(names.length).toBeGreaterThan(2);
  for (const name of names) {
    const bytes = await readFile(join(directory, name));
    await rm(join(directory, name));
    const { status, faults } = await verifyAuditLog({ directory });
    expect(status).toBe("tampered");
    expect(faults).toContainEqual(
      expect.objectContaining({ file: name, message: "The segment is missing." }),
    );
    await writeFile(join(directory, name), bytes);
  }
  await writeFile(join(directory, names[0]?.replace(/000001/, "000099") ?? ""), "{}\n");
  expect(await verifyAuditLog({ directory })).toMatchObject({ status: "tampered" });
});

test("the first record that was changed is named", async () => {
  const { log, directory } = await openLog();
  for (let call = 0; call < 9; call++) await log.logToolAttempt({ ...ATTEMPT, callId: `call-${call}` });
  await log.close();
  const [name = ""] = await segmentsOf(directory);
  const path = join(directory, name);
  await writeFile(path, (await readFile(path, "utf8")).replace('"call-4"', "4"));
  expect(await verifyAuditLog({ directory })).toMatchObject({
    status: "tampered",
    faults: [{ boot: log.boot, seq: 6, line: 6, file: name }],
  });
});
