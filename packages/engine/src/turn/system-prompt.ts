/**
 * The system prompt before plugins extend it.
 *
 * @param guidelines - one line for each tool that has one.
 */
export function createSystemPrompt(directory: string, guidelines: readonly string[]): string {
  const blocks = [
    `You answer questions with the tools you are given. The folder of this conversation is ${JSON.stringify(directory)}; relative paths start there.`,
    "Say only what the tools or the user have said. Name file and line of what you quote. If the tools give no answer, say so.",
  ];
  if (guidelines.length > 0) {
    blocks.push(["When to use which tool:", ...guidelines.map((line) => `- ${line}`)].join("\n"));
  }
  return blocks.join("\n\n");
}
