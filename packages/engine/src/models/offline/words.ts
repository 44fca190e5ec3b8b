/** Words that carry no subject, in questions and in descriptions. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about after again all also am an and any are as at be because been being but by can could did do does done each every first for from
  get gets got give given go goes had has have having he hello help her here hey hi his how i if in into is it its just kindly
  last let lets like look made make many may me might mine more most much must my need next no not of off ok on one only onto or other
  our out over own please put say said says see she should so some still such tell than thank thanks that the their them then
  there these they thing things this those through to too under until up upon us used uses using use very want wants was
  we well were what whats when where wheres which while who whom whose why will with within without work works would yes
  yet you your`.split(/\s+/),
);

/** The words of a text in lower case; `camelCase` and `snake_case` are several. */
export function toWords(text: string): readonly string[] {
  const parted = text.replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2").replaceAll(/['’]s\b/g, "");
  return parted.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The words of a text that carry its subject, as stems, each once. */
export function toTerms(text: string): readonly string[] {
  return [...new Set(toWords(text).filter(isTelling).map(stem))];
}

/** Whether a word says anything about the subject. */
export function isTelling(word: string): boolean {
  return word.length > 1 && !STOP_WORDS.has(word) && !/^\d+$/.test(word);
}

/** What the forms of an English word begin with, as far as cutting off endings goes. */
export function stem(word: string): string {
  if (word.length <= 3 || word === "news") return word;
  const cut = word
    .replace(/(?:ies)$/, "y")
    .replace(/(?<=[^aeiou]{2}|ss|x|ch|sh)es$/, "")
    .replace(/(?<=[^su])s$/, "")
    .replace(/(?<=.{4})ing$/, "")
    .replace(/(?<=.{3})ed$/, "");
  // "stopped" and "stopping" are "stop"; "create", "created" and "creating" are "creat".
  const single = cut === word ? cut : cut.replace(/([bdgmnprt])\1$/, "$1");
  return single.length > 4 ? single.replace(/e$/, "") : single;
}

const ENDINGS: ReadonlySet<string> = new Set(
  ` al ance ation ations d e ed ement er ers es ic ies ing ion ions isation ise ises ition ization ize izes ly ment ments n or ors r
  s sion t tion y`.split(/\s+/),
);

/** Whether two stems are forms of one word: "translat" and "translation", "convert" and "conversion". */
export function isSameFamily(a: string, b: string): boolean {
  if (a === b) return true;
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared++;
  if (shared < 4 || (shared < 5 && Math.max(a.length, b.length) > 6)) return false;
  return ENDINGS.has(a.slice(shared)) && ENDINGS.has(b.slice(shared));
}
