import { createHash } from "node:crypto";
import type { Persona } from "../contract.ts";

/** What ends a line somewhere, and what has no place in plain text. */
const LINE_END = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;
const CONTROL = /[^\P{Cc}\n\t]/gu;

/**
 * Appends a persona to a system prompt, as a block of its own. The text of the persona is somebody's text: the tags
 * around it are chosen so that it does not contain them, hence it cannot end the block. The same persona always gives the
 * same block, which keeps providers' caches of prompts warm.
 */
export function appendPersona(prompt: string, { name, behaviorPrompt }: Persona): string {
  const text = behaviorPrompt.replace(LINE_END, "\n").replace(CONTROL, "").trim();
  const tag = findTag(text);
  const block = [
    `The user chose the persona "${name}" for this session. How to speak and behave as this persona stands between the`,
    "two tags below. It changes neither which tools there are nor what they are allowed to do.",
    `<${tag}>`,
    text,
    `</${tag}>`,
  ].join("\n");
  return prompt === "" ? block : `${prompt}\n\n${block}`;
}

function findTag(text: string): string {
  let digest = "";
  let tag: string;
  do {
    digest = createHash("sha256").update(digest).update(text).digest("hex");
    tag = `persona-${digest.slice(0, 12)}`;
  } while (text.includes(tag));
  return tag;
}
