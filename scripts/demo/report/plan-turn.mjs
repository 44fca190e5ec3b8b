// @ts-check
import { describeHook, findChange } from "./hook-change.mjs";
import { isOfGate, orderEntries } from "./order-entries.mjs";
import { counted, cut, duration } from "./words.mjs";

/**
 * @typedef {"event" | "hook" | "call" | "reply" | "run"} StepKind
 *
 * @typedef {object} Step one line of the drawing: who turns to whom
 * @property {StepKind} kind
 * @property {string} from a lane
 * @property {readonly string[]} to lanes, in the order in which they were called; none when nobody was there
 * @property {string} title
 * @property {string} note
 * @property {readonly string[]} authors the lanes that changed something, or one of which did
 * @property {boolean} [isDenial]
 *
 * @typedef {object} Turn
 * @property {readonly string[]} lanes `engine`, `model`, `gate`, then plugins in order of activation
 * @property {readonly Step[]} steps
 *
 * @typedef {object} TurnSurroundings
 * @property {readonly import("../record.mjs").PluginReport[]} plugins
 * @property {readonly string[]} observers plugins that only looked on; they are left out
 * @property {Readonly<Record<string, readonly string[]>>} toolsOf the tools that each plugin registers
 */

/**
 * Turns what was recorded of a turn into steps between lanes. Pure.
 *
 * @param {import("../record.mjs").RecordedTurn} turn
 * @param {TurnSurroundings} surroundings
 * @returns {Turn}
 */
export function planTurn({ trace, result }, { plugins, observers, toolsOf }) {
  const others = plugins.filter(({ name }) => !observers.includes(name));
  const originOf = (/** @type {string} */ callId) =>
    result.toolCalls.find(({ id }) => id === callId)?.origin ?? "host";
  const steps = orderEntries(trace).flatMap((entry) => {
    if (entry.kind === "event") return [eventStep(entry, others)];
    const called = calledAt(entry.point, others);
    const change = findChange(entry, called, toolsOf);
    const hook = hookStep(entry, called, change);
    return [...stepsBefore(entry, originOf), hook, ...stepsAfter(entry)];
  });
  const used = new Set(steps.flatMap(({ from, to }) => [from, ...to]));
  const lanes = [
    "engine",
    "model",
    "gate",
    ...others.map(({ name }) => name).filter((name) => used.has(name)),
  ];
  return { lanes, steps };
}

/**
 * The plugins that a point calls, in that order: by priority, then name, then registration.
 *
 * @param {string} point
 * @param {readonly import("../record.mjs").PluginReport[]} plugins
 */
function calledAt(point, plugins) {
  const callbacks = plugins.flatMap(({ name, hooks }) =>
    hooks.filter((hook) => hook.point === point).map(({ priority }) => ({ name, priority })),
  );
  callbacks.sort((one, other) => one.priority - other.priority || (one.name < other.name ? -1 : 1));
  return [...new Set(callbacks.map(({ name }) => name))];
}

/**
 * @param {import("../asky-plugin-trace/src/contract.js").HookEntry} entry
 * @param {readonly string[]} called
 * @param {ReturnType<typeof findChange>} change
 * @returns {Step}
 */
function hookStep(entry, called, change) {
  const isOfGate = entry.point === "pre_tool_execute" || entry.point === "post_tool_execute";
  return {
    kind: "hook",
    from: isOfGate ? "gate" : "engine",
    to: called,
    title: entry.point,
    note: change?.text ?? describeHook(entry, called),
    authors: change?.authors ?? [],
  };
}

/**
 * @param {import("../asky-plugin-trace/src/contract.js").EventEntry} entry
 * @param {readonly import("../record.mjs").PluginReport[]} plugins
 * @returns {Step}
 */
function eventStep({ name, data }, plugins) {
  const isDenial = name === "tool.denied";
  return {
    kind: "event",
    from: isOfGate(name) ? "gate" : "engine",
    to: plugins.filter(({ events }) => events.includes(name)).map((plugin) => plugin.name),
    title: name,
    note: noteOf(data),
    authors: [],
    ...(isDenial && { isDenial }),
  };
}

/** @param {Readonly<Record<string, unknown>>} data */
function noteOf({ answer, userId, reason, text, content, toolName }) {
  if (answer !== undefined) return userId === undefined ? String(answer) : `${answer} by ${userId}`;
  return String(reason ?? text ?? content ?? toolName ?? "");
}

/**
 * What the host did just before it fired a hook.
 *
 * @param {import("../asky-plugin-trace/src/contract.js").HookEntry} entry
 * @param {(callId: string) => string} originOf
 * @returns {Step[]}
 */
function stepsBefore({ point, before }, originOf) {
  const plain = { authors: [] };
  if (point === "post_llm_response") {
    return [
      {
        ...plain,
        kind: "reply",
        from: "model",
        to: ["engine"],
        title: `answer ${before.turnNumber}`,
        note: said(before),
      },
    ];
  }
  if (point === "pre_tool_execute") {
    const note = `${before.toolName} ${spellOut(before.args)}`;
    return [{ ...plain, kind: "call", from: "engine", to: ["gate"], title: "dispatch", note }];
  }
  if (point === "post_tool_execute") {
    const origin = originOf(String(before.callId));
    const note = `${duration(Number(before.executionTimeMs))}: ${cut(textOf(before.parts), 300)}`;
    const to = [origin === "host" ? "engine" : origin];
    return [{ ...plain, kind: "run", from: "gate", to, title: `${before.toolName} runs`, note }];
  }
  return [];
}

/** @param {import("../asky-plugin-trace/src/contract.js").HookEntry} entry @returns {Step[]} */
function stepsAfter({ point, after }) {
  if (point !== "pre_llm_call") return [];
  const note = `${counted(Number(after.messages), "message")}, ${counted(Number(after.tools), "tool")}`;
  return [
    {
      kind: "call",
      from: "engine",
      to: ["model"],
      title: `model call ${after.turnNumber}`,
      note,
      authors: [],
    },
  ];
}

/** @param {Readonly<Record<string, any>>} response */
function said({ toolCalls, parts }) {
  const asked = toolCalls.map((/** @type {any} */ call) => `${call.name} ${spellOut(parse(call.arguments))}`);
  return asked.length > 0 ? `asks for ${asked.join(", ")}` : textOf(parts);
}

/** The arguments of a call: `pattern="x" limit=3`. @param {unknown} args */
function spellOut(args) {
  const pairs = Object.entries(args ?? {}).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return pairs.join(" ");
}

/** What a model wrote need not be JSON. @param {string} text @returns {unknown} */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { arguments: text };
  }
}

/** @param {unknown} parts */
export function textOf(parts) {
  return /** @type {import("@asky/sdk").MessagePart[]} */ (parts)
    .map((part) =>
      part.type === "text" ? part.text : part.type === "data" ? JSON.stringify(part.data) : part.mimeType,
    )
    .join("\n");
}
