import type { ShellDoubt } from "./shell-script.ts";

/** Control characters but tab and newline, and all that is invisible, a blank of another kind, or turns the text around. */
const deceptive = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

/** One doubt for the first character that a human cannot see, or a program may take for something else. */
export function doubtCharacters(text: string): ShellDoubt[] {
  for (const { 0: source, index } of text.matchAll(deceptive)) {
    if (source !== "\t" && source !== "\n") {
      const code = (source.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
      const reason = `The character U+${code} cannot be seen, or looks like something else.`;
      return [{ offset: index, source, reason }];
    }
  }
  return [];
}
