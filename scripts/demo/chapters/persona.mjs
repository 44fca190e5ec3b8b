// @ts-check
import { expect } from "../fault.mjs";
import { counted } from "../report/words.mjs";
import { tellTurn } from "./tell-turn.mjs";

const behavior = "Quote file and line";
const request = `Create a persona named Librarian with the behavior prompt "${behavior}", then load it.`;
const ownQuestion = "What is GateTicket in packages/sdk/src?";

/**
 * Lets the model make a persona and take it on, and asks again.
 *
 * @param {import("../narrator.mjs").Narrator} tell
 * @param {import("../host-process.mjs").HostProcess} host
 * @param {string} configDir
 * @param {import("../options.mjs").DemoOptions} options
 * @returns {Promise<import("../record.mjs").RecordedTurn>}
 */
export async function takeOnPersona(tell, host, configDir, { question, isCheckout }) {
  const sessionId = "under-a-persona";
  const made = await tellTurn(tell, host, configDir, { text: request, sessionId }, { isAnswerTold: false });
  const failed = made.result.toolCalls.find(({ isError }) => isError);
  expect(
    made.result.toolCalls.length > 0 && failed === undefined,
    `The persona was not made: ${made.result.text}`,
  );

  const text = question ?? (isCheckout ? ownQuestion : "Which files are here?");
  const { result, trace } = await tellTurn(tell, host, configDir, { text, sessionId });
  const added = addedToPrompt(trace);
  expect(added.includes(behavior), "The persona's behavior prompt did not reach the system prompt.");
  expect(result.text.startsWith("Librarian"), `The answer is not signed by the persona: ${result.text}`);
  tell.checked(
    `persona_manager added ${counted(added.length, "character")} to the system prompt of this session`,
  );
  return { title: "A turn under a persona", question: text, result, trace };
}

/** @param {readonly import("../record.mjs").TraceEntry[]} trace */
function addedToPrompt(trace) {
  const hook = trace.find((entry) => entry.kind === "hook" && entry.point === "system_prompt_extend");
  if (hook?.kind !== "hook") return "";
  return String(hook.after.prompt).slice(String(hook.before.prompt).length).trim();
}
