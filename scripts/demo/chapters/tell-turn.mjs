// @ts-check
import { readAuditLog } from "../audit-log.mjs";
import { expect } from "../fault.mjs";
import { textOf } from "../report/plan-turn.mjs";
import { counted, cut, duration } from "../report/words.mjs";

const maxAnswerLines = 7;

/**
 * @typedef {object} Answered
 * @property {import("../record.mjs").TurnResult} result
 * @property {readonly import("../record.mjs").TraceEntry[]} trace
 * @property {readonly import("../record.mjs").Progress[]} progress
 * @property {readonly import("@asky/sdk").ApprovalRequest[]} asked
 *
 * @typedef {object} Message
 * @property {string} text
 * @property {string} sessionId
 * @property {string} [directory]
 * @property {import("@asky/sdk").ApprovalAnswer} [answer] what the human says who is asked
 * @property {number} [interruptAfterMs] how long the first tool may run before the turn is interrupted
 */

/**
 * Asks the host, and tells question, tool calls and answer.
 *
 * @param {import("../narrator.mjs").Narrator} tell
 * @param {import("../host-process.mjs").HostProcess} host
 * @param {string} configDir
 * @param {Message} message
 * @param {{ isAnswerTold?: boolean, isProgressTold?: boolean, stopReason?: string }} [options]
 * @returns {Promise<Answered>}
 */
export async function tellTurn(tell, host, configDir, message, options = {}) {
  const { isAnswerTold = true, isProgressTold = false, stopReason = "answered" } = options;
  const answered = /** @type {Answered} */ (await tell.during("asking", () => host.request("ask", message)));
  const { result, trace, progress } = answered;
  const { text } = result;
  expect(
    result.stopReason === stopReason,
    `The question "${message.text}" was not ${stopReason} but ${result.stopReason}: ${text}`,
  );
  expect(stopReason !== "answered" || text.trim() !== "", `The answer to "${message.text}" is empty.`);

  tell.say(`${tell.paint("cyan", "?")} ${tell.paint("bold", cut(message.text, tell.width - 2))}`);
  const audit = await readAuditLog(configDir);
  for (const call of result.toolCalls) tell.say(`  ${describeCall(tell, call, trace, audit)}`);
  if (isProgressTold) tell.say(`  ${tell.paint("dim", describeProgress(progress))}`);
  const lines = isAnswerTold ? answerLines(text, tell.width - 2) : [];
  for (const line of lines) tell.say(`${tell.paint("dim", "│")} ${line}`);
  return answered;
}

/** What the caller was told while the turn ran. @param {Answered["progress"]} progress */
function describeProgress(progress) {
  const steps = progress.map((step) => {
    const what =
      step.type === "tool_started"
        ? `${step.toolName} begins`
        : step.type === "tool_ended"
          ? `${step.call.name} ${step.call.status}`
          : step.type === "text"
            ? counted(step.text.length, "character")
            : step.type;
    return `${what} at ${duration(step.afterMs)}`;
  });
  return `as it went: ${steps.join(" → ")}`;
}

/**
 * @param {import("../narrator.mjs").Narrator} tell
 * @param {import("@asky/engine").ToolCallReport} call
 * @param {Answered["trace"]} trace
 * @param {readonly import("../audit-log.mjs").AuditLine[]} audit
 */
function describeCall(tell, call, trace, audit) {
  const { id, name, args, origin, status } = call;
  const attempt = audit.findLast(
    ({ entry }) => entry.event === "tool_attempt" && entry.call_id === id && entry.tool_name === name,
  );
  const isStopped = status === "denied" || status === "interrupted";
  const verdict = isStopped ? tell.paint("red", status) : `rule ${attempt?.entry.matched_rule}`;
  const facts = [origin, verdict, ...outcomeOf(id, trace)].filter(Boolean).join(", ");
  const room = Math.max(12, tell.width - name.length - facts.length - 6);
  return `${tell.paint("bold", name)} ${cut(givenTo(args), room)}  ${tell.paint("dim", facts)}`;
}

/** Texts speak for themselves; other values need their name. @param {import("@asky/sdk").JsonObject} [args] */
function givenTo(args = {}) {
  const given = Object.entries(args).map(([key, value]) =>
    typeof value === "string" ? JSON.stringify(value) : `${key}=${JSON.stringify(value)}`,
  );
  return given.join(" ");
}

/** How long the tool ran and how much it returned. @param {string} callId @param {Answered["trace"]} trace */
function outcomeOf(callId, trace) {
  const ran = trace.find(
    (entry) => entry.kind === "hook" && entry.point === "post_tool_execute" && entry.after.callId === callId,
  );
  if (ran?.kind !== "hook") return [];
  const lines = textOf(ran.after.parts).split("\n").length;
  return [counted(lines, "line"), duration(Number(ran.after.executionTimeMs))];
}

/** @param {string} text @param {number} width */
function answerLines(text, width) {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const shown =
    lines.length > maxAnswerLines
      ? [...lines.slice(0, maxAnswerLines - 1), `… ${lines.length - maxAnswerLines + 1} more lines`]
      : lines;
  return shown.map((line) => cutEnd(line, width));
}

/** Unlike prose, what tools return keeps its spaces. @param {string} line @param {number} width */
function cutEnd(line, width) {
  const plain = line.replaceAll("\t", "  ").trimEnd();
  return plain.length <= width ? plain : `${plain.slice(0, width - 1)}…`;
}
