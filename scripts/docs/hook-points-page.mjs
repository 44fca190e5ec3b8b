// @ts-check
import { generatedNote, link, table } from "./markdown.mjs";

/** @type {Record<import("./hook-points.mjs").CallingMode, { method: string, meaning: string }>} */
const modes = {
  chain: {
    method: "invokeChain",
    meaning:
      "Each callback takes what the one before it returned. One that fails, or returns `undefined`, leaves the value.",
  },
  own: {
    method: "invokeEach",
    meaning:
      "Each callback has a payload of its own. The host reads back what was replaced, so every change has one author.",
  },
  shared: {
    method: "invoke",
    meaning: "All callbacks have the same payload. What they return is ignored; a promise is awaited.",
  },
};

/** What readers may know from elsewhere. */
const equivalents = [
  ["`invoke`", "`AsyncSeriesHook`", "`hookSeq`", "a plain call", "none"],
  ["`invokeChain`", "`AsyncSeriesWaterfallHook`", "`hookReduceArg0`", "none", "`waterfall`"],
  ["`invokeEach`", "none", "none", "none", "none"],
];

/** @param {ReturnType<typeof import("./hook-points.mjs").readHookPoints>} facts @returns {string} */
export function hookPointsPage({ points, turn }) {
  return [
    generatedNote("packages/sdk/src/hooks"),
    "# Hook points",
    `A plugin changes what a host does at ${points.length} points. It registers a callback in \`activate()\`, and only there:`,
    '```ts\nhooks.register("pre_tool_execute", (payload) => {\n  if (payload.toolName === "Read") payload.args = { ...payload.args, limit: 100 };\n}, { priority: 50 });\n```',
    "Callbacks run one after the other: the lower priority first (100 unless given), then by the plugin's name, then in the order of registration. A callback may return a promise; it is awaited, for 30 seconds unless `timeoutMs` or the roster's `timeout_ms` says otherwise. One that fails is reported with plugin, point and callback, and the others run. After three failures within five minutes it is skipped for a minute.",
    "## At a glance",
    table(
      ["Point", "When", "Called with", "May be replaced"],
      points.map(({ name, when, mode, members, value }) => [
        link(`\`${name}\``, `#${name}`),
        when,
        `\`${modes[mode].method}\``,
        replaceable(members, value),
      ]),
    ),
    "## How callbacks are called",
    table(
      ["Called with", "What it means"],
      Object.values(modes).map(({ method, meaning }) => [`\`${method}\``, meaning]),
    ),
    "A member is replaced by assigning to it. Its value is frozen at every level: build a new one and assign that. A value of the wrong type is refused with `HOOK_FIELD_INVALID`, and the old one stays. What a callback does after its time is over reaches nobody.",
    "With `{ guard: true }` on `pre_tool_execute` a callback fails closed: when it throws, when its time is over, or while it is skipped, the call is denied. A plugin can deny and never allow.",
    "The same, in the words of others:",
    table(["Here", "tapable", "Rollup", "pluggy", "cordis"], equivalents),
    "## Members of every payload of a turn",
    "Marked with ◦ below. There is no current turn: whoever needs to know it reads it here.",
    memberTable(turn.map((member) => ({ ...member, isOfTurn: false }))),
    ...points.map(describePoint),
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n");
}

/** @param {import("./hook-points.mjs").HookPointFacts} point */
function describePoint({ name, when, payload, remarks, mode, value, members }) {
  const isOfTurn = members.some((member) => member.isOfTurn);
  const signature =
    mode === "chain"
      ? `\`(value: ${value}, context: ${payload}) => ${value} | Promise<${value}>\``
      : `\`(payload: ${payload}) => unknown\``;
  return [
    `## ${name}`,
    [when, remarks].filter((text) => text !== "").join(" "),
    `${signature} · called with ${link(`\`${modes[mode].method}\``, "#how-callbacks-are-called")}${isOfTurn ? " · a payload of a turn ◦" : ""}`,
    memberTable(members.filter((member) => !member.isOfTurn)),
  ].join("\n\n");
}

/** @param {readonly import("./hook-points.mjs").Member[]} members */
function memberTable(members) {
  if (members.length === 0) return "It has no further members.";
  return table(
    ["Member", "Type", "", "Meaning"],
    members.map(({ name, type, text, isReplaceable }) => [
      `\`${name}\``,
      `\`${type.replaceAll("|", "\\|")}\``,
      isReplaceable ? "**replaceable**" : "",
      text.replaceAll("|", "\\|"),
    ]),
  );
}

/** @param {readonly import("./hook-points.mjs").Member[]} members @param {string | undefined} value */
function replaceable(members, value) {
  if (value !== undefined) return "the value";
  return members
    .filter(({ isReplaceable }) => isReplaceable)
    .map(({ name }) => `\`${name}\``)
    .join(", ");
}
