import picomatch from "picomatch";

const MAX_CHARS = 200;
const MAX_GLOBSTARS = 3;
const MAX_STARS = 8;

/**
 * Fixed, so that a pattern means the same on every platform: files that begin with a dot are files like others, `.` is any
 * character also in names that hold line ends, and what cannot be compiled throws instead of matching nothing.
 */
const OPTIONS = {
  debug: true,
  dot: true,
  fastpaths: false,
  noextglob: true,
  nonegate: true,
  regex: false,
  strictBrackets: true,
  windows: false,
} as const;

/** Matches a whole path. */
export interface PathMatcher {
  /** Whether the pattern is relative to the turn's directory; else it is about absolute paths, or about paths anywhere. */
  readonly isRelative: boolean;
  /** Letters as they are: for what is allowed. */
  readonly exact: RegExp;
  /** Upper and lower case alike, as some file systems have it: for what is asked about and denied. */
  readonly caseless: RegExp;
}

/** Why a text of a rule is no path pattern, as the rest of a sentence that begins with its place; `undefined` when it is one. */
export function pathPatternFault(text: string): string | undefined {
  if (text === "") return "must not be empty";
  if (text.length > MAX_CHARS) return `must have at most ${MAX_CHARS} characters`;
  if (/\p{Cc}/u.test(text)) return "must have no control characters";
  if (text.includes("\\")) return 'must write separators as "/" and escape nothing with a backslash';
  const special = /^!|[()[\]|]/.exec(text)?.[0];
  if (special !== undefined)
    return `must have no "${special}": only *, **, ? and {a,b} are special, and ? stands for any other character`;
  const steps = text.split("/");
  if (text.includes("..")) return 'must not contain ".."';
  if (steps.some((step, index) => step === "." || (step === "" && index > 0)))
    return 'must have no "." and no empty step';
  if (steps.some((step) => step.includes("**") && step !== "**"))
    return 'must write "**" as a step of its own';
  if (/^~[^/]/.test(text)) return 'must write the home directory as "~/"';
  if (steps.filter((step) => step === "**").length > MAX_GLOBSTARS)
    return `must have at most ${MAX_GLOBSTARS} "**"`;
  if ((text.match(/\*+/g)?.length ?? 0) > MAX_STARS) return `must have at most ${MAX_STARS} stars`;
  return compileFault(text);
}

function compileFault(text: string): string | undefined {
  try {
    compilePathPattern(text, "/home");
    return undefined;
  } catch {
    // The library speaks of escapes, which are no part of this language.
    return 'must close each "{"';
  }
}

/**
 * Compiles a pattern that {@link pathPatternFault} has no objection to: one that begins with two stars is about paths
 * anywhere, `~/x` about the home directory, `/x` about one place, and anything else about the turn's directory.
 */
export function compilePathPattern(text: string, home: string): PathMatcher {
  const isRelative = !/^(?:\/|~(?:\/|$)|\*\*(?:\/|$))/.test(text);
  const body = text.startsWith("~") ? text.slice(1) : text;
  const prefix = text.startsWith("~") ? escapeLiteral(home.replace(/\/+$/, "")) : "";
  const { source } = picomatch.makeRe(body === "" ? "/" : body, OPTIONS);
  const whole = `^${prefix}(?:${source.replace(/^\^/, "").replace(/\$$/, "")})$`;
  return { isRelative, exact: new RegExp(whole, "s"), caseless: new RegExp(whole, "is") };
}

function escapeLiteral(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
