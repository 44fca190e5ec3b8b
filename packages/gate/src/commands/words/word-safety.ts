import type { ShellAssignment, ShellWord, WordPiece } from "../../shell/shell-script.ts";

/** Variables that hold no secret. */
const SHOWN_VARIABLES: ReadonlySet<string> = new Set(
  "HOME PWD OLDPWD USER LOGNAME SHELL HOSTNAME LANG TERM UID EUID PPID RANDOM SECONDS LINENO PATH NODE_ENV CI BASH_VERSION OSTYPE PIPESTATUS ? # ! $ 0 @ * 1 2 3 4 5 6 7 8 9".split(
    " ",
  ),
);

/** Names that scripts give to their own variables; those of secrets and of programs' settings are left out. */
const OWN_VARIABLE = /^[a-z][a-z0-9_]*$/;
const TELLING = /pass|pwd|token|secret|key|auth|cred|proxy|npm_|session|cookie/;

/** Upper-case names that scripts use for themselves and no program reads. */
const OWN_UPPER =
  /^(FILES?|BASE|BRANCH|ROOT|DIR|COUNT|RESULT|OUT|OUTPUT|VERSION|NAME|SHA|COMMIT|START|END|STATUS|LATEST|PKG)$/;

const PLAIN_VALUE = /^[\w.@:,+-]*$/;

/** Settings of the environment that change only what programs show, with the values that do. */
const HARMLESS_SETTINGS: Readonly<Record<string, RegExp>> = {
  CI: PLAIN_VALUE,
  NO_COLOR: PLAIN_VALUE,
  FORCE_COLOR: PLAIN_VALUE,
  CLICOLOR: PLAIN_VALUE,
  CLICOLOR_FORCE: PLAIN_VALUE,
  COLUMNS: /^\d*$/,
  LINES: /^\d*$/,
  TERM: /^[\w-]*$/,
  LANG: /^[\w@-]*(\.[\w-]+)?$/,
  LANGUAGE: /^[\w@-]*(\.[\w-]+)?$/,
  LC_ALL: /^[\w@-]*(\.[\w-]+)?$/,
  LC_CTYPE: /^[\w@-]*(\.[\w-]+)?$/,
  LC_COLLATE: /^[\w@-]*(\.[\w-]+)?$/,
  LC_NUMERIC: /^[\w@-]*(\.[\w-]+)?$/,
  TZ: /^[A-Za-z][A-Za-z0-9_+/-]*$/,
  NODE_ENV: /^[\w-]*$/,
  DEBUG: /^[\w:*,.@/-]*$/,
  RUST_BACKTRACE: /^(0|1|full)$/,
  CARGO_TERM_COLOR: /^\w*$/,
  PYTHONDONTWRITEBYTECODE: /^\d?$/,
  PYTHONUNBUFFERED: /^\d?$/,
  PYTHONHASHSEED: /^(\d+|random)$/,
  NODE_NO_WARNINGS: /^\d?$/,
  GIT_PAGER: /^(cat)?$/,
  PAGER: /^(cat)?$/,
  MANPAGER: /^(cat)?$/,
  GIT_TERMINAL_PROMPT: /^0$/,
  GIT_OPTIONAL_LOCKS: /^[01]$/,
  TURBO_TELEMETRY_DISABLED: /^\d?$/,
  NEXT_TELEMETRY_DISABLED: /^\d?$/,
  DO_NOT_TRACK: /^\d?$/,
};

/** Whether `name=value` in a command's environment changes at most what it shows. */
export function isHarmlessSetting(name: string, value: string | undefined): boolean {
  const values = Object.hasOwn(HARMLESS_SETTINGS, name) ? HARMLESS_SETTINGS[name] : undefined;
  return values !== undefined && value !== undefined && values.test(value);
}

/** Whether a variable is a script's own: no program reads it, and no secret is kept under such a name. */
export function isOwnVariable(name: string): boolean {
  return (OWN_VARIABLE.test(name) && !TELLING.test(name)) || OWN_UPPER.test(name);
}

/** Whether an assignment on its own sets nothing but a script's own variable, and to nothing secret. */
export function isOwnAssignment({ source, name, value }: ShellAssignment): boolean {
  const isPlain = source.startsWith(`${name}=`) || source.startsWith(`${name}+=`);
  return isPlain && isOwnVariable(name) && isShowable(value);
}

/** Whether a word may be shown: nothing in it is a secret of the environment, and nothing is assigned by it. */
export function isShowable(word: ShellWord): boolean {
  return word.pieces.every(isShowablePiece);
}

function isShowablePiece(piece: WordPiece): boolean {
  switch (piece.type) {
    case "text":
    case "glob":
    case "tilde":
    case "substitution":
      return true;
    case "variable":
      return piece.isPlain && (SHOWN_VARIABLES.has(piece.name) || isOwnVariable(piece.name));
    default:
      return false;
  }
}

/** The text that a word is sure to begin with. */
export function headOf({ pieces }: ShellWord): string {
  let head = "";
  for (const piece of pieces) {
    if (piece.type !== "text") break;
    head += piece.text;
  }
  return head;
}

/** A word without its first characters, which must be sure. */
export function cutHead(word: ShellWord, length: number): ShellWord {
  const pieces: WordPiece[] = [];
  let left = length;
  for (const piece of word.pieces) {
    if (left === 0 || piece.type !== "text") {
      pieces.push(piece);
      continue;
    }
    const text = piece.text.slice(left);
    left = Math.max(0, left - piece.text.length);
    if (text !== "") pieces.push({ ...piece, text });
  }
  const value = word.value?.slice(length);
  return { source: value ?? word.source, value, pieces };
}

/** A word that is sure to be this text. */
export function literalWord(text: string): ShellWord {
  return { source: text, value: text, pieces: [{ type: "text", text, isQuoted: false }] };
}
