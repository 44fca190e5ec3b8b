// @ts-check
// A host, as anybody may write one. It runs in a folder of its own, where npm has installed what it imports; it does
// what its parent asks for, one thing after the other, and ends when the parent is gone.
import { join } from "node:path";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { buildEngine } from "@asky/engine";
import { explainRun, formatReport, queryLedger } from "@asky/manager";

const ledgerPollMs = 20;
const ledgerLimitMs = 5_000;

const [configDir = "", directory = ""] = process.argv.slice(2);

const nothing = () => {};
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const engine = buildEngine({ configDir, directory, logger: silent, ledger: true });

/** @type {Record<string, (input: any) => Promise<unknown>>} */
const verbs = {
  async start() {
    await engine.startup();
    return { report: engine.report(), entry: import.meta.resolve("@asky/engine") };
  },

  async serve() {
    await engine.serve();
    const gui = service("gui");
    return { url: gui.url, startUrl: gui.createStartUrl(), servers: engine.daemon.status() };
  },

  /**
   * Answers a message. With `answer` somebody can be asked meanwhile, who says that; with `interruptAfterMs`
   * the chat is interrupted when its first tool has been at work for so long.
   *
   * @param {import("@asky/engine").IncomingMessage & {
   *   answer?: import("@asky/sdk").ApprovalAnswer,
   *   interruptAfterMs?: number,
   * }} message
   */
  async ask({ answer, interruptAfterMs, ...message }) {
    const trace = service("trace");
    const before = trace.latest;
    const began = performance.now();
    /** @type {import("../record.mjs").Progress[]} */
    const progress = [];
    /** @type {import("@asky/sdk").ApprovalRequest[]} */
    const asked = [];
    const disconnect = answer && connect(answer, asked);
    const leaveAlone = interruptAfterMs && interruptLater(interruptAfterMs);
    const result = await engine.handleMessage({
      ...message,
      onProgress(step) {
        progress.push({ ...step, afterMs: performance.now() - began });
      },
    });
    disconnect?.();
    if (leaveAlone) leaveAlone();
    await eventsOf(result, () => trace.since(before));
    return { result, trace: trace.since(before), progress, asked };
  },

  /** @param {string} sessionId */
  async session(sessionId) {
    return { session: await service("sessions").read(sessionId) };
  },

  /**
   * What the ledger knows of a turn. Turns do not wait for it, so this does: until it can say what is asked for.
   *
   * @param {{ turnId: string, wanted: "prompt" | "args" | "denied" }} question
   */
  async explain({ turnId, wanted }) {
    for (const began = performance.now(); ; await sleep(ledgerPollMs)) {
      const entries = [];
      for await (const entry of queryLedger(join(configDir, "runs"), { run: turnId })) entries.push(entry);
      const explanation = explainRun(entries);
      const isOver = performance.now() - began > ledgerLimitMs;
      if (explanation[wanted].length > 0 || isOver) return { explanation, entries: entries.length };
    }
  },

  async personas() {
    return { personas: await service("personas").list() };
  },

  /** @param {{ color: boolean, width: number }} options */
  async report(options) {
    return { report: engine.report(), tree: formatReport(engine.report(), options) };
  },

  async stop() {
    return { shutdown: await engine.shutdown(), report: engine.report() };
  },
};

/** Interrupts the chat when a tool has been at work for so long. @param {number} ms */
function interruptLater(ms) {
  return engine.eventBus.subscribe("tool.allowed", () => void setTimeout(() => engine.interrupt(), ms));
}

/**
 * A way to a human, who has made up their mind.
 *
 * @param {import("@asky/sdk").ApprovalAnswer} answer
 * @param {import("@asky/sdk").ApprovalRequest[]} asked gets every question
 */
function connect(answer, asked) {
  return service("approvals").connect({
    name: "demo",
    ask(request) {
      asked.push(request);
      return answer;
    },
  });
}

/**
 * @template {import("@asky/sdk").ServiceName} Name
 * @param {Name} name
 */
function service(name) {
  const found = engine.services.get(name);
  if (found === undefined) throw new Error(`No plugin offers the service "${name}".`);
  return found;
}

/**
 * Nobody waits for the delivery of events, so this does: until the turn's last ones have been recorded.
 *
 * @param {import("@asky/engine").TurnResult} result
 * @param {() => readonly import("../asky-plugin-trace/src/contract.js").TraceEntry[]} recorded
 */
async function eventsOf({ toolCalls }, recorded) {
  const judged = toolCalls.filter(({ status }) => status !== "invalid" && status !== "interrupted");
  const isTold = () => {
    const names = recorded().flatMap((entry) => (entry.kind === "event" ? [entry.name] : []));
    const decisions = names.filter((name) => name === "tool.allowed" || name === "tool.denied");
    return (
      (names.includes("message.out") || names.includes("execution.interrupted")) &&
      decisions.length >= judged.length
    );
  };
  while (!isTold()) await nextTurn();
}

process.on(
  "message",
  async (/** @type {{ id: number, verb: string, input: unknown }} */ { id, verb, input }) => {
    try {
      process.send?.({ id, result: await verbs[verb]?.(input) });
    } catch (error) {
      const { message, code, hint } = /** @type {Error & { code?: string, hint?: string }} */ (error);
      process.send?.({ id, error: { message, code, hint } });
    }
  },
);
process.on("disconnect", () => process.exit());
