import type {
  ChainPoint,
  HookChains,
  HookPayloads,
  NotifyPoint,
  PreToolExecutePayload,
  ReplacedFields,
  SessionEndPayload,
} from "@asky/sdk";
import { hookFieldInvalid } from "../errors/hook.ts";
import type { ReportProblem } from "../problems/problem-log.ts";
import type { CallbackEntry, CallView, ChainView } from "./call-loop.ts";
import { chainGuard } from "./field-guards.ts";
import { Invocation } from "./invocation.ts";
import { beginRecord, type EndRecord, type InvocationRecorder } from "./invocation-record.ts";
import { createView } from "./view.ts";

/** Which call a view is for. */
export interface CallFacts<Point> {
  readonly point: Point;
  readonly entry: CallbackEntry;
  readonly record: InvocationRecorder | undefined;
}

/** The view of a callback that may replace members: a payload of its own, read back when it succeeds. */
export function openView<Point extends NotifyPoint>(
  facts: CallFacts<Point>,
  given: HookPayloads[Point],
  merge: (replaced: ReplacedFields<Point>, plugin: string) => void,
  report: ReportProblem,
): CallView<HookPayloads[Point]> {
  const { point, entry } = facts;
  const invocation = new Invocation(entry, report);
  const { payload, before, readReplaced } = createView(point, given, invocation);
  const end = begin(facts, given);
  const deny = entry.isGuard && "deny" in given ? given.deny : undefined;
  const guardName = `the guard "${entry.name}" of "${entry.plugin}"`;
  return {
    payload,
    succeeded() {
      const replaced = readReplaced((field, guard, detail) => {
        report(hookFieldInvalid(entry.plugin, point, field, guard.expected, detail));
      });
      const fields = Object.keys(replaced);
      end("ok", fields.length === 0 ? {} : { before: pick(before, fields), after: replaced });
      merge(replaced, entry.plugin);
    },
    failed(error) {
      end("failed", { error });
      deny?.(`${guardName} failed`);
    },
    expired() {
      invocation.fence();
      end("timed_out");
      deny?.(`${guardName} did not answer in time`);
    },
    skipped() {
      end("skipped");
      deny?.(`${guardName} has failed too often`);
    },
  };
}

/** The view of a callback that is told what all are told: the payload as it is. Opened only to keep a record. */
export function openSharedView<Point extends NotifyPoint>(
  facts: CallFacts<Point>,
  payload: HookPayloads[Point],
): CallView<HookPayloads[Point]> {
  const end = begin(facts, payload);
  return {
    payload,
    succeeded: () => end("ok"),
    failed: (error) => end("failed", { error }),
    expired: () => end("timed_out"),
    skipped: () => end("skipped"),
  };
}

/** The view of a link in a chain: a context with a signal of its own. */
export function openChainView<Point extends ChainPoint>(
  facts: CallFacts<Point>,
  value: HookChains[Point]["value"],
  given: HookChains[Point]["context"],
  report: ReportProblem,
): ChainView<HookChains[Point]["value"], HookChains[Point]["context"]> {
  const { point, entry } = facts;
  const guard = chainGuard(point);
  const invocation = new Invocation(entry, report);
  const end = begin(facts, given);
  return {
    context: Object.freeze({
      ...given,
      get signal() {
        return invocation.signalWithin(given.signal);
      },
    }),
    accept(returned): returned is HookChains[Point]["value"] {
      if (guard.accepts(returned)) return true;
      report(hookFieldInvalid(entry.plugin, point, "the value of the chain", guard.expected));
      return false;
    },
    succeeded: (next) => end("ok", next === value ? {} : { before: value, after: next }),
    failed: (error) => end("failed", { error }),
    expired() {
      invocation.fence();
      end("timed_out");
    },
    skipped: () => end("skipped"),
  };
}

const KEEP_NO_RECORD: EndRecord = () => {};

function begin({ point, entry, record }: CallFacts<string>, payload: object): EndRecord {
  if (!record) return KEEP_NO_RECORD;
  const { turn, sessionId, call, toolName } = payload as Partial<PreToolExecutePayload & SessionEndPayload>;
  return beginRecord(record, {
    plugin: entry.plugin,
    point,
    callback: entry.name,
    ...(turn && { turn }),
    ...(sessionId !== undefined && { sessionId }),
    ...(call && { call: { id: call.id, toolName: toolName ?? call.name } }),
  });
}

function pick(values: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}
