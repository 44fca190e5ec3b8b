/** What the system prompt says of a tool. */
interface Guideline {
  readonly name: string;
  readonly guideline: string;
}

/** One line per tool that has a guideline, in the given order: the name in backticks, a colon, the text. */
export function formatGuidelines(tools: Iterable<Guideline>): readonly string[] {
  return Array.from(tools)
    .filter(({ guideline }) => guideline !== "")
    .map(({ name, guideline }) => `\`${name}\`: ${guideline}`);
}
