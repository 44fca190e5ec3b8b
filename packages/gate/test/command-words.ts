import type {
  ShellAssignment,
  ShellCommand,
  ShellContext,
  ShellRedirect,
  ShellWord,
  WordPiece,
} from "../src/shell/shell-script.ts";

const PIECE =
  /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|\$\(([^)]*)\)|([<>])\(([^)]*)\)|\$(\{[^}]+\}|\w+|[?#$!@*])|([*?]|\[[^\]\s]+\])|([\s\S])/gy;
const WORD = /(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|\$\([^)]*\)|[<>]\([^)]*\)|[^\s'"\\])+/g;

/** Words, quotes and simple expansions of one simple command; enough for tables, far from a shell. */
export function simpleCommand(text: string, around: readonly ShellContext[] = []): ShellCommand {
  const words = (text.match(WORD) ?? []).map(word);
  const assignments: ShellAssignment[] = [];
  while (/^\w+\+?=/.test(words[0]?.source ?? "")) {
    const { source } = words.shift() as ShellWord;
    const [, name = "", value = ""] = /^(\w+)\+?=([\s\S]*)$/.exec(source) ?? [];
    assignments.push({ source, name, value: word(value) });
  }
  const redirects: ShellRedirect[] = [];
  const at = words.findIndex(({ source }) => /^\d?[<>]+$/.test(source));
  if (at >= 0) {
    const [operator, target] = words.splice(at, 2) as [ShellWord, ShellWord];
    redirects.push({ source: `${operator.source} ${target.source}`, operator: operator.source, target });
  }
  const [name, ...args] = words;
  return { source: text, offset: 0, ...(name && { name }), args, assignments, redirects, context: around };
}

function word(source: string): ShellWord {
  const pieces: WordPiece[] = [];
  let rest = source;
  const tilde = /^~[\w+-]*(?=\/|$)/.exec(source)?.[0];
  if (tilde !== undefined) {
    pieces.push({ type: "tilde", text: tilde });
    rest = source.slice(tilde.length);
  }
  if (/\{[^{}]*,[^{}]*\}/.test(rest) && !/['"$]/.test(rest)) {
    return { source, value: undefined, pieces: [{ type: "unknown", source, what: "braces" }] };
  }
  addPieces(pieces, rest, false);
  const isLiteral = pieces.every(({ type }) => type === "text");
  const value = isLiteral ? pieces.map((piece) => ("text" in piece ? piece.text : "")).join("") : undefined;
  return { source, value, pieces };
}

function addPieces(pieces: WordPiece[], text: string, isQuoted: boolean): void {
  for (const found of text.matchAll(PIECE)) {
    const [all, single, double, escaped, substitution, direction, , variable, glob] = found;
    if (!isQuoted && single !== undefined) addText(pieces, single, true);
    else if (!isQuoted && double !== undefined) {
      addText(pieces, "", true);
      addPieces(pieces, double, true);
    } else if (escaped !== undefined) addText(pieces, escaped, true);
    else if (substitution !== undefined) {
      pieces.push({ type: "substitution", isQuoted, text: substitution.replace(/^(?:\$\(|`)|[)`]$/g, "") });
    } else if (!isQuoted && direction !== undefined) {
      pieces.push({ type: "process", direction: direction === "<" ? "in" : "out" });
    } else if (variable !== undefined) {
      const name = variable.replace(/[{}]/g, "");
      pieces.push({ type: "variable", name, isQuoted, isPlain: /^(\w+|.)$/.test(name) });
    } else if (!isQuoted && glob !== undefined) pieces.push({ type: "glob", text: glob });
    else addText(pieces, all, isQuoted);
  }
}

function addText(pieces: WordPiece[], text: string, isQuoted: boolean): void {
  const last = pieces.at(-1);
  if (last?.type === "text" && last.isQuoted === isQuoted) {
    pieces[pieces.length - 1] = { ...last, text: last.text + text };
  } else pieces.push({ type: "text", text, isQuoted });
}
