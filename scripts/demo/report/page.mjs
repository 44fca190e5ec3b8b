// @ts-check

import { consentList, culpritTable, sessionTable } from "./conversation.mjs";
import { drawGraph } from "./draw-graph.mjs";
import { drawTimeline } from "./draw-timeline.mjs";
import { drawTurn } from "./draw-turn.mjs";
import { markup } from "./markup.mjs";
import { planGraph } from "./plan-graph.mjs";
import { planTimeline } from "./plan-timeline.mjs";
import { planTurn } from "./plan-turn.mjs";
import { pluginTable } from "./plugin-table.mjs";
import { stepName } from "./step-name.mjs";
import { stylesheet } from "./stylesheet.mjs";
import { counted, duration } from "./words.mjs";

/** The plugins that recorded the turns. */
const observers = ["hook_trace", "event_trace"];

/**
 * The page that tells what a demonstration has seen. Pure: the same record gives the same page. It needs no script, no
 * network and no other file.
 *
 * @param {import("../record.mjs").DemoRecord} record
 * @returns {string} HTML
 */
export function reportPage(record) {
  const { report, turns } = record;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Asky plugins: what the demonstration saw</title>
${stylesheet}
</head>
<body>
<main>
${header(record)}
${section("graph", "What depends on what", graphIntroduction(), legend(graphKeys), frame(drawGraph(planGraph(report.plugins, record.packages))))}
${section("start-up", "Start-up in time", timelineIntroduction(), legend(timelineKeys), frame(drawTimeline(planTimeline(report.plugins))))}
${section("session", "One conversation, two processes", sessionIntroduction(record), frame(sessionTable(record.session)))}
${turns.map((turn, index) => turnSection(turn, index, record))}
${section("consent", "With a human's consent", "What the connector was shown, what the human said, and what the audit log keeps of it: one call id on both lines.", consentList(record.consents))}
${section("ledger", "Who did it?", "The ledger keeps for each turn every callback and what it changed, and answers afterwards.", frame(culpritTable(record.culprits)))}
${section("audit", "Written down", auditIntroduction(record), auditLine(record))}
${section("report", "The report", undefined, frame(pluginTable(report.plugins)))}
${section("shut-down", "Shut-down, in order", undefined, shutdownList(record))}
</main>
<footer><p>Recorded by <code>npm run demo</code>, finished ${readableTime(record.facts.finishedAt)}. Everything on this page happened in that run; the page needs no network.</p></footer>
</body>
</html>
`;
  return page.html;
}

/** @typedef {import("./markup.mjs").Content} Content */

/** @param {import("../record.mjs").DemoRecord} record */
function header({ facts, packages, report, turns }) {
  const started = report.plugins.filter(({ state }) => state === "started").length;
  const calls = turns.flatMap(({ result }) => result.toolCalls);
  const denied = calls.filter(({ status }) => status === "denied").length;
  return markup`<header>
<p class="brand">Asky plugins</p>
<h1>${counted(started, "plugin")} at work, installed from a registry by name</h1>
<p class="lead">${counted(packages.length, "package")} went to a registry of their own and were installed from it with npm; the host then answered questions about a folder, was interrupted, asked a human for consent, went on in another process, and refused to leave the folder.</p>
<dl class="facts">
${fact("Folder", markup`<code>${facts.folder}</code>`)}
${fact("Registry", markup`<code>${facts.registry}</code>`)}
${fact("Ready after", duration(report.durationMs))}
${fact("Tool calls drawn", `${calls.length}, ${denied} denied`)}
${fact("Node", facts.node)}
${fact("The whole run", `${facts.seconds.toFixed(0)} s`)}
</dl>
</header>`;
}

/** @param {string} label @param {Content} value */
function fact(label, value) {
  return markup`<div><dt>${label}</dt><dd>${value}</dd></div>`;
}

/** @param {string} id @param {string} title @param {Content} introduction @param {...import("./markup.mjs").Piece} content */
function section(id, title, introduction, ...content) {
  return markup`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${introduction === undefined ? undefined : markup`<p class="introduction">${introduction}</p>`}
${content}
</section>`;
}

/** Wide drawings scroll in their frame, also by keyboard. @param {Content} content */
function frame(content) {
  return markup`<div class="frame" tabindex="0">${content}</div>`;
}

const graphKeys = [
  { mark: "plugin", text: "a plugin needs another one" },
  { mark: "holds", text: "a plugin comes from a package" },
  { mark: "requires", text: "a package depends on another" },
  { mark: "peer", text: "a package expects one of its user (peer)" },
];
const timelineKeys = [
  { mark: "import", text: "import" },
  { mark: "init", text: "activate or initialize" },
  { mark: "start", text: "start" },
];
const turnKeys = [
  { mark: "hook", text: "hook" },
  { mark: "author", text: "hook in which this plugin changed something" },
  { mark: "event", text: "event" },
  { mark: "call", text: "model, gate and tools" },
];

/** @param {readonly { mark: string, text: string }[]} keys */
function legend(keys) {
  return markup`<ul class="legend">${keys.map(({ mark, text }) => markup`<li><span class="key ${mark}"></span>${text}</li>`)}</ul>`;
}

function graphIntroduction() {
  return "Arrows point to what is needed. Host and plugins share the contracts and nothing else: no plugin needs the host.";
}

function timelineIntroduction() {
  return "All imports begin together; then one plugin after the other is initialised, and then started, as far as its contract has such a step.";
}

/** @param {import("../record.mjs").RecordedTurn} turn @param {number} index @param {import("../record.mjs").DemoRecord} record */
function turnSection(turn, index, { report, toolsOf }) {
  const { title, question, result } = turn;
  const planned = planTurn(turn, { plugins: report.plugins, observers, toolsOf });
  const label = `${title}: ${counted(planned.steps.length, "step")} between ${planned.lanes.join(", ")}`;
  return section(
    `turn-${index + 1}`,
    title,
    markup`From top to bottom; ${duration(result.durationMs)} in all. <code>hook_trace</code> and <code>event_trace</code>, which recorded it, are called first and last everywhere and are left out.`,
    markup`<div class="exchange"><p class="question">${question}</p><pre class="answer" tabindex="0">${result.text}</pre></div>`,
    legend(turnKeys),
    frame(drawTurn(planned, label)),
  );
}

/** @param {import("../record.mjs").DemoRecord} record */
function sessionIntroduction({ session }) {
  return markup`The session <code>${session.id}</code>. The first process was ended with <code>${session.endedBy}</code>; the second one read the conversation, told the plugins <code>isNew: false</code>, and went on.`;
}

/** @param {import("../record.mjs").DemoRecord} record */
function auditIntroduction({ audit }) {
  return markup`Line ${audit.lineNumber} of <code>${audit.file}</code>, as it was written by the plugin <code>audit</code> when it heard of the denial:`;
}

/** @param {import("../record.mjs").DemoRecord} record */
function auditLine({ audit }) {
  return markup`<pre class="audit">${audit.line}</pre>`;
}

/** @param {import("../record.mjs").DemoRecord} record */
function shutdownList({ shutdown }) {
  return markup`<ol class="shut-down">${shutdown.steps.map(
    (step) =>
      markup`<li><span class="kind">${step.kind}</span> <span>${stepName(step)}</span> <span class="time">${duration(step.durationMs)}</span></li>`,
  )}</ol>`;
}

/** @param {string} iso */
function readableTime(iso) {
  return markup`<time datetime="${iso}">${iso.replace("T", " ").replace(/\.\d+Z$/, " UTC")}</time>`;
}
