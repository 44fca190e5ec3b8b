import { describeLoop } from "./describe-loop.ts";
import { readRedirects } from "./read-redirect.ts";
import { readSimpleCommand } from "./read-simple-command.ts";
import { readTest } from "./read-test.ts";
import { readComment, readDoubleParentheses, readToken } from "./read-tokens.ts";
import { readWord } from "./read-word.ts";
import { type Pending, type Reading, skipBlanks } from "./reading.ts";
import type { ShellContext, ShellRedirect, ShellWord } from "./shell-script.ts";
import type { SyntaxNode } from "./syntax-tree.ts";

const simpleTypes = new Set([
  "command",
  "variable_assignment",
  "variable_assignments",
  "declaration_command",
  "unset_command",
]);

type PlainContext = Exclude<ShellContext["type"], "function" | "wrapper">;

/** What stands around the parts of a compound command. */
const contextOf: Readonly<Record<string, PlainContext>> = {
  subshell: "subshell",
  compound_statement: "group",
  if_statement: "conditional",
  for_statement: "loop",
  c_style_for_statement: "loop",
  while_statement: "loop",
  case_statement: "case",
};

/** Parts of compound commands that are no commands themselves. */
const innerTypes = new Set(["do_group", "elif_clause", "else_clause", "case_item"]);

/** Walks the whole tree without recursion; commands and doubts end up in the reading. */
export function readCommands(
  reading: Reading,
  context: readonly ShellContext[],
  redirects: readonly ShellRedirect[],
): void {
  const { tree } = reading;
  for (const comment of tree.comments) {
    readComment(reading, comment);
  }
  reading.pending.push({ node: tree.root, context, redirects });
  for (let next = reading.pending.pop(); next !== undefined; next = reading.pending.pop()) {
    readNode(reading, next);
  }
}

function readNode(reading: Reading, pending: Pending): void {
  const { node, context, redirects } = pending;
  const { type, start } = node;
  if (simpleTypes.has(type) || (type === "test_command" && node.children[0]?.type === "[")) {
    readSimpleCommand(reading, start, context, redirects);
  } else if (type === "test_command") {
    reading.context = context;
    readTest(reading, node);
    readTail(reading, pending);
  } else if (type === "redirected_statement") {
    readRedirected(reading, pending);
  } else if (type === "function_definition") {
    readFunction(reading, pending);
  } else if (type === "pipeline") {
    readPipeline(reading, pending);
  } else if (type === "command_substitution" || type === "process_substitution") {
    readSubstitution(reading, pending);
  } else if (contextOf[type] !== undefined) {
    readCompound(reading, pending, contextOf[type]);
  } else if (["program", "list", "negated_command"].includes(type) || innerTypes.has(type)) {
    readParts(reading, pending);
  } else if (type !== "comment") {
    reading.misread(start, node.end);
    readParts(reading, pending);
  }
}

/** Keywords, separators and the commands between them. */
function readParts(
  reading: Reading,
  { node, context, redirects }: Pending,
  from: readonly SyntaxNode[] = node.children,
): void {
  for (const [index, child] of from.entries()) {
    if (!child.isNamed) {
      readToken(reading, child);
      continue;
    }
    if (node.type === "case_item" && isPattern(node, child)) {
      reading.context = context;
      readWord(reading, child.start, "argument");
      continue;
    }
    const separator = from.slice(index + 1).find((other) => other.type !== "comment");
    const isBackground = separator?.type === "&";
    if (isBackground) {
      reading.doubt(child.start, separator.end, "Something keeps running in the background.");
    }
    const inner = isBackground ? [...context, { type: "background" } as const] : context;
    reading.pending.push({ node: child, context: inner, redirects });
  }
}

/** Before the closing parenthesis all is pattern. */
function isPattern(item: SyntaxNode, child: SyntaxNode): boolean {
  const close = item.children.find((other) => other.type === ")");
  return close !== undefined && child.type !== "comment" && child.end <= close.start;
}

/** Redirections behind a compound command, for all of its commands. */
function readTail(reading: Reading, { node, context, redirects }: Pending): readonly ShellRedirect[] {
  reading.context = context;
  return [...readRedirects(reading, node.end), ...redirects];
}

function readCompound(reading: Reading, pending: Pending, type: PlainContext): void {
  const { node } = pending;
  const redirects = readTail(reading, pending);
  const context = [...pending.context, { type }];
  const inner = { node, context, redirects };
  const [first, second] = node.children;
  if (node.type === "compound_statement" && first?.type === "((") {
    readDoubleParentheses(reading, first, node.children.at(-1));
  } else if (node.type === "c_style_for_statement") {
    const close = node.children.find((child) => child.type === "))");
    readToken(reading, first ?? node);
    readDoubleParentheses(reading, second, close);
    readParts(
      reading,
      inner,
      node.children.filter((child) => child.start >= (close?.end ?? node.end)),
    );
  } else if (node.type === "for_statement") {
    readFor(reading, { ...inner, context: pending.context });
  } else if (node.type === "case_statement") {
    const [keyword, subject, ...rest] = node.children;
    readToken(reading, keyword ?? node);
    readWord(reading, subject?.start ?? node.end, "argument");
    readParts(reading, inner, rest);
  } else {
    if (node.type === "subshell" && reading.text[node.start + 1] === "(") {
      reading.misread(node.start, node.end);
    }
    readParts(reading, inner);
  }
}

/** `for NAME in WORDS; do …` and `select`. */
function readFor(reading: Reading, { node, context: outer, redirects }: Pending): void {
  const { text } = reading;
  const context = [...outer, { type: "loop" } as const];
  const body = node.children.find((child) => child.type === "do_group");
  const variable = node.children.find((child) => child.type === "variable_name");
  const wordsFrom = node.children.find((child) => child.type === "in")?.end;
  if (variable !== undefined) {
    reading.cover(variable.start, variable.end);
    const source = text.slice(variable.start, variable.end);
    reading.variables.push({ name: source, from: variable.start, to: variable.end });
  }
  reading.context = context;
  const words: ShellWord[] = [];
  let wordsTo = wordsFrom ?? 0;
  while (wordsFrom !== undefined) {
    wordsTo = skipBlanks(text, wordsTo);
    const { word, end } = readWord(reading, wordsTo, "argument");
    if (end === wordsTo) {
      break;
    }
    words.push(word);
    wordsTo = end;
  }
  const rest = node.children.filter((child) => !child.isNamed || child === body || child.type === "comment");
  const loop = describeLoop(text, node, { variable, body, words });
  readParts(reading, { node, context: [...outer, loop], redirects }, rest);
}

function readPipeline(reading: Reading, { node, context, redirects }: Pending): void {
  let isFirst = node.children[0]?.isNamed === true;
  for (const child of node.children) {
    if (!child.isNamed) {
      readToken(reading, child);
      continue;
    }
    const inner = isFirst ? context : [...context, { type: "pipe" } as const];
    reading.pending.push({ node: child, context: inner, redirects });
    isFirst = isFirst && child.type === "comment";
  }
}

/** Words and redirections are read from the text; the tree has the body, and what follows a here-document's operator. */
function readRedirected(reading: Reading, { node, context, redirects }: Pending): void {
  const body = node.children[0];
  const isBody = body?.isNamed === true && !body.type.endsWith("_redirect");
  if (isBody) {
    reading.pending.push({ node: body, context, redirects });
  } else {
    readSimpleCommand(reading, node.start, context, redirects);
  }
  for (const child of node.children) {
    if (child.type === "heredoc_redirect") {
      readBehindOperator(reading, { node: child, context, redirects });
    }
  }
}

/** `<<END | next`, `<<END && next`. */
function readBehindOperator(reading: Reading, { node, context, redirects }: Pending): void {
  for (const child of node.children) {
    if (child.type === "&&" || child.type === "||") {
      readToken(reading, child);
    } else if (child.type === "pipeline" || isStatement(child)) {
      reading.pending.push({ node: child, context, redirects });
    }
  }
}

function isStatement({ type }: SyntaxNode): boolean {
  return (
    simpleTypes.has(type) ||
    contextOf[type] !== undefined ||
    ["list", "negated_command", "redirected_statement", "test_command", "function_definition"].includes(type)
  );
}

function readFunction(reading: Reading, pending: Pending): void {
  const { node } = pending;
  const name = node.children.find((child) => child.type === "word");
  const source = name === undefined ? "" : reading.text.slice(name.start, name.end);
  reading.doubt(node.start, node.end, `This defines the function "${source}".`);
  const context = [...pending.context, { type: "function", name: source } as const];
  const redirects = readTail(reading, pending);
  for (const child of node.children) {
    if (child === name) {
      reading.cover(child.start, child.end);
    } else if (!child.isNamed) {
      reading.cover(child.start, child.end);
    } else if (isStatement(child)) {
      reading.pending.push({ node: child, context, redirects });
    }
  }
}

/** `$(…)`, backquotes, `<(…)`, `>(…)`, and `$(<file)`, which only reads. */
function readSubstitution(reading: Reading, pending: Pending): void {
  const { node, context } = pending;
  if (node.children[0]?.type === "$(" && reading.text[node.start + 2] === "(") {
    reading.misread(node.start, node.end);
  }
  const file = node.children.find((child) => child.type === "file_redirect");
  if (file !== undefined) {
    readSimpleCommand(reading, file.start, context, []);
  }
  readParts(
    reading,
    pending,
    node.children.filter((child) => child !== file),
  );
}
