/** Global options that take the next word. */
const TAKES_VALUE = "--config-dir";

/** The word that names the command: the first that is no option and no option's value. */
export function firstOperand(words: readonly string[]): string | undefined {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "--") return words[at + 1];
    if (word === TAKES_VALUE) at += 1;
    else if (!word.startsWith("-")) return word;
  }
  return undefined;
}

/** The value of `--config-dir`, wherever it stands. */
export function configDirOf(words: readonly string[]): string | undefined {
  const at = words.indexOf(TAKES_VALUE);
  if (at !== -1) return words[at + 1];
  return words.find((word) => word.startsWith(`${TAKES_VALUE}=`))?.slice(TAKES_VALUE.length + 1);
}

/** Whether a flag stands among the options, before a `--`. */
export function hasFlag(words: readonly string[], flag: string): boolean {
  const end = words.indexOf("--");
  return (end === -1 ? words : words.slice(0, end)).includes(flag);
}
