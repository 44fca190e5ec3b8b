import type { PluginError } from "@asky/sdk";
import { personaDescriptionInvalid, personaPromptBlank, personaPromptTooLong } from "../errors.ts";

/** The size of a behavior prompt, at most: bytes of UTF-8. */
export const MAX_PROMPT_BYTES: number = 16 * 1024;
const MAX_DESCRIPTION_CHARACTERS = 500;
const CONTROL = /[\p{Cc}\u2028\u2029]/u;

/** What is wrong with a persona's behavior prompt, if anything is. */
export function promptFault(name: string, prompt: string): PluginError | undefined {
  const bytes = Buffer.byteLength(prompt);
  if (bytes > MAX_PROMPT_BYTES) return personaPromptTooLong(name, bytes, MAX_PROMPT_BYTES);
  return prompt.trim() === "" ? personaPromptBlank(name) : undefined;
}

/** What is wrong with a persona's description, if anything is. */
export function descriptionFault(name: string, description: string): PluginError | undefined {
  const isOneLine = description.length <= MAX_DESCRIPTION_CHARACTERS && !CONTROL.test(description);
  return isOneLine ? undefined : personaDescriptionInvalid(name, MAX_DESCRIPTION_CHARACTERS);
}
