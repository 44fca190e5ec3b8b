import { SYSTEM_PROMPT_EXTEND } from "@asky/sdk";
import type { InvocationRecord } from "../../hooks/invocation-record.ts";
import { describeError } from "../../problems/describe-error.ts";
import { type ContractRule, judge, notApplicable } from "../contract/contract-rule.ts";
import { codeOf } from "../contract/error-code.ts";
import { isExitRefusal } from "../observe/refused-exit.ts";
import { type ProbeScope, probePayload, probePromptContext } from "../payloads/probe-payloads.ts";
import { ORDINARY, SAMPLES, type Sample } from "../payloads/samples.ts";
import { dataPointsOf, emitEvents, fireHooks, pointsOf } from "./fire-everything.ts";
import type { PluginBench } from "./plugin-bench.ts";
import type { PluginLife } from "./plugin-life.ts";
import { isFrozenWrite, tellCall, tellProblem } from "./tell-problem.ts";
import { liveWholly } from "./whole-life.ts";

/** What comes of a call with one sample. */
interface ProbedCall {
  readonly call: InvocationRecord;
  readonly sample: Sample;
}

/** Errors that other rules are about. */
const OTHER_RULES: ReadonlySet<string> = new Set([
  ...["HOOKS_FROZEN", "PLUGIN_FENCED", "TOOL_INVALID", "TOOL_NAME_CLASH"],
]);

export const HOOK_RULES: readonly ContractRule<PluginBench>[] = [
  {
    id: "hooks/finish-in-time",
    title: "Its callbacks and handlers finish in time on every point and event it registered for.",
    fix: "Await only what is sure to settle, and heed the payload's signal; do slow work outside of callbacks.",
    needs: ["lifecycle/lives-again"],
    check: (bench) =>
      bench.live(async (life) => {
        await life.begin();
        if (!usesAny(life)) return notApplicable("It registers no callback and no handler.");
        await fireHooks(life, ORDINARY, life.host.scope());
        await emitEvents(life, ORDINARY, life.host.scope());
        const slow = slowCalls(life, bench.budgetMs);
        if (slow.length === 0) return judge(cutOff(life));
        // A machine that is busy with something else makes one call slow, a plugin each of them.
        const from = life.host.calls.length;
        await fireHooks(life, ORDINARY, life.host.scope());
        const again = slowCalls(life, bench.budgetMs, from);
        return judge([...cutOff(life), ...slow.filter((call) => again.includes(call))]);
      }),
  },
  {
    id: "hooks/register-in-activation-only",
    title: "It registers callbacks during activation only, and tools during tool_registry_build only.",
    fix: "Register before activate() returns, or before its promise resolves; let a callback return early instead of registering it later.",
    needs: ["hooks/finish-in-time", "lifecycle/stops-at-any-point"],
    check: (bench) =>
      bench.live(async (life) => {
        const { tools } = await liveWholly(bench, life);
        const errors = [...life.strays, ...life.host.calls.map(({ error }) => error)];
        return judge([
          ...errors
            .filter((error) => codeOf(error) === "HOOKS_FROZEN")
            .map((error) => describeError(error).message),
          ...(tools?.late ?? []).map(({ error }) => error.message),
        ]);
      }),
  },
  {
    id: "hooks/never-fail",
    title: "Its callbacks never fail, whatever is in a legal payload: nothing, very much, or hostile text.",
    fix: "Check what you read from a payload, and take texts, keys and ids for what they are: somebody else's.",
    needs: ["hooks/finish-in-time"],
    check: async (bench) => {
      const calls = await probeHooks(bench);
      if (calls.length === 0) return notApplicable("It registers no callback.");
      const failed = calls.filter(({ call }) => call.outcome === "failed" && !isAnotherRules(call.error));
      return judge(failed.map(({ call, sample }) => tellCall(call, sample.kind)));
    },
  },
  {
    id: "hooks/leave-payloads-alone",
    title: "Its callbacks change nothing inside a payload; they replace what may be replaced by assignment.",
    fix: "Build a new value and assign it, for example `payload.messages = [...payload.messages, message]`.",
    needs: ["hooks/finish-in-time"],
    check: (bench) =>
      bench.live(async (life) => {
        await life.begin();
        if (pointsOf(life).size === 0) return notApplicable("It registers no callback.");
        return judge(await changedPayloads(life));
      }),
  },
  {
    id: "hooks/return-what-is-expected",
    title: "What its callbacks return or put in the place of a field has the type that is expected there.",
    fix: "Return text from a chain, and assign what the payload's type says.",
    needs: ["hooks/never-fail"],
    check: (bench) =>
      bench.live(async (life) => {
        await life.begin();
        if (pointsOf(life).size === 0) return notApplicable("It registers no callback.");
        for (const sample of SAMPLES) await fireHooks(life, sample, scopeFor(life, sample));
        return judge(life.problems.filter(({ code }) => code === "HOOK_FIELD_INVALID").map(tellProblem));
      }),
  },
  {
    id: "hooks/heed-the-signal",
    title: "Its callbacks also end when the turn is interrupted, before or during the call.",
    fix: "Look at `signal.aborted` before you wait for its event, and pass the signal on to whatever takes one.",
    needs: ["hooks/finish-in-time"],
    check: (bench) =>
      bench.live(async (life) => {
        await life.begin();
        if (pointsOf(life).size === 0) return notApplicable("It registers no callback.");
        await fireHooks(life, ORDINARY, life.host.scope("session-1", AbortSignal.abort()));
        const during = new AbortController();
        const fired = fireHooks(life, ORDINARY, life.host.scope("session-2", during.signal));
        during.abort();
        await fired;
        return judge(cutOff(life));
      }),
  },
];

/** The callbacks that took longer than the budget and came to an end by themselves, the thread blocked or not. */
function slowCalls({ host }: PluginLife, budgetMs: number, from = 0): readonly string[] {
  return host.calls
    .slice(from)
    .filter(({ outcome, durationMs }) => outcome !== "timed_out" && durationMs > budgetMs)
    .map(({ callback, point }) => `The callback "${callback}" on "${point}" takes more than ${budgetMs} ms.`);
}

/** What hung, so that the manager had to cut it off. */
function cutOff({ host, problems }: PluginLife): readonly string[] {
  return [
    ...host.calls
      .filter(({ outcome }) => outcome === "timed_out")
      .map((call) => tellCall(call, ORDINARY.kind)),
    ...problems.filter(({ code }) => code === "HANDLER_TIMED_OUT").map(tellProblem),
  ];
}

function usesAny(life: PluginLife): boolean {
  return pointsOf(life).size > 0 || (life.report?.events.length ?? 0) > 0;
}

function scopeFor(life: PluginLife, { kind, id }: Sample): ProbeScope {
  return life.host.scope(kind === "hostile" || kind === "huge" ? id : kind);
}

/** Every point with every sample. */
function probeHooks(bench: PluginBench): Promise<readonly ProbedCall[]> {
  return bench.live(async (life) => {
    await life.begin();
    const probed: ProbedCall[] = [];
    for (const sample of SAMPLES) {
      const from = life.host.calls.length;
      await fireHooks(life, sample, scopeFor(life, sample));
      const own = life.host.calls.slice(from).filter(({ plugin }) => plugin === life.name);
      probed.push(...own.map((call) => ({ call, sample })));
    }
    return probed;
  });
}

function isAnotherRules(error: unknown): boolean {
  return isFrozenWrite(error) || isExitRefusal(error) || OTHER_RULES.has(codeOf(error) ?? "");
}

/** Hands out payloads that can be changed, and looks whether they were. */
async function changedPayloads(life: PluginLife): Promise<readonly string[]> {
  const { hookRegistry: hooks } = life.host.manager;
  const scope = life.host.scope();
  const changed: string[] = [];
  const check = async (point: string, given: object, fire: () => unknown): Promise<void> => {
    const before = nestedTexts(given);
    await life.manage(`A callback on "${point}"`, fire);
    for (const { name, value, text } of before) {
      if (textOfValue(value) !== text) changed.push(`On "${point}" it changed something inside "${name}".`);
    }
  };
  for (const point of dataPointsOf(life)) {
    const payload = probePayload(point, ORDINARY, scope);
    await check(point, payload, () => hooks.invoke(point, payload));
  }
  if (pointsOf(life).has(SYSTEM_PROMPT_EXTEND)) {
    const context = probePromptContext(scope);
    await check(SYSTEM_PROMPT_EXTEND, context, () =>
      hooks.invokeChain(SYSTEM_PROMPT_EXTEND, ORDINARY.text, context),
    );
  }
  return changed;
}

interface NestedText {
  readonly name: string;
  readonly value: unknown;
  readonly text: string | undefined;
}

/** The members that are objects, with their text as of now. Looked at later by the object, not by the member. */
function nestedTexts(payload: object): readonly NestedText[] {
  return Object.entries(payload)
    .filter(([, value]) => typeof value === "object" && value !== null && !(value instanceof AbortSignal))
    .map(([name, value]) => ({ name, value, text: textOfValue(value) }));
}

function textOfValue(value: unknown): string | undefined {
  return JSON.stringify(value);
}
