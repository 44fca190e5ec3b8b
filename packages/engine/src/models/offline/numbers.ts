/** A number in a sentence, and the words around it. */
export interface SaidNumber {
  readonly said: string;
  readonly value: number;
  readonly index: number;
  /** The word before and the words after, in lower case. */
  readonly before: string;
  readonly after: readonly string[];
}

const WORDS: ReadonlyMap<string, number> = new Map(
  `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
  nineteen`
    .split(/\s+/)
    .map((word, value): [string, number] => [word, value]),
);
const TENS: ReadonlyMap<string, number> = new Map(
  "twenty thirty forty fifty sixty seventy eighty ninety hundred"
    .split(" ")
    .map((word, index): [string, number] => [word, (index + 2) * 10]),
);
const OTHERS: ReadonlyMap<string, number> = new Map([
  ["dozen", 12],
  ["thousand", 1000],
  ["single", 1],
  ["twice", 2],
]);
const DIGITS =
  /(?<![\w.:/])[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w:])|(?<![\w:/]|\d\.)[-−]?\d{1,12}(?:\.\d+)?(?!\d|[:/]\d|\.\d)/;
const NUMBER = new RegExp(
  `${DIGITS.source}|\\b(?:${[...WORDS.keys(), ...TENS.keys(), ...OTHERS.keys()].join("|")})\\b`,
  "gi",
);

/** Finds the numbers of a sentence: as digits, with a sign or a fraction, or as English words. */
export function findNumbers(sentence: string): readonly SaidNumber[] {
  const found: SaidNumber[] = [];
  // Dates, versions and addresses have digits and are no numbers.
  const plain = sentence.replaceAll(/\d{4}-\d\d-\d\d|\d+\.\d+\.\d[\d.]*|\w+:\/\/\S+/g, (said) =>
    " ".repeat(said.length),
  );
  for (const match of plain.matchAll(NUMBER)) {
    const said = match[0];
    const word = said.toLowerCase();
    const value =
      WORDS.get(word) ??
      TENS.get(word) ??
      OTHERS.get(word) ??
      Number(said.replaceAll(",", "").replace("−", "-"));
    // "one" is mostly no number, and "this one" never is.
    if (!Number.isFinite(value) || (word === "one" && !/^\s*[-\p{L}]/u.test(sentence.slice(match.index + 3))))
      continue;
    const before = /([\p{L}_]+)[\s:=#]*$/u.exec(sentence.slice(0, match.index))?.[1] ?? "";
    const after = sentence.slice(match.index + said.length).match(/[\p{L}%°]+/gu) ?? [];
    found.push({
      said,
      value,
      index: match.index,
      before: before.toLowerCase(),
      after: after.slice(0, 3).map((next) => next.toLowerCase()),
    });
  }
  return found;
}

const SECONDS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    second: 1,
    sec: 1,
    s: 1,
    minute: 60,
    min: 60,
    hour: 3600,
    hr: 3600,
    h: 3600,
    day: 86_400,
    week: 604_800,
    millisecond: 0.001,
    ms: 0.001,
  }),
);

/** A number as a parameter wants it that counts in a unit of time: "2 hours" are 120 for `minutes`. */
export function inTimeUnit({ value, after }: SaidNumber, wanted: readonly string[]): number {
  const said = SECONDS.get(singular(after[0] ?? ""));
  const unit = wanted.map((word) => SECONDS.get(singular(word))).find((seconds) => seconds !== undefined);
  if (said === undefined || unit === undefined) return value;
  return Number(((value * said) / unit).toPrecision(12));
}

/** Whether a word names a unit of time. */
export function isTimeUnit(word: string): boolean {
  return SECONDS.has(singular(word));
}

function singular(word: string): string {
  return word.length > 2 ? word.replace(/s$/, "") : word;
}
