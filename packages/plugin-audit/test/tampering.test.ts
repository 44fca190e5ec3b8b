import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { verifyAuditLog } from "@asky/plugin-audit";
import { expect, test } from "vitest";
import { ATTEMPT, openLog, segmentsOf } from "./open-log.ts";

const EDITS = 10_000;
const LANES = 4;

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

test(`${EDITS} random edits are all found`, { timeout: 120_000 }, async () => {
  const { log, directory } = await openLog({ segmentBytes: 1800, checkpointRecords: 4 });
  for (let call = 0; call < 6; call++) {
    await log.logToolAttempt({
      ...ATTEMPT,
      callId: `call-${call}`,
      toolInput: { call, text: "Grüße\u2028" },
    });
  }
  await log.close();
  const names = [...(await segmentsOf(directory)), "manifest.jsonl"];
  const files = new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(directory, name))] as const)),
  );
  expect(await verifyAuditLog({ directory })).toMatchObject({ status: "intact", unsealed: 0 });

  const missed = await Promise.all(
    Array.from({ length: LANES }, async (_, lane) => {
      const copy = `${directory}-${lane}`;
      await cp(directory, copy, { recursive: true });
      return await editAtRandom(copy, files, createRandom(20_261 + lane), `${directory}-keys`);
    }),
  );
  expect(missed.flat()).toEqual([]);
});

/** Edits a log again and again, verifies it, and undoes the edit. Returns the edits that nobody noticed. */
async function editAtRandom(
  directory: string,
  files: ReadonlyMap<string, Buffer>,
  random: Random,
  keyDirectory: string,
): Promise<readonly string[]> {
  const names = [...files.keys()];
  const kinds = Object.entries(EDIT_KINDS);
  const missed: string[] = [];
  for (let count = 0; count < EDITS / LANES; ) {
    const name = names[random(names.length)] ?? "";
    const bytes = files.get(name) ?? Buffer.alloc(0);
    const [kind = "", edit] = kinds[random(kinds.length)] ?? [];
    const edited = edit?.(bytes, random);
    if (!edited || edited.equals(bytes)) continue;
    // What the manifest says of its own last lines only an anchor can hold; see the tests with an anchor.
    if (name === "manifest.jsonl" && isShortened(bytes, edited)) continue;
    count += 1;
    await writeFile(join(directory, name), edited);
    const { status, faults } = await verifyAuditLog({ directory, keyDirectory });
    if (status === "intact" || faults.length === 0) missed.push(`${kind} in ${name}`);
    await writeFile(join(directory, name), bytes);
  }
  expect(await verifyAuditLog({ directory, keyDirectory })).toMatchObject({ status: "intact" });
  return missed;
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
