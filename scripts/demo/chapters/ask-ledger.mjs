// @ts-check
import { expect } from "../fault.mjs";
import { cut } from "../report/words.mjs";

/** @typedef {import("@asky/manager").RunExplanation} RunExplanation */

/**
 * Asks the ledger who changed the prompt of one turn, the arguments of another, and who denied a third.
 *
 * @param {import("../narrator.mjs").Narrator} tell
 * @param {import("../host-process.mjs").HostProcess} host
 * @param {{ prompt: string, args: string, denied: string }} turns ids
 * @returns {Promise<readonly import("../record.mjs").Culprit[]>}
 */
export async function askLedger(tell, host, turns) {
  const prompt = await changeOf(host, turns.prompt, "prompt", "persona_manager");
  const args = await changeOf(host, turns.args, "args", "command_manners");
  const { denied } = await explain(host, turns.denied, "denied");
  const [denial] = denied;
  expect(
    denied.length === 1 && denial?.by === "approval",
    `The ledger says that ${denied.map(({ by }) => by).join(", ") || "nobody"} denied the call.`,
  );
  /** @type {import("../record.mjs").Culprit[]} */
  const culprits = [
    { question: "Who changed the prompt?", ...prompt },
    { question: "Who changed the arguments?", ...args },
    { question: "Who denied the command?", who: "a human", what: `${denial.toolName}: ${denial.reason}` },
  ];
  tell.say("runs/ of the config folder keeps a file for each turn: every callback, and what it changed.");
  for (const { question, who, what } of culprits) {
    tell.say(
      `${tell.paint("cyan", "?")} ${tell.paint("bold", question.padEnd(26))}  ${tell.paint("yellow", who)}`,
    );
    tell.say(`  ${tell.paint("dim", cut(what, tell.width - 2))}`);
  }
  tell.checked("each answer names one, and no other plugin");
  return culprits;
}

/**
 * @param {import("../host-process.mjs").HostProcess} host
 * @param {string} turnId
 * @param {"prompt" | "args"} wanted
 * @param {string} plugin the one that did it
 */
async function changeOf(host, turnId, wanted, plugin) {
  const calls = (await explain(host, turnId, wanted))[wanted];
  const [call] = calls;
  expect(
    call && calls.every((one) => one.plugin === plugin),
    `The ledger says that ${calls.map((one) => one.plugin).join(", ") || "nobody"} changed the ${wanted}, not ${plugin}.`,
  );
  const steps = call.patch.filter(({ op }) => op !== "test").map(describeStep);
  return { who: `${call.plugin}, in ${call.hook}`, what: steps.join("; ") };
}

/** @param {import("@asky/manager").PatchOperation} step */
function describeStep({ op, path, str, value }) {
  const what = str ?? (value === undefined ? "" : JSON.stringify(value));
  return `${op} ${path} ${what}`.trim();
}

/**
 * @param {import("../host-process.mjs").HostProcess} host
 * @param {string} turnId
 * @param {"prompt" | "args" | "denied"} wanted
 * @returns {Promise<RunExplanation>}
 */
async function explain(host, turnId, wanted) {
  return (await host.request("explain", { turnId, wanted })).explanation;
}
