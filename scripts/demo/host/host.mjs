// @ts-check
// A host, as anybody may write one. It runs in a folder of its own, where npm has installed what it imports; it does
// what its parent asks for, one thing after the other, and ends when the parent is gone.
import { setImmediate as nextTurn } from "node:timers/promises";
import { buildEngine } from "@asky/engine";
import { formatReport } from "@asky/manager";

const [configDir = "", directory = ""] = process.argv.slice(2);

const nothing = () => {};
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const engine = buildEngine({ configDir, directory, logger: silent });

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

  /** @param {import("@asky/engine").IncomingMessage} message */
  async ask(message) {
    const trace = service("trace");
    const before = trace.latest;
    const result = await engine.handleMessage(message);
    await eventsOf(result, () => trace.since(before));
    return { result, trace: trace.since(before) };
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
    return names.includes("message.out") && decisions.length >= judged.length;
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
