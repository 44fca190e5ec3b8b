const MAX_ALTERNATIVES = 64;

/**
 * Makes a test for paths with forward slashes. `*` and `?` stay within a name, `**` spans folders, `{a,b}` are
 * alternatives; a pattern without a slash is about the name alone, in any folder. It takes time in proportion to pattern
 * and path, whatever they are, which no translation to a regular expression does.
 *
 * @returns the test, or `undefined` when the pattern has more alternatives than are followed.
 */
export function matchGlob(pattern: string): ((path: string) => boolean) | undefined {
  const alternatives = expandBraces(pattern);
  if (alternatives === undefined) return undefined;
  const patterns = alternatives.map((alternative) => {
    const parts = alternative.replace(/^\.?\//, "").split("/");
    return alternative.includes("/") ? parts : ["**", ...parts];
  });
  return (path) => patterns.some((parts) => matchParts(parts, path.split("/")));
}

function expandBraces(pattern: string): readonly string[] | undefined {
  const whole = /^(.*?)\{([^{}]*)\}(.*)$/s;
  let done: readonly string[] = [pattern];
  while (done.some((text) => whole.test(text))) {
    done = done.flatMap((text) => {
      const [, before = "", inner, after = ""] = whole.exec(text) ?? [];
      return inner === undefined ? [text] : inner.split(",").map((choice) => before + choice + after);
    });
    if (done.length > MAX_ALTERNATIVES) return undefined;
  }
  return done;
}

/** Whether parts of a pattern match parts of a path, by the set of positions that are still possible. */
function matchParts(pattern: readonly string[], path: readonly string[]): boolean {
  let reached = new Set([0]);
  for (const part of pattern) {
    const next = new Set<number>();
    for (const position of reached) {
      if (part === "**") {
        for (let end = position; end <= path.length; end++) next.add(end);
      } else if (position < path.length && matchName(part, path[position] ?? "")) {
        next.add(position + 1);
      }
    }
    reached = next;
  }
  return reached.has(path.length);
}

/** The classic two pointers: on a mismatch the last star takes one character more. */
function matchName(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let starred = 0;
  while (n < name.length) {
    if (pattern[p] === "*") {
      star = p++;
      starred = n;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === name[n])) {
      p++;
      n++;
    } else if (star !== -1) {
      p = star + 1;
      n = ++starred;
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
