// @ts-check
import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readAuditLog } from "../audit-log.mjs";
import { expect } from "../fault.mjs";
import { cut } from "../report/words.mjs";
import { tellTurn } from "./tell-turn.mjs";

const list = "Feed the cat\nWater the plants\n";
const refusal = "The list is still needed.";

/** @typedef {{ consents: readonly import("../record.mjs").Consent[], turns: readonly [approved: import("../record.mjs").RecordedTurn, refused: import("../record.mjs").RecordedTurn] }} Consents */

/**
 * Asks for two commands that need a human's consent: the first gets a yes, the second a no.
 *
 * @param {import("../narrator.mjs").Narrator} tell
 * @param {import("../host-process.mjs").HostProcess} host
 * @param {string} configDir
 * @param {string} workDir an empty folder, the sandbox of these turns
 * @returns {Promise<Consents>}
 */
export async function askConsent(tell, host, configDir, workDir) {
  await writeFile(join(workDir, "list.txt"), list);
  tell.say(`In ${workDir}, a folder with one file. A connector stands for the human "ada".`);

  const approved = await askOne(tell, host, configDir, {
    title: "A command with a human's consent",
    text: "Run the command `cp list.txt copy.txt && cat copy.txt`.",
    directory: workDir,
    answer: { approved: true, scope: "once", userId: "ada" },
  });
  const copy = await readFile(join(workDir, "copy.txt"), "utf8").catch(() => "nothing");
  expect(copy === list, `The approved command ran, and copy.txt holds ${copy}.`);

  const refused = await askOne(tell, host, configDir, {
    title: "A command without it",
    text: "Run the command `rm list.txt`.",
    directory: workDir,
    answer: { approved: false, reason: refusal, userId: "ada" },
  });
  const isThere = await access(join(workDir, "list.txt")).then(
    () => true,
    () => false,
  );
  expect(isThere, "The file is gone although its removal was refused.");
  expect(refused.turn.result.text.includes(refusal), "The reason of the no did not reach the answer.");
  tell.checked("the approved command ran and the refused one did not: the copy and the list are both there");
  return { consents: [approved.consent, refused.consent], turns: [approved.turn, refused.turn] };
}

/**
 * @param {import("../narrator.mjs").Narrator} tell
 * @param {import("../host-process.mjs").HostProcess} host
 * @param {string} configDir
 * @param {{ title: string, text: string, directory: string, answer: import("@asky/sdk").ApprovalAnswer }} question
 */
async function askOne(tell, host, configDir, { title, text, directory, answer }) {
  const message = { text, sessionId: "consent", directory, answer };
  const { result, trace, asked } = await tellTurn(tell, host, configDir, message, { isAnswerTold: false });
  const [request] = asked;
  const [call] = result.toolCalls;
  expect(
    asked.length === 1 && request && call,
    `For "${text}" ${asked.length} questions were asked, not one.`,
  );
  const expected = answer.approved ? "done" : "denied";
  expect(call.status === expected, `After the answer the call was ${call.status}, not ${expected}.`);

  tellRequest(tell, request);
  const said = answer.approved ? tell.paint("green", "yes, once") : tell.paint("red", `no: ${answer.reason}`);
  tell.say(`  ${tell.paint("bold", "ada")} ${said}`);

  const audit = (await readAuditLog(configDir)).filter(
    ({ entry }) => entry.turn_id === result.turnId && entry.call_id === call.id,
  );
  const events = audit.map(({ entry }) => entry.event).join();
  expect(events === "tool_attempt,approval", `The audit log has ${events} of the call ${call.id}.`);
  for (const { file, lineNumber, entry } of audit) {
    const what =
      entry.event === "approval"
        ? `approval      ${entry.approved ? "approved" : "refused"} by ${entry.user_id}`
        : `tool_attempt  ${entry.decision}, rule ${entry.matched_rule}, risk ${entry.risk_level}`;
    tell.say(
      `  ${tell.paint("dim", `${file}:${lineNumber}`)}  ${what}  ${tell.paint("yellow", entry.call_id)}`,
    );
  }
  return {
    consent: { request, isApproved: answer.approved, status: call.status, audit },
    turn: { title, question: text, result, trace },
  };
}

/** @param {import("../narrator.mjs").Narrator} tell @param {import("@asky/sdk").ApprovalRequest} request */
function tellRequest(tell, { text, parts, reason }) {
  const given = text.split("\n").slice(1);
  tell.say(`  ${tell.paint("yellow", "asked")} ${given.map((line) => line.trim()).join(", ")}`);
  for (const [index, part] of parts.entries()) {
    tell.say(`    ${index + 1}. ${part.judgement.padEnd(5)} ${tell.paint("bold", part.text)}`);
  }
  tell.say(`    ${tell.paint("dim", cut(reason, tell.width - 4))}`);
}
