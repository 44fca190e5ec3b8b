// @ts-check
import { expect } from "../fault.mjs";
import { duration } from "../report/words.mjs";
import { tellTurn } from "./tell-turn.mjs";

/** @typedef {import("@asky/sdk").StoredSession} StoredSession */

/**
 * Ends the host's process without a warning, and goes on with its conversation in another one.
 *
 * @param {import("../narrator.mjs").Narrator} tell
 * @param {import("../host-process.mjs").HostProcess} first
 * @param {() => import("../host-process.mjs").HostProcess} startAnother
 * @param {string} configDir
 * @param {string} sessionId
 * @returns {Promise<{ host: import("../host-process.mjs").HostProcess, started: import("../record.mjs").StartupReport, session: import("../record.mjs").KeptSession }>}
 */
export async function resume(tell, first, startAnother, configDir, sessionId) {
  const before = /** @type {StoredSession} */ ((await first.request("session", sessionId)).session);
  first.kill();
  const signal = await first.end();
  expect(signal === "SIGKILL", `The host's process ended with ${signal}, not with SIGKILL.`);
  tell.say(`The first process is ended with ${tell.paint("red", signal)}: nothing of it is asked to stop.`);

  const host = startAnother();
  try {
    const { report: started } = await tell.during("starting the host again", () => host.request("start"));
    tell.say(`Another one is ready after ${duration(started.durationMs)}.`);
    const text = "Which files are here?";
    const { result, trace } = await tellTurn(
      tell,
      host,
      configDir,
      { text, sessionId },
      { isAnswerTold: false },
    );

    const start = hookOf(trace, "session_start");
    expect(start?.isNew === false, `session_start said isNew: ${start?.isNew}, not false.`);
    const { session: after } = /** @type {{ session: StoredSession }} */ (
      await host.request("session", sessionId)
    );
    const [earlier, latest] = [after.turns.slice(0, -1), after.turns.at(-1)];
    expect(
      JSON.stringify(earlier) === JSON.stringify(before.turns),
      "What the first process had answered is not what the second one has read.",
    );
    expect(latest?.id === result.turnId, "The turn of the second process is not in the session.");
    const messages = Number(hookOf(trace, "pre_llm_call")?.messages);
    const said = before.turns.reduce((sum, turn) => sum + turn.messages.length, 0);
    expect(messages > said, `The model was given ${messages} messages, of ${said} that were said before.`);

    const turns = after.turns.map((turn) => ({
      question: turn.asked.map((part) => (part.type === "text" ? part.text : part.type)).join(" "),
      stopReason: turn.stopReason ?? "ended with its process",
      process: /** @type {"first" | "second"} */ (turn === latest ? "second" : "first"),
    }));
    tell.say(`The session ${tell.paint("bold", sessionId)}, turn by turn:`);
    for (const [index, turn] of turns.entries()) {
      const state = turn.stopReason === "answered" ? turn.stopReason : tell.paint("yellow", turn.stopReason);
      tell.say(`  ${index + 1}  ${turn.question}  ${tell.paint("dim", `${turn.process} process,`)} ${state}`);
    }
    tell.checked(
      `plugins were told isNew: false, and the model was given ${messages} messages, ${said} of them from before`,
    );
    return { host, started, session: { id: sessionId, turns, endedBy: String(signal) } };
  } catch (error) {
    host.kill();
    throw error;
  }
}

/** What the last callback of a point saw, the first time in a turn. @param {readonly import("../record.mjs").TraceEntry[]} trace @param {string} point */
function hookOf(trace, point) {
  const entry = trace.find((one) => one.kind === "hook" && one.point === point);
  return entry?.kind === "hook" ? entry.after : undefined;
}
