/**
 * Whether a sed script does nothing but change lines on their way to the output: no files, no commands. What it does
 * not know counts as harmful. Labels, `a`, `i` and `c` are left out, since their text ends by rules of its own.
 */
export function isHarmlessSedScript(script: string): boolean {
  const end = readCommands(script, 0);
  return end === script.length;
}

const ADDRESS = /(?:\d+(?:~\d+)?|\$)/y;
const BETWEEN = /[ \t]*/y;
const GAP = /[\s;]*/y;
const SIMPLE = /[pPdDgGhHxnN=z]/y;
const WITH_NUMBER = /[qQlL][ \t]*\d*/y;
const END = /[ \t]*(?:[;\n}]|$)/y;

/** The place behind the last command that is understood. */
function readCommands(script: string, start: number): number {
  let at = start;
  let depth = 0;
  while (true) {
    at = skip(GAP, script, at);
    if (at >= script.length) return depth === 0 ? at : -1;
    if (script[at] === "}") {
      depth -= 1;
      at += 1;
      if (depth < 0) return -1;
      continue;
    }
    const behind = readAddresses(script, at);
    if (behind < 0) return -1;
    at = behind;
    if (script[at] === "{") {
      depth += 1;
      at += 1;
      continue;
    }
    at = readOne(script, at);
    if (at < 0 || skip(END, script, at) < 0) return -1;
  }
}

function readAddresses(script: string, start: number): number {
  let at = readAddress(script, start);
  if (at > start) {
    const comma = skip(BETWEEN, script, at);
    if (script[comma] === ",") {
      const from = skip(BETWEEN, script, comma + 1);
      const second = /[+~]\d+/y;
      const counted = skip(second, script, from);
      at = counted >= 0 ? counted : readAddress(script, from);
      if (at <= from) return -1;
    }
  }
  if (at < 0) return -1;
  at = skip(BETWEEN, script, at);
  while (script[at] === "!") at = skip(BETWEEN, script, at + 1);
  return at;
}

/** The place behind an address; `start` when there is none, -1 when it has no end. */
function readAddress(script: string, start: number): number {
  const counted = skip(ADDRESS, script, start);
  if (counted >= 0) return counted;
  const isCustom = script[start] === "\\";
  if (script[start] !== "/" && !isCustom) return start;
  const open = isCustom ? start + 1 : start;
  const end = findDelimiter(script, open + 1, script[open] ?? "");
  return end < 0 || hasOpenBracket(script.slice(open + 1, end)) ? -1 : skip(/[IM]*/y, script, end + 1);
}

function readOne(script: string, at: number): number {
  const letter = script[at];
  if (letter === "s" || letter === "y") {
    const delimiter = script[at + 1] ?? "";
    const middle = findDelimiter(script, at + 2, delimiter);
    const end = middle < 0 ? -1 : findDelimiter(script, middle + 1, delimiter);
    if (end < 0 || hasOpenBracket(script.slice(at + 2, middle))) return -1;
    return letter === "y" ? end + 1 : skip(/(?:[gpiIM]|\d)*/y, script, end + 1);
  }
  const simple = skip(SIMPLE, script, at);
  return simple >= 0 ? simple : skip(WITH_NUMBER, script, at);
}

/** Programs differ on whether brackets protect a delimiter, so a pattern must not end within them. */
function hasOpenBracket(pattern: string): boolean {
  return pattern
    .replace(/\\./g, "")
    .replace(/\[\^?\]?(\[[:.=]\w+[:.=]\]|[^\]])*\]/g, "")
    .includes("[");
}

/** The next delimiter that no backslash stands before. */
function findDelimiter(script: string, from: number, delimiter: string): number {
  if (delimiter === "" || /[\s\\;{}\w]/.test(delimiter)) return -1;
  for (let at = from; at < script.length; at += 1) {
    if (script[at] === "\n") return -1;
    if (script[at] === "\\") at += 1;
    else if (script[at] === delimiter) return at;
    if (script[at] === "\n") return -1;
  }
  return -1;
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found === null ? -1 : at + found[0].length;
}
