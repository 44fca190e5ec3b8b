/** Names with which a program starts others, reads or writes files, or sees the environment. */
const REFUSED_NAMES =
  /\b(system|getline|close|ENVIRON|PROCINFO|ARGV|ARGC|SYMTAB|FUNCTAB|nextfile|BEGINFILE|ENDFILE|eval|func|function|include|load|namespace)\b/;

/** Behind these a slash begins a pattern. */
const STATEMENTS = /^(print|printf|return|in|case|do|else)$/;

/** A text without end, a comment, a pipe, a call by name, a line that goes on. */
const REFUSED_TOKENS: ReadonlySet<string> = new Set(['"', "#", "|", "@", "\\"]);

const TOKEN =
  /\s+|"(?:[^"\\\n]|\\[\s\S])*"|[A-Za-z_]\w*|\d+(?:\.\d+)?|\.\d+|&&|\|\||[-+*/%^=!<>]=|\+\+|--|[\s\S]/y;

/**
 * Whether an awk program does nothing but print lines: no commands, no files, no environment. Programs in which a
 * slash could be read in two ways, and comments, count as harmful.
 */
export function isHarmlessAwkProgram(program: string): boolean {
  if (REFUSED_NAMES.test(program)) return false;
  let braces = 0;
  let parens = 0;
  let previous = "";
  let at = 0;
  while (at < program.length) {
    if (program[at] === "/" && beginsPattern(previous)) {
      const end = findPatternEnd(program, at + 1);
      if (end < 0) return false;
      previous = "/";
      at = end + 1;
      continue;
    }
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(program)?.[0] ?? "";
    at += token.length;
    if (/^[ \t]+$/.test(token)) continue;
    if (token === "/" && (isUnsure(previous) || program.slice(at).includes("/"))) return false;
    if (token === "{") braces += 1;
    if (token === "}") braces -= 1;
    if (token === "(") parens += 1;
    if (token === ")") parens -= 1;
    if (braces < 0 || parens < 0 || REFUSED_TOKENS.has(token)) return false;
    // Within braces and outside of parentheses it may send what is printed into a file.
    if (token === ">" && braces > 0 && parens === 0) return false;
    previous = token;
  }
  return braces === 0 && parens === 0;
}

function beginsPattern(previous: string): boolean {
  return STATEMENTS.test(previous) || !/[\w"$)\]/]$|^(\+\+|--)$/.test(previous);
}

function isUnsure(previous: string): boolean {
  return /^(\)|\+\+|--|\$|\/)$/.test(previous);
}

/** A pattern with a quote in it could hide where a text begins. */
function findPatternEnd(program: string, from: number): number {
  for (let at = from; at < program.length; at += 1) {
    const character = program[at];
    if (character === "\n" || character === '"' || character === "#") return -1;
    if (character === "\\") at += 1;
    else if (character === "/") return at;
  }
  return -1;
}
