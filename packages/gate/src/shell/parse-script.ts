import { doubtCharacters } from "./doubt-characters.ts";
import { doubtCommand } from "./doubt-command.ts";
import { type Grammar, loadGrammar } from "./load-grammar.ts";
import { readCommands } from "./read-commands.ts";
import { createReading, type InnerText } from "./reading.ts";
import { salvageCommands } from "./salvage-commands.ts";
import type { ShellCommand, ShellDoubt, ShellScript } from "./shell-script.ts";
import { unwrapCommand } from "./unwrap-command.ts";
import { isHarmlessForShell } from "./variables.ts";

const greatestLength = 16 * 1024;
const greatestDepth = 200;
const greatestTextDepth = 8;

/** How many commands one script may come to, wrappers unwrapped. */
const greatestCount = 20_000;

interface Findings {
  readonly commands: ShellCommand[];
  readonly doubts: ShellDoubt[];
}

/**
 * Reads a shell script as bash would, without running any of it. Never rejects: a text that is not understood gives doubts,
 * and as many of its commands as can be found. The first call loads the grammar, which takes some 50 ms.
 */
export async function parseScript(text: string): Promise<ShellScript> {
  const findings: Findings = { commands: [], doubts: [] };
  let grammar: Grammar = () => undefined;
  try {
    grammar = await loadGrammar();
  } catch (error) {
    const detail = error instanceof Error ? error.message : "unknown";
    findings.doubts.push(wholeText(text, `The shell's grammar cannot be loaded: ${detail}`));
  }
  readText(grammar, { text, offset: 0, context: [], redirects: [] }, 0, findings);
  const { commands, doubts } = findings;
  return { text, commands: commands.sort(byOffset), doubts: doubts.sort(byOffset) };
}

function byOffset(left: { readonly offset: number }, right: { readonly offset: number }): number {
  return left.offset - right.offset;
}

function wholeText(text: string, reason: string, offset = 0): ShellDoubt {
  return { offset, source: text.length > 200 ? `${text.slice(0, 200)}…` : text, reason };
}

/** One text: the script itself, or what a shell in it reads again; there, all has the offset of the wrapper. */
function readText(grammar: Grammar, inner: InnerText, depth: number, findings: Findings): void {
  const { text, context } = inner;
  const place = (offset: number): number => (depth === 0 ? offset : inner.offset);
  const doubt = (found: ShellDoubt): void => {
    findings.doubts.push({ ...found, offset: place(found.offset) });
  };
  const reading = readTree(grammar, inner, doubt);
  for (const found of doubtCharacters(text)) {
    doubt(found);
  }
  const own = reading?.commands ?? [];
  own.sort(byOffset);
  if (reading === undefined || reading.isMisread) {
    const known = new Set(own.map((command) => command.offset));
    // One by one: a large text has more of them than a call takes arguments.
    for (const command of salvageCommands(text)) {
      if (!known.has(command.offset)) {
        own.push({ ...command, context });
      }
    }
  }
  for (const command of own) {
    readWrapped(grammar, { ...command, offset: place(command.offset) }, depth, findings);
  }
  for (const innerText of reading?.innerTexts ?? []) {
    readInner(grammar, { ...innerText, offset: place(innerText.offset) }, depth, findings);
  }
}

/** The reading of a text that the grammar accepts and that is not too large; doubts say why there is none. */
function readTree(
  grammar: Grammar,
  { text, context, redirects }: InnerText,
  doubt: (found: ShellDoubt) => void,
): ReturnType<typeof createReading> | undefined {
  if (text.length > greatestLength) {
    doubt(wholeText(text, `The commands are longer than ${greatestLength} characters.`));
    return undefined;
  }
  if (depthOf(text) > greatestDepth) {
    doubt(wholeText(text, "The commands are nested too deeply."));
    return undefined;
  }
  const tree = grammar(text);
  if (tree === undefined || tree.hasError) {
    doubt(wholeText(text, "The commands cannot be read: they are not correct, or not plain enough."));
    return undefined;
  }
  const reading = createReading(text, tree);
  readCommands(reading, context, redirects);
  reading.close();
  for (const found of reading.doubts) {
    doubt(found);
  }
  for (const { name, from, to } of reading.variables) {
    if (!isHarmlessForShell(name)) {
      const source = text.slice(from, to);
      doubt({ offset: from, source, reason: `Setting "${name}" may change what programs do.` });
    }
  }
  return reading;
}

/** A command, then what it runs. */
function readWrapped(grammar: Grammar, outer: ShellCommand, depth: number, findings: Findings): void {
  const todo = [outer];
  for (let command = todo.pop(); command !== undefined; command = todo.pop()) {
    if (findings.commands.length >= greatestCount) {
      findings.doubts.push(wholeText(command.source, "There are too many commands.", outer.offset));
      return;
    }
    findings.commands.push(command);
    const { commands, texts, doubts } = unwrapCommand(command);
    for (const reason of [...doubtCommand(command), ...doubts]) {
      findings.doubts.push({ offset: command.offset, source: command.source, reason });
    }
    todo.push(...commands.toReversed());
    for (const text of texts) {
      readInner(grammar, text, depth, findings);
    }
  }
}

function readInner(grammar: Grammar, inner: InnerText, depth: number, findings: Findings): void {
  if (depth < greatestTextDepth) {
    readText(grammar, inner, depth + 1, findings);
    return;
  }
  findings.doubts.push(wholeText(inner.text, "The commands are nested too deeply.", inner.offset));
  for (const command of salvageCommands(inner.text)) {
    findings.commands.push({ ...command, offset: inner.offset });
  }
}

/** A bound of how deeply the tree can nest. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === "(" || character === "{") {
      depth++;
      deepest = Math.max(deepest, depth);
    } else if ((character === ")" || character === "}") && depth > 0) {
      depth--;
    }
  }
  return deepest;
}
