// An agent of one's own: a model, a tool and a loop. It knows nothing of plugins.
import { randomUUID } from "node:crypto";

const SYSTEM_PROMPT = "You are an assistant.";
const MAX_STEPS = 5;

/** The agent's own tools. Each takes the model's call and returns what the model gets to read. */
const ownTools = {
  add: (call) => {
    const { text } = JSON.parse(call.arguments);
    const numbers = text.match(/\d+/g) ?? [];
    return { sum: numbers.reduce((sum, digits) => sum + Number(digits), 0) };
  },
};

/**
 * Stands in for a model: asks for each tool that the question names, then answers with what the tools said, and as
 * the system prompt wants it.
 */
async function askModel(messages, toolNames) {
  const [system, question, ...results] = messages;
  const isOpen = (name) => question.content.includes(name) && !results.some((result) => result.name === name);
  const name = toolNames.find(isOpen);
  if (name !== undefined) {
    const call = {
      id: `call-${results.length + 1}`,
      name,
      arguments: JSON.stringify({ text: question.content }),
    };
    return { call };
  }
  const answer = results.map((result) => `${result.name}: ${result.content}`).join("\n");
  return { answer: system.content.includes("polite") ? `With pleasure.\n${answer}` : answer };
}

/**
 * Answers a question.
 *
 * @param user - who asks, and in which chat.
 */
export async function ask(question, user, { signal = new AbortController().signal } = {}) {
  const turn = { id: randomUUID(), sessionId: user.chatId, ...user };
  const tools = { ...ownTools };
  const system = { role: "system", content: SYSTEM_PROMPT };
  const messages = [system, { role: "user", content: question }];

  for (let step = 1; step <= MAX_STEPS; step += 1) {
    signal.throwIfAborted();
    const { call, answer } = await askModel(messages, Object.keys(tools));
    if (call === undefined) return { turn, answer };
    const result = await tools[call.name](call);
    messages.push({ role: "tool", name: call.name, content: JSON.stringify(result) });
  }
  throw new Error(`There is no answer after ${MAX_STEPS} steps.`);
}
