// @ts-check
import { expect } from "../fault.mjs";
import { tellTurn } from "./tell-turn.mjs";

/**
 * @typedef {object} Question
 * @property {string} text
 * @property {string} [tool] the one that is expected to be used
 * @property {RegExp} [answer] what the answer is expected to contain
 */

/** About this checkout. @type {readonly Question[]} */
const ownQuestions = [
  {
    text: "Where in packages/manager/src is planActivation declared?",
    tool: "Grep",
    answer: /plan-activation\.ts:\d+: .*planActivation/,
  },
  { text: "Which folders are in packages?", tool: "LS", answer: /^plugin-persona\//m },
];

/**
 * Asks about the files of the folder.
 *
 * @param {import("../narrator.mjs").Narrator} tell
 * @param {import("../host-process.mjs").HostProcess} host
 * @param {string} configDir
 * @param {string} sessionId
 * @param {import("../options.mjs").DemoOptions} options
 */
export async function ask(tell, host, configDir, sessionId, { folder, question, isCheckout }) {
  tell.say(`About the files of ${tell.paint("cyan", folder)}; tools must not leave it.`);
  tell.say(
    tell.paint("dim", "The model is the offline one: it knows nothing, and answers with what tools return."),
  );
  /** @type {readonly Question[]} */
  const questions =
    question !== undefined
      ? [{ text: question }]
      : isCheckout
        ? ownQuestions
        : [{ text: "Which files are here?", tool: "LS" }];
  for (const { text, tool, answer } of questions) {
    const message = { text, sessionId };
    const { result, progress } = await tellTurn(tell, host, configDir, message, { isProgressTold: true });
    expect(
      progress.some(({ type }) => type === "text"),
      `The caller heard nothing of the answer to "${text}" while the turn ran.`,
    );
    const used = result.toolCalls.map(({ name }) => name);
    expect(
      tool === undefined || used.includes(tool),
      `"${text}" used ${used.join(", ") || "no tool"}, and not ${tool}.`,
    );
    expect(
      answer === undefined || answer.test(result.text),
      `The answer to "${text}" is not the expected one: ${result.text}`,
    );
  }
}
