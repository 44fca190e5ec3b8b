/** A day or a time of day that a sentence names. */
export interface Moment {
  /** As the sentence has it. */
  readonly said: string;
  /** `2026-03-01` or `18:00`. */
  readonly iso: string;
}

const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH = String.raw`(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?`;
const DAY_MS = 86_400_000;

type Reader = readonly [pattern: RegExp, read: (match: RegExpExecArray, today: Date) => Date | undefined];

const DAYS: readonly Reader[] = [
  [
    /\b(\d{4})-(\d\d)-(\d\d)\b/,
    ([, year, month, day]) => dayOf(Number(year), Number(month) - 1, Number(day)),
  ],
  [/\bday after tomorrow\b/i, (_, today) => later(today, 2)],
  [/\btomorrow\b/i, (_, today) => later(today, 1)],
  [/\byesterday\b/i, (_, today) => later(today, -1)],
  [/\b(?:today|tonight)\b/i, (_, today) => later(today, 0)],
  [
    /\bin (\d{1,3}) (day|week)s?\b/i,
    ([, count, unit], today) => later(today, Number(count) * (unit?.toLowerCase() === "week" ? 7 : 1)),
  ],
  [
    new RegExp(String.raw`\b${MONTH}\s+(\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s+(\d{4}))?`, "i"),
    ([, month, day, year], today) => calendarDay(month, day, year, today),
  ],
  [
    new RegExp(String.raw`\b(\d{1,2})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?${MONTH}\b(?:,?\s+(\d{4}))?`, "i"),
    ([, day, month, year], today) => calendarDay(month, day, year, today),
  ],
  [
    new RegExp(String.raw`\b(?:next |this |on )?(${WEEKDAYS.join("|")})\b`, "i"),
    ([, name], today) => {
      const wanted = WEEKDAYS.indexOf((name ?? "").toLowerCase());
      return later(today, ((wanted - today.getUTCDay() + 6) % 7) + 1);
    },
  ],
];

const TIME =
  /\b(?:at\s+)?(?:(\d{1,2}):(\d\d)(?:\s*([ap])\.?m\b\.?)?|(\d{1,2})\s*([ap])\.?m\b\.?|(\d{1,2})\s*o'?clock\b|(noon|midnight)\b)/i;

/** Finds the first day that a sentence names; what is relative counts from today. */
export function findDay(sentence: string, now: Date): Moment | undefined {
  const today = dayOf(now.getFullYear(), now.getMonth(), now.getDate());
  if (today === undefined) return undefined;
  for (const [pattern, read] of DAYS) {
    const match = pattern.exec(sentence);
    const day = match && read(match, today);
    if (match && day) return { said: match[0], iso: day.toISOString().slice(0, 10) };
  }
  return undefined;
}

/** Finds the first time of day that a sentence names. */
export function findTime(sentence: string): Moment | undefined {
  const match = TIME.exec(sentence);
  if (!match) return undefined;
  const [whole, hour, minute = "00", half, plainHour, plainHalf, fullHour, word] = match;
  const said = whole.replace(/^at\s+/i, "");
  if (word !== undefined) return { said, iso: word.toLowerCase() === "noon" ? "12:00" : "00:00" };
  const part = (half ?? plainHalf)?.toLowerCase();
  const count = Number(hour ?? plainHour ?? fullHour);
  const hours = part === undefined ? count : (count % 12) + (part === "p" ? 12 : 0);
  if (hours > 23 || Number(minute) > 59) return undefined;
  return { said, iso: `${String(hours).padStart(2, "0")}:${minute}` };
}

function calendarDay(
  month: string | undefined,
  day: string | undefined,
  year: string | undefined,
  today: Date,
): Date | undefined {
  const index = MONTHS.indexOf((month ?? "").slice(0, 3).toLowerCase());
  const found = dayOf(Number(year ?? today.getUTCFullYear()), index, Number(day));
  // A day without a year is the next one of that name.
  if (found && year === undefined && found < today)
    return dayOf(today.getUTCFullYear() + 1, index, Number(day));
  return found;
}

function later(day: Date, days: number): Date {
  return new Date(day.getTime() + days * DAY_MS);
}

function dayOf(year: number, month: number, day: number): Date | undefined {
  const date = new Date(Date.UTC(year, month, day));
  return date.getUTCMonth() === month && date.getUTCDate() === day ? date : undefined;
}
