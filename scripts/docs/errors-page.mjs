// @ts-check
import { escapeText, generatedNote, inList, link, table } from "./markdown.mjs";

/** Where a part of the list begins. */
const sections = [
  ["ROSTER_UNREADABLE", "plugins.toml and configuration"],
  ["PACKAGE_NOT_FOUND", "Packages and modules"],
  ["DEPENDENCY_MISSING", "Dependencies"],
  ["ACTIVATE_FAILED", "The life of a plugin"],
  ["HOOK_POINT_UNKNOWN", "Hooks"],
  ["EVENT_INVALID", "Events"],
  ["SERVICE_TAKEN", "Services"],
  ["TOOL_INVALID", "Tools and the gate"],
  ["LEDGER_UNAVAILABLE", "The ledger"],
  ["MODEL_FAILED", "Models"],
  ["SERVER_SPEC_INVALID", "Servers"],
];

const phases = [
  ["roster", "`plugins.toml` is read"],
  ["plan", "the order of the plugins is found"],
  ["load", "packages are looked for and imported"],
  ["config", "configurations are read and checked"],
  ["init", "`activate()` or `initialize()` is called"],
  ["start", "`start()` is called"],
  ["serve", "the host is at work: turns, hooks, events, tools, servers"],
  ["stop", "the plugins are stopped"],
];

const ways = [
  [
    "report",
    "an entry of the report, and a line of the log: `error` is logged as ERROR, `warning` as WARNING",
  ],
  [
    "thrown",
    "a `PluginError`, thrown where the API was misused; a plugin that lets it pass fails with it as the cause",
  ],
  [
    "handed back",
    "a `PluginError` as a value, which whoever asked reports, throws, or answers the model with",
  ],
];

/** @param {readonly import("./error-codes.mjs").ErrorCode[]} codes @returns {string} */
export function errorsPage(codes) {
  return [
    generatedNote("packages/*/src/errors"),
    "# Errors",
    `Every fault that the manager, the gate and the reference host report has one of the ${codes.length} codes of this page. A code is permanent: its meaning never changes, and its name can be searched for. Plugins own further codes of their own.`,
    "An entry says what has happened, and then what to do. In the sentences below, ‹…› stands for what is filled in.",
    "**How it reaches you**",
    table(
      ["Way", "What it is"],
      ways.map(([way, meaning]) => [`*${way}*`, String(meaning)]),
    ),
    "**When it happens**",
    table(
      ["Phase", "Meanwhile"],
      phases.map(([phase, meaning]) => [`*${phase}*`, String(meaning)]),
    ),
    "## All codes",
    ...split(codes).flatMap(([title, part]) => [`**${title}**`, summary(part)]),
    ...split(codes).flatMap(([title, part]) => [`## ${title}`, ...part.map(describeCode)]),
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n");
}

/** @typedef {import("./error-codes.mjs").ErrorCode} ErrorCode */

/** @param {readonly ErrorCode[]} codes @returns {[string, ErrorCode[]][]} */
function split(codes) {
  /** @type {[string, ErrorCode[]][]} */
  const parts = [];
  for (const code of codes) {
    const section = sections.find(([first]) => first === code.code);
    if (section || parts.length === 0) parts.push([section?.[1] ?? "Others", []]);
    parts.at(-1)?.[1].push(code);
  }
  return parts;
}

/** @param {readonly ErrorCode[]} codes */
function summary(codes) {
  return table(
    ["Code", "What has happened", "As"],
    codes.map(({ code, meaning, wordings }) => [
      link(`\`${code}\``, `#${code.toLowerCase()}`),
      meaning,
      inList([
        ...new Set(
          wordings.flatMap(({ severities, factory }) => (severities.length > 0 ? severities : factory.ways)),
        ),
      ]),
    ]),
  );
}

/** @param {ErrorCode} code */
function describeCode({ code, meaning, wordings }) {
  return [`### ${code}`, meaning, ...wordings.map(describeWording)].join("\n\n");
}

/** @param {import("./run-factories.mjs").Wording} wording */
function describeWording({ message, hints, severities, phases, factory }) {
  const when = phases.length > 4 ? "any phase" : inList(phases);
  const facts = [...severities.toSorted(), when, ...factory.ways]
    .filter((fact) => fact !== "")
    .map((fact) => `*${fact}*`);
  const files = factory.users.map((file) => link(nameOf(file), `../packages/${file}`));
  return [
    `> ${escapeText(message)}`,
    ...hints.map((hint) => `> → ${escapeText(hint)}`),
    `> ${[...new Set(facts)].join(" · ")}${files.length > 0 ? ` · ${files.join(", ")}` : ""}`,
  ].join("\n>\n");
}

/** `manager/src/packages/find-plugin.ts` is the manager's `packages/find-plugin`. @param {string} file */
function nameOf(file) {
  return file.replace("/src/", "/").replace(/\.ts$/, "");
}
