const RULE_HEADER = /^\s*\[\[\s*(?:rule|"rule"|'rule')\s*\]\]/;
const ANY_HEADER = /^\s*\[/;

/**
 * The line, from 1, of a key in the rule of that index, or of the rule itself when the key has no line of its own.
 * `undefined` for a rule that is not written as `[[rule]]`.
 *
 * @param item - a text in the key's list; its own line is found when the list has several.
 */
export function locateRule(text: string, index: number, key?: string, item?: string): number | undefined {
  const line = locateKey(text, index, key);
  return line === undefined || item === undefined ? line : locateItem(text, line, item);
}

/** From the key's line to the end of its list, or to the next key or table. */
function locateItem(text: string, keyLine: number, item: string): number {
  const lines = text.split("\n").slice(keyLine - 1);
  const end = lines.findIndex((line, at) => at > 0 && (ANY_HEADER.test(line) || keyOf(line) !== undefined));
  const written = [JSON.stringify(item), `'${item}'`];
  const found = lines
    .slice(0, end === -1 ? undefined : end)
    .findIndex((line) => written.some((each) => line.includes(each)));
  return found === -1 ? keyLine : keyLine + found;
}

function locateKey(text: string, index: number, key?: string): number | undefined {
  let ruleIndex = -1;
  let ruleLine: number | undefined;
  let openQuotes: string | undefined;
  for (const [lineIndex, line] of text.split("\n").entries()) {
    const isInsideText = openQuotes !== undefined;
    openQuotes = quotesOpenAfter(line, openQuotes);
    if (isInsideText) continue;
    if (ANY_HEADER.test(line) && ruleLine !== undefined) return ruleLine;
    if (RULE_HEADER.test(line)) {
      ruleIndex++;
      if (ruleIndex === index) ruleLine = lineIndex + 1;
    } else if (ruleLine !== undefined && key !== undefined && keyOf(line) === key) {
      return lineIndex + 1;
    }
  }
  return ruleLine;
}

function keyOf(line: string): string | undefined {
  return /^\s*["']?([\w-]+)["']?\s*=/.exec(line)?.[1];
}

/** Which kind of multi-line text, if any, is still open at the end of a line. */
function quotesOpenAfter(line: string, openBefore: string | undefined): string | undefined {
  let open = openBefore;
  for (const [quotes] of line.matchAll(/"""|'''/g)) {
    if (open === undefined) open = quotes;
    else if (open === quotes) open = undefined;
  }
  return open;
}
