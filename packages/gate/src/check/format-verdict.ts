import type { CallVerdict, PartVerdict } from "../policy/call-verdict.ts";
import type { PolicyAction } from "../policy/policy.ts";
import type { ShellContext } from "../shell/shell-script.ts";

/** How a verdict is shown. */
export interface FormatOptions {
  /** @defaultValue false */
  readonly color?: boolean;
}

interface Node {
  readonly line: string;
  readonly notes: readonly string[];
  readonly depth: number;
}

const COLORS: Readonly<Record<PolicyAction | "doubt", number>> = { allow: 32, ask: 33, deny: 31, doubt: 33 };

/** A verdict on a shell command as a tree for a terminal: the whole, each simple command in it, and what is not understood. */
export function formatVerdict(
  command: string,
  { action, rule, reason, parts, doubts }: CallVerdict,
  { color = false }: FormatOptions = {},
): string {
  const paint = (word: PolicyAction | "doubt"): string =>
    color ? `\u001b[${COLORS[word]}m${word.padEnd(5)}\u001b[0m` : word.padEnd(5);
  const nodes = raise([
    ...parts.map((part): Node => {
      const notes = part.reason === "" ? [] : [escapeText(part.reason)];
      return { line: `${paint(part.action)}  ${describePart(part)}`, notes, depth: part.context.length };
    }),
    ...doubts.map((doubt): Node => {
      const line = `${paint("doubt")}  ${escapeText(doubt.source)}`;
      return { line, notes: [escapeText(doubt.reason)], depth: 0 };
    }),
  ]);
  const head = `${paint(action)}  ${escapeText(command)}${rule ? `  (rule ${escapeText(rule.name)})` : ""}`;
  const whole = nodes.length === 0 && reason !== "" ? [`       ${escapeText(reason)}`] : [];
  return `${[head, ...whole, ...drawTree(nodes)].join("\n")}\n`;
}

/** Each node at most one level below the one before it: what stands around commands has no line of its own. */
function raise(nodes: readonly Node[]): readonly Node[] {
  const levels: number[] = [];
  return nodes.map((node) => {
    while (levels.length > 0 && (levels.at(-1) ?? 0) >= node.depth) levels.pop();
    levels.push(node.depth);
    return { ...node, depth: levels.length - 1 };
  });
}

function describePart({ source, class: commandClass, rule, context, isViolation }: PartVerdict): string {
  const facts = [
    commandClass === "unknown" ? "no table admits it" : `class ${commandClass}`,
    ...(rule ? [`rule ${escapeText(rule.name)}`] : []),
    ...(isViolation ? ["leaves the sandbox"] : []),
    ...context.slice(-1).map(describeContext),
  ];
  return `${escapeText(source)}  (${facts.join(", ")})`;
}

function describeContext(context: ShellContext): string {
  if (context.type === "wrapper") return `run by ${escapeText(context.name)}`;
  if (context.type === "function") return `in the function ${escapeText(context.name)}`;
  return `in a ${context.type}`;
}

/** Branches before each line; a node hangs on the last one before it that stands less deep. */
function drawTree(nodes: readonly Node[]): readonly string[] {
  return nodes.flatMap(({ line, notes, depth }, index) => {
    const rails = Array.from({ length: depth }, (_, level) =>
      goesOn(nodes, index, level) ? "│  " : "   ",
    ).join("");
    const isLast = !goesOn(nodes, index, depth);
    const below = `${rails}${isLast ? "   " : "│  "}       `;
    return [`${rails}${isLast ? "└─ " : "├─ "}${line}`, ...notes.map((note) => `${below}${note}`)];
  });
}

/** Whether another node of that depth follows before one that stands less deep. */
function goesOn(nodes: readonly Node[], index: number, level: number): boolean {
  for (const { depth } of nodes.slice(index + 1)) {
    if (depth === level) return true;
    if (depth < level) return false;
  }
  return false;
}

/** Everything that a terminal obeys or an eye misses, as `<U+202E>`. */
function escapeText(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu, (character) => {
    return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}>`;
  });
}
