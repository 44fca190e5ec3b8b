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
  readonly emails: readonly string[];
  /** With a scheme, or beginning with `www.`. */
  readonly urls: readonly string[];
  /** Names of hosts: `example.org`. */
  readonly hosts: readonly string[];
  readonly ips: readonly string[];
  /** Numbers to call: with a plus, or of seven digits and more. */
  readonly phones: readonly string[];
  /** Codes that somebody has given to something: `A-1042`, `#88`, without the `#`. */
  readonly codes: readonly string[];
  /** The question without what is quoted. */
  readonly unquoted: string;
}

const QUOTED = /"([^"]+)"|“([^”]+)”|`([^`]+)`|(?<![\p{L}\p{N}])'([^']+)'(?![\p{L}\p{N}])/gu;
const EXTENSION = /^[\w@.-]*[\w-]\.[A-Za-z][A-Za-z0-9]{0,7}$/;
const WELL_KNOWN_FILE = /^(?:README|LICEN[CS]E|CHANGELOG|CONTRIBUTING|NOTICE|Makefile|Dockerfile)$/;
const COMMON_CAPITALS =
  /^(?:API|CLI|CSS|CSV|GUI|HTML|HTTPS?|IDE|JSON|LLM|MCP|NPM|PDF|README|REST|SDK|SQL|SVG|TOML|UI|URL|UTC|GMT|XML|YAML)$/;
const EMAIL = /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/;
const HOST =
  /^(?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|io|dev|app|ai|co|uk|de|fr|nl|es|it|at|ch|eu|us|ca|au|jp|cn|in|br|se|no|fi|dk|pl|cz|info|biz|test|local|example)$/i;
const ABBREVIATION = /^(?:e\.g|i\.e|etc|vs|and\/or|n\/a|\d+\/\d+)$/i;

/** Finds them, each kind in the order of the text. */
export function findValues(text: string): TextValues {
  const quoted = [...text.matchAll(QUOTED)].map((match) => match.slice(1).find(Boolean) ?? "");
  const unquoted = text.replaceAll(QUOTED, " ");
  const tokens = unquoted.split(/\s+/).map(trimPunctuation).filter(Boolean);
  const quotedPaths = quoted.filter((value) => !/\s/.test(value) && isPath(value));
  const words = [...quoted.filter((value) => !/\s/.test(value)), ...tokens];
  const named = [...text.matchAll(/\b(?:named|called)\s+["“`']?([\p{L}\p{N}][\p{L}\p{N}_-]*)/gu)];
  return {
    quoted,
    paths: [...quotedPaths, ...tokens.filter(isPath)],
    globs: [...quoted, ...tokens].filter((token) => /[*?]/.test(token) && /^[\w.*?{},/@-]{2,}$/.test(token)),
    identifiers: tokens.map((token) => token.replace(/\(\)$/, "")).filter(isIdentifier),
    names: [...new Set([...named.map((match) => match[1] ?? ""), ...capitalised(unquoted)])],
    emails: words.filter((word) => EMAIL.test(word)),
    urls: words.filter((word) => /^(?:https?|ftp|wss?):\/\/\S+$|^www\.\S+$/i.test(word)),
    hosts: words.filter((word) => HOST.test(word)),
    ips: words.filter((word) =>
      /^(?:\d{1,3}\.){3}\d{1,3}$|^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}$/i.test(word),
    ),
    phones: [...text.matchAll(/(?<![\w.-])\+?\d(?:[ /-]?\d){6,14}(?![\w-])/g)].map(([phone]) => phone),
    codes: tokens.filter(isCode).map((token) => token.replace(/^#/, "")),
    unquoted,
  };
}

/** Whether a token reads as the path of a file or a folder. */
export function isPath(token: string): boolean {
  if (EMAIL.test(token) || (HOST.test(token) && !/\.(?:io|ai|app|dev)$/.test(token))) return false;
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

/** With a digit in it, and more than a plain small number or a fraction. */
function isCode(token: string): boolean {
  return /^#?(?=[\w-]*\d)[A-Za-z0-9][\w-]*$/.test(token) && !/^\d{4}-\d\d-\d\d$/.test(token);
}

function trimPunctuation(token: string): string {
  return token
    .replace(/^[([{<,;:!?]+/, "")
    .replace(/[)\]}>,;:!?]+$/, "")
    .replace(/(?<=[^.])\.$/, "");
}

/** The first word of a sentence has a capital anyway. Words side by side are one name: "New York". */
function capitalised(text: string): readonly string[] {
  const found = text.matchAll(
    /(?<![.!?:]\s*|^\s*)(?<![\p{L}\p{N}_/.'’-])\p{Lu}[\p{L}\p{N}_-]*(?: (?:(?:&|de|von|van|der|den|la|du|da|of) )*\p{Lu}[\p{L}\p{N}_-]*)*(?![\p{L}\p{N}_/(-])/gu,
  );
  return [...found].map(([word]) => word).filter((word) => word.length > 1 && isTelling(word.toLowerCase()));
}
