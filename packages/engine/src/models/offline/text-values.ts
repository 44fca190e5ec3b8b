import { isTelling } from "./words.ts";

/** What stands in a question literally, and could be an argument. */
export interface TextValues {
  /** What stands in quotation marks or backticks. */
  readonly quoted: readonly string[];
  /** Files and folders: with a slash, or with an extension. */
  readonly paths: readonly string[];
  /** For example `*.ts`. */
  readonly globs: readonly string[];
  /** Names as programmers write them: `planActivation`, `tool_denied`, `MAX_SIZE`, `ctx.hooks`. */
  readonly identifiers: readonly string[];
  /** What follows "named" or "called", then words with a capital that do not begin a sentence. */
  readonly names: readonly string[];
  readonly numbers: readonly number[];
  /** The question without what is quoted. */
  readonly unquoted: string;
}

const QUOTED = /"([^"]+)"|“([^”]+)”|`([^`]+)`|(?<![\p{L}\p{N}])'([^']+)'(?![\p{L}\p{N}])/gu;
const EXTENSION = /^[\w@.-]*[\w-]\.[A-Za-z][A-Za-z0-9]{0,7}$/;
const WELL_KNOWN_FILE = /^(?:README|LICEN[CS]E|CHANGELOG|CONTRIBUTING|NOTICE|Makefile|Dockerfile)$/;
const COMMON_CAPITALS =
  /^(?:API|CLI|CSS|CSV|GUI|HTML|HTTPS?|IDE|JSON|LLM|MCP|NPM|PDF|README|REST|SDK|SQL|SVG|TOML|UI|URL|UTC|GMT|XML|YAML)$/;
const ABBREVIATION = /^(?:e\.g|i\.e|etc|vs|and\/or|n\/a|\d+\/\d+)$/i;

/** Finds them, each kind in the order of the text. */
export function findValues(text: string): TextValues {
  const quoted = [...text.matchAll(QUOTED)].map((match) => match.slice(1).find(Boolean) ?? "");
  const unquoted = text.replaceAll(QUOTED, " ");
  const tokens = unquoted.split(/\s+/).map(trimPunctuation).filter(Boolean);
  const quotedPaths = quoted.filter((value) => !/\s/.test(value) && isPath(value));
  const named = [...text.matchAll(/\b(?:named|called)\s+["“`']?([\p{L}\p{N}][\p{L}\p{N}_-]*)/gu)];
  return {
    quoted,
    paths: [...quotedPaths, ...tokens.filter(isPath)],
    globs: [...quoted, ...tokens].filter((token) => /[*?]/.test(token) && /^[\w.*?{},/@-]{2,}$/.test(token)),
    identifiers: tokens.map((token) => token.replace(/\(\)$/, "")).filter(isIdentifier),
    names: [...new Set([...named.map((match) => match[1] ?? ""), ...capitalised(unquoted)])],
    numbers: tokens.filter((token) => /^\d{1,9}$/.test(token)).map(Number),
    unquoted,
  };
}

/** Whether a token reads as the path of a file or a folder. */
export function isPath(token: string): boolean {
  if (/^\w+:\/\//.test(token) || ABBREVIATION.test(token) || /[*?]/.test(token)) return false;
  if (/^(?:~|\.{1,2})?\/./.test(token) || token === "." || token === "..") return true;
  if (/^[\w@.-]+(?:\/[\w@.-]+)+\/?$/.test(token)) return true;
  return EXTENSION.test(token) || WELL_KNOWN_FILE.test(token) || /^[\w@.-]+\/$/.test(token);
}

function isIdentifier(token: string): boolean {
  if (/^[A-Z][A-Z0-9]{2,}$/.test(token)) return !COMMON_CAPITALS.test(token);
  if (!/^@?[A-Za-z_$][\w$./:-]*$/.test(token) || isPath(token)) return false;
  return /[a-z][A-Z]|[A-Za-z]_[A-Za-z]|^[A-Z][A-Z0-9]+_|^[a-z]\w*[.:][a-z]\w*/.test(token);
}

function trimPunctuation(token: string): string {
  return token
    .replace(/^[([{<,;:!?]+/, "")
    .replace(/[)\]}>,;:!?]+$/, "")
    .replace(/(?<=[^.])\.$/, "");
}

/** The first word of a sentence has a capital anyway. */
function capitalised(text: string): readonly string[] {
  const found = text.matchAll(
    /(?<![.!?:]\s*|^\s*)(?<![\p{L}\p{N}_/.-])\p{Lu}[\p{L}\p{N}_-]*(?![\p{L}\p{N}_/(-])/gu,
  );
  return [...found].map(([word]) => word).filter((word) => word.length > 1 && isTelling(word.toLowerCase()));
}
