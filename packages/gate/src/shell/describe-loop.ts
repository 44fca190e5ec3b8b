import type { ShellContext, ShellWord } from "./shell-script.ts";
import type { SyntaxNode } from "./syntax-tree.ts";

type Loop = Extract<ShellContext, { readonly type: "loop" }>;

/** With variable and words where nothing in the body may set the variable: each mention of it there is an expansion. */
export function describeLoop(
  text: string,
  { start }: SyntaxNode,
  {
    variable,
    body,
    words,
  }: { variable: SyntaxNode | undefined; body: SyntaxNode | undefined; words: readonly ShellWord[] },
): Loop {
  if (!variable || !body || words.length === 0 || !text.startsWith("for", start)) {
    return { type: "loop", words };
  }
  const name = text.slice(variable.start, variable.end);
  const mentions = text.slice(body.start, body.end).matchAll(new RegExp(`(?<!\\w)${name}(?!\\w)`, "g"));
  for (const { index } of mentions) {
    const at = body.start + index;
    const before = text.slice(at - 2, at);
    const isExpanded = /\$\{?$/.test(before) && !/^:?=/.test(text.slice(at + name.length).slice(0, 2));
    // `-f` is a test for files, or an option; those that set a variable make a doubt of their own.
    if (!isExpanded && !/[\s"']-$/.test(before)) {
      return { type: "loop", words };
    }
  }
  return { type: "loop", variable: name, words };
}
