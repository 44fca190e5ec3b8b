import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createHookRegistry,
  createLedger,
  type HostHookRegistry,
  type LedgerCall,
  queryLedger,
} from "@asky/manager";
import { createManualClock, type ManualClock } from "@asky/manager/testing";
import { type Message, type Problem, type TurnInfo, textPart } from "@asky/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";

const TURNS = 200;
const DEADLINE_MS = 1000;
const POINTS = ["system_prompt_extend", "pre_llm_call", "pre_tool_execute", "post_tool_execute"] as const;
type Point = (typeof POINTS)[number];

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "asky-interleaved-"));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

/** Numbers below 1 that look random and come again with the same seed. */
function createDice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What a callback really did, noted by itself. */
interface Deed {
  readonly plugin: string;
  readonly point: Point;
  readonly run: string;
  readonly outcome: "ok" | "failed" | "timed_out";
}

type Act = (turn: TurnInfo, point: Point) => undefined | Promise<void>;

/** A mark that names its author and the turn, so that every mix-up shows. */
function markOf(plugin: string, turn: TurnInfo): string {
  return `«${turn.id} ${plugin}»`;
}

const userMessage = (text: string): Message => ({ role: "user", parts: [textPart(text)] });

/** A plugin that changes something at every point, after whatever it does before. */
function register(hooks: HostHookRegistry, plugin: string, act: Act): void {
  const options = { plugin, timeoutMs: DEADLINE_MS };
  const after = <Result>(turn: TurnInfo, point: Point, change: () => Result): Result | Promise<Result> => {
    const pending = act(turn, point);
    return pending ? pending.then(change) : change();
  };
  hooks.register(
    "system_prompt_extend",
    (prompt, { turn }) => after(turn, "system_prompt_extend", () => `${prompt}\n${markOf(plugin, turn)}`),
    options,
  );
  hooks.register(
    "pre_llm_call",
    (payload) =>
      after(payload.turn, "pre_llm_call", () => {
        payload.messages = [...payload.messages, userMessage(markOf(plugin, payload.turn))];
      }),
    options,
  );
  hooks.register(
    "pre_tool_execute",
    (payload) =>
      after(payload.turn, "pre_tool_execute", () => {
        payload.args = { ...payload.args, [plugin]: markOf(plugin, payload.turn) };
      }),
    options,
  );
  hooks.register(
    "post_tool_execute",
    (payload) =>
      after(payload.turn, "post_tool_execute", () => {
        const parts = [...payload.result.parts, textPart(markOf(plugin, payload.turn))];
        payload.result = { ...payload.result, parts };
      }),
    options,
  );
}

function registerAll(hooks: HostHookRegistry, clock: ManualClock, dice: () => number): readonly Deed[] {
  const deeds: Deed[] = [];
  const note = (plugin: string, turn: TurnInfo, point: Point, outcome: Deed["outcome"]): void => {
    deeds.push({ plugin, point, run: turn.id, outcome });
  };
  const wait = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));

  register(hooks, "healthy", (turn, point) => void note("healthy", turn, point, "ok"));
  register(hooks, "slow", (turn, point) => {
    note("slow", turn, point, "ok");
    return wait(Math.floor(dice() * (DEADLINE_MS - 1)));
  });
  register(hooks, "moody", (turn, point) => {
    const isFailing = dice() < 0.02;
    note("moody", turn, point, isFailing ? "failed" : "ok");
    if (!isFailing) return undefined;
    if (dice() < 0.5) throw new Error(`moody in ${turn.id}`);
    return wait(10).then(() => Promise.reject(new Error(`moody in ${turn.id}`)));
  });
  register(hooks, "late", (turn, point) => {
    const isLate = dice() < 0.02;
    note("late", turn, point, isLate ? "timed_out" : "ok");
    return wait(isLate ? DEADLINE_MS + Math.floor(dice() * 3000) : Math.floor(dice() * 50));
  });
  return deeds;
}

/** One turn, as a host runs it; resolves to all that the plugins made of it, as one text. */
async function runTurn(hooks: HostHookRegistry, number: number): Promise<string> {
  const id = `turn-${number}`;
  const scope = {
    turn: { id, sessionId: `session-${number % 13}`, chatId: "c", userId: "u" },
    signal: new AbortController().signal,
  };
  const prompt = await hooks.invokeChain("system_prompt_extend", `You are an assistant in ${id}.`, {
    ...{ ...scope, config: {}, sessionId: scope.turn.sessionId },
  });
  const state = {
    messages: [userMessage(`Question of ${id}`)] as readonly Message[],
    args: { file_path: id } as object,
    result: { parts: [textPart(id)], isError: false } as object,
  };
  const merge = (replaced: object): void => void Object.assign(state, replaced);
  await hooks.invokeEach(
    "pre_llm_call",
    () => ({
      ...scope,
      turnNumber: 1,
      model: "m",
      messages: state.messages,
      useTools: true,
      toolSchemas: [],
    }),
    merge,
  );
  const call = { id: `call-${number}`, name: "Read", arguments: "{}" };
  const facts = { ...scope, call, toolName: "Read" };
  await hooks.invokeEach(
    "pre_tool_execute",
    () => ({ ...facts, args: state.args as never, result: undefined, deny: () => {} }),
    merge,
  );
  await hooks.invokeEach(
    "post_tool_execute",
    () => ({ ...facts, args: state.args as never, result: state.result as never, executionTimeMs: 1 }),
    merge,
  );
  return JSON.stringify([prompt, state]);
}

test.each([1, 2, 3])(
  "two hundred interleaved turns with slow, failing and late plugins keep every change with its author (seed %i)",
  async (seed) => {
    const clock = createManualClock();
    const problems: Problem[] = [];
    const ledger = createLedger({ directory, limits: { maxQueuedBytes: 1e9 } });
    const report = (problem: Problem): void => void problems.push(problem);
    const hooks = createHookRegistry({ clock, report, record: ledger.record });
    const dice = createDice(seed);
    const deeds = registerAll(hooks, clock, dice);
    hooks.freeze();

    const begin = async (number: number): Promise<string> => {
      await new Promise<void>((resolve) => void clock.after(Math.floor(dice() * 5000), resolve));
      return runTurn(hooks, number);
    };
    let open = TURNS;
    const turns = Array.from({ length: TURNS }, (_, number) => begin(number).finally(() => open--));
    let mostOpen = 0;
    while (open > 0) {
      await clock.advance(100);
      mostOpen = Math.max(mostOpen, open);
    }
    const results = await Promise.all(turns);
    // What was late comes now, to nobody.
    await clock.advance(60_000);
    await ledger.close();
    expect(mostOpen).toBeGreaterThan(100);

    const entries: LedgerCall[] = [];
    for await (const entry of queryLedger(directory)) entries.push(entry as LedgerCall);

    // One entry for every callback of every point of every turn, each in the run of its turn.
    expect(entries).toHaveLength(TURNS * POINTS.length * 4);
    expect(new Set(entries.map(({ run, plugin, hook }) => `${run} ${plugin} ${hook}`)).size).toBe(
      entries.length,
    );
    for (const { run, sessionId, callId, hook } of entries) {
      const number = Number(run.replace("turn-", ""));
      expect(sessionId).toBe(`session-${number % 13}`);
      expect(callId).toBe(hook.endsWith("tool_execute") ? `call-${number}` : undefined);
    }

    // What the callbacks say of themselves is what the ledger says of them; those skipped were not called.
    const toText = (facts: readonly (string | undefined)[]): string => facts.join(" ");
    const told = deeds.map(({ run, plugin, point, outcome }) => toText([run, plugin, point, outcome]));
    const kept = entries
      .filter(({ outcome }) => outcome !== "skipped")
      .map(({ run, plugin, hook, outcome }) => toText([run, plugin, hook, outcome]));
    expect(kept.toSorted()).toEqual(told.toSorted());
    for (const outcome of ["ok", "failed", "timed_out", "skipped"]) {
      expect(entries.some((entry) => entry.outcome === outcome)).toBe(true);
    }

    // A change is its author's, in its own turn; whoever failed, came late or was skipped has changed nothing.
    for (const { run, plugin, outcome, patch, error } of entries) {
      const marks = JSON.stringify(patch).match(/«[^»]*»/g) ?? [];
      expect(marks).toEqual(outcome === "ok" ? [`«${run} ${plugin}»`] : []);
      expect(error).toBe(outcome === "failed" ? `moody in ${run}` : undefined);
    }

    // And each turn ends with exactly the changes that the ledger gives it.
    for (const [number, result] of results.entries()) {
      const run = `turn-${number}`;
      const own = entries.filter((entry) => entry.run === run && entry.outcome === "ok");
      const expected = own.map(({ plugin }) => `«${run} ${plugin}»`);
      expect((result.match(/«[^»]*»/g) ?? []).toSorted()).toEqual(expected.toSorted());
    }
    expect(new Set(problems.map(({ plugin }) => plugin))).toEqual(new Set(["moody", "late"]));
  },
);
