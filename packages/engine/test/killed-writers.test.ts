import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createFileSessionStore } from "@asky/engine";
import { type PluginError, textOf } from "@asky/sdk";
import { expect, test } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

const KILLS = 200;
const FOLDERS = 10;
/** Both writers of a folder have one of these each, and one together. */
const SHARED = "shared";

/** A small generator of random numbers from 0 to 1, so that a failure can be had again. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The writer as one file: a process that reads one file starts four times as fast as one that reads the whole host. */
async function bundleWriter(): Promise<string> {
  const { build } = createRequire(import.meta.resolve("tsup"))("esbuild");
  const outfile = join(await temporaryFolder(), "writer.mjs");
  const entry = fileURLToPath(new URL("hosts/session-writer.mjs", import.meta.url));
  const banner = {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  };
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    banner,
  });
  return outfile;
}

interface Writer {
  readonly script: string;
  readonly directory: string;
  readonly name: string;
  readonly sessions: readonly string[];
  /** Milliseconds from the first acknowledged turn to the kill. */
  readonly delay: number;
}

/** Runs a writer, kills it, and returns what it has acknowledged. */
async function killWriter({ script, directory, name, sessions, delay }: Writer): Promise<readonly string[]> {
  const child = spawn(process.execPath, [script, directory, name, ...sessions], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    if (output === "") void wait(delay).then(() => child.kill("SIGKILL"));
    output += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    errors += chunk;
  });
  const [, signal] = await once(child, "close");
  expect(`${signal}: ${errors}`).toBe("SIGKILL: ");
  // A line without its end was not handed over whole, and was not acknowledged.
  return output.split("\n").slice(0, -1);
}

test("no acknowledged turn is lost when writers are killed at random points, and every file stays readable", async () => {
  const seed = Number(process.env.ASKY_SEED ?? Date.now() % 1_000_000);
  console.info(`killed-writers: ASKY_SEED=${seed}`);
  const random = createRandom(seed);
  const script = await bundleWriter();
  let acknowledged = 0;
  let kills = 0;
  let unanswered = 0;
  for (let folder = 0; folder < FOLDERS; folder++) {
    const directory = await temporaryFolder();
    const kept: string[] = [];
    const runWriters = async (side: string): Promise<void> => {
      for (let round = 0; round < KILLS / FOLDERS / 2; round++) {
        const name = `${side}${round}`;
        const delay = random() * 25;
        const sessions = [side, SHARED];
        kept.push(...(await killWriter({ script, directory, name, sessions, delay })));
        kills += 1;
      }
    };
    await Promise.all([runWriters("left"), runWriters("right")]);

    const reports: PluginError[] = [];
    const store = createFileSessionStore({ directory, report: (error) => reports.push(error) });
    const found = new Set<string>();
    for (const id of ["left", "right", SHARED]) {
      const { turns } = (await store.read(id)) ?? { turns: [] };
      const ended = turns.filter(({ stopReason }) => stopReason !== undefined);
      for (const turn of ended) found.add(`${id} ${turn.id}`);
      for (const turn of turns) expect(textOf(turn.asked).startsWith(`${turn.id} `)).toBe(true);
      unanswered += turns.length - ended.length;
      const { messages } = await store.open({ sessionId: id, userId: "ada", chatId: id });
      expect(messages).toHaveLength(turns.length * 2);
    }
    expect(kept.filter((turn) => !found.has(turn))).toEqual([]);
    expect(new Set(kept).size).toBe(kept.length);
    expect((await store.list()).map(({ id }) => id).toSorted()).toEqual(["left", "right", SHARED]);
    expect(reports.every(({ code }) => code === "SESSION_DAMAGED")).toBe(true);
    acknowledged += kept.length;
  }
  console.info(`killed-writers: ${kills} kills, ${acknowledged} acknowledged turns, ${unanswered} cut short`);
  expect(kills).toBe(KILLS);
  expect(unanswered).toBeGreaterThan(0);
}, 120_000);

test("two processes append to one session, and every turn of both is whole", async () => {
  const directory = await temporaryFolder();
  const script = await bundleWriter();
  const runs = ["a", "b"].map((name) =>
    killWriter({ script, directory, name, sessions: [SHARED], delay: 200 }),
  );
  const kept = (await Promise.all(runs)).flat();
  const { turns } = (await createFileSessionStore({ directory }).read(SHARED)) ?? { turns: [] };
  const ended = turns
    .filter(({ stopReason }) => stopReason === "answered")
    .map(({ id }) => `${SHARED} ${id}`);
  for (const name of ["a", "b"]) {
    const own = ended.filter((turn) => turn.startsWith(`${SHARED} ${name}-`));
    const acknowledged = kept.filter((turn) => turn.startsWith(`${SHARED} ${name}-`));
    expect(own.slice(0, acknowledged.length)).toEqual(acknowledged);
    expect(acknowledged.length).toBeGreaterThan(0);
  }
});
