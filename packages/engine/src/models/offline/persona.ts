/** A persona as the system prompt states it. */
export interface Persona {
  readonly name: string;
}

const NAME = String.raw`["“'\x60*]*([\p{L}\p{N}][\p{L}\p{N}_-]{0,63})["”'\x60*]*`;
const HEADING = new RegExp(String.raw`^#{0,6}\s*(?:active |current )?persona\s*[:–—-]?\s+${NAME}\s*$`, "iu");
const QUOTED = /\bpersona\s+["“]([\p{L}\p{N}][\p{L}\p{N}_-]{0,63})["”]/iu;
const SENTENCE = new RegExp(
  String.raw`\b(?:as|are|under|adopt|act as|with)\s+(?:the\s+)?persona\s+(?:named\s+|called\s+)?${NAME}`,
  "iu",
);

/**
 * Finds the persona in a system prompt: a heading such as `## Persona: Ada`, or a sentence such as `the persona "Ada"`. Guidelines about tools (list items that begin with a backtick) say nothing about it.
 */
export function findPersona(prompt: string): Persona | undefined {
  const lines = prompt.split("\n").filter((line) => !/^\s*[-*]\s*`/.test(line));
  for (const pattern of [HEADING, QUOTED, SENTENCE]) {
    for (const line of lines) {
      const name = pattern.exec(line.trim())?.[1];
      if (name !== undefined) return { name };
    }
  }
  return undefined;
}
