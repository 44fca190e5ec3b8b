// @ts-check
import { expect } from "../fault.mjs";
import { duration } from "../report/words.mjs";
import { tellTurn } from "./tell-turn.mjs";

const seconds = 60;
const runsForMs = 250;

/**
 * Interrupts a turn while its tool runs.
 *
 * @param {import("../narrator.mjs").Narrator} tell
 * @param {import("../host-process.mjs").HostProcess} host
 * @param {string} configDir
 * @param {string} workDir
 * @param {string} sessionId
 * @returns {Promise<import("../record.mjs").RecordedTurn>}
 */
export async function interrupt(tell, host, configDir, workDir, sessionId) {
  const text = `Run the command \`sleep ${seconds}\`.`;
  const { result, trace } = await tellTurn(
    tell,
    host,
    configDir,
    { text, sessionId, directory: workDir, interruptAfterMs: runsForMs },
    { stopReason: "interrupted", isAnswerTold: false },
  );
  const [call] = result.toolCalls;
  expect(call?.status === "interrupted", `The call that was interrupted is ${call?.status}.`);
  expect(
    result.durationMs >= runsForMs,
    `It was over after ${duration(result.durationMs)}: the command did not run.`,
  );
  expect(result.durationMs < (seconds * 1000) / 2, `It took ${duration(result.durationMs)} all the same.`);
  const isTold = trace.some((entry) => entry.kind === "event" && entry.name === "execution.interrupted");
  expect(isTold, "Nobody was told of the interruption: there was no execution.interrupted.");

  const { session } = await host.request("session", sessionId);
  const kept = session.turns.at(-1);
  expect(
    kept.id === result.turnId && kept.stopReason === "interrupted",
    `The session keeps the turn as ${kept.stopReason}.`,
  );
  tell.checked(
    `over after ${duration(result.durationMs)} in place of ${seconds} s; turn ${session.turns.length} of the session is kept as interrupted`,
  );
  return { title: "A turn that is interrupted", question: text, result, trace };
}
