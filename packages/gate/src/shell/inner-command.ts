import type { InnerText } from "./reading.ts";
import type { ShellAssignment, ShellCommand, ShellWord } from "./shell-script.ts";

/** What a command runs in turn. */
export interface Unwrapped {
  readonly commands: readonly ShellCommand[];
  readonly texts: readonly InnerText[];
  /** Why it is not sure that this is all. */
  readonly doubts: readonly string[];
}

export const nothingInside: Unwrapped = { commands: [], texts: [], doubts: [] };

/** How a wrapper runs what is inside. */
export interface Wrapping {
  readonly name: string;
  readonly takesMore: boolean;
  readonly assignments?: readonly ShellAssignment[];
}

export function unknownInside(name: string): string {
  return `What "${name}" runs is not known beforehand.`;
}

/** The words from a wrapper's command line as a command of their own. */
export function innerCommand(
  outer: ShellCommand,
  { name: wrapper, takesMore, assignments = [] }: Wrapping,
  words: readonly ShellWord[],
): ShellCommand {
  const [name, ...args] = words;
  return {
    source: words.map((word) => word.source).join(" "),
    offset: outer.offset,
    ...(name !== undefined && { name }),
    args,
    assignments: [...outer.assignments, ...assignments],
    redirects: outer.redirects,
    context: [...outer.context, { type: "wrapper", name: wrapper, takesMore }],
  };
}

/** Words that a shell reads again, joined by blanks: all of them must be known. */
export function innerText(outer: ShellCommand, wrapping: Wrapping, words: readonly ShellWord[]): Unwrapped {
  if (words.length === 0) {
    return nothingInside;
  }
  const { name, takesMore } = wrapping;
  const text: InnerText = {
    text: words.map((word) => word.value ?? "").join(" "),
    offset: outer.offset,
    context: [...outer.context, { type: "wrapper", name, takesMore }],
    redirects: outer.redirects,
  };
  if (words.every((word) => word.value !== undefined)) {
    return { commands: [], texts: [text], doubts: [] };
  }
  return {
    commands: [innerCommand(outer, wrapping, [asOneUnknown(words)])],
    texts: [text],
    doubts: [unknownInside(name)],
  };
}

/** Text of which a part is not known may begin with any command. */
function asOneUnknown(words: readonly ShellWord[]): ShellWord {
  const source = words.map((word) => word.source).join(" ");
  return { source, value: undefined, pieces: [{ type: "unknown", source, what: "a script" }] };
}

/** A word that was cut from another one. */
export function plainWord(text: string): ShellWord {
  return { source: text, value: text, pieces: [{ type: "text", text, isQuoted: true }] };
}
