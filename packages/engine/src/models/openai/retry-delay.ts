const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** What a provider may ask for, at most; beyond that the user is told instead of kept waiting. */
export const LONGEST_WAIT_MS = 60_000;

/** Statuses after which the same call may succeed. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 409 || status === 425 || status === 429 || status >= 500;
}

/**
 * How long to wait before a call is made again: twice as long each time, between half and all of it by chance, so that
 * many callers do not come back together. What the provider asks for goes before.
 *
 * @param attempt - the number of the attempt that has failed, from 0.
 * @param random - from 0 to 1.
 */
export function retryDelay(attempt: number, random: number, askedMs: number | undefined): number {
  if (askedMs !== undefined) return askedMs + random * 250;
  const full = Math.min(FIRST_DELAY_MS * 2 ** attempt, LONGEST_DELAY_MS);
  return full / 2 + (full / 2) * random;
}

/**
 * Reads how long a provider wants to be left alone: `retry-after-ms`, `Retry-After` in seconds or as a date, else the
 * resets of the limits that are used up.
 *
 * @param now - milliseconds since 1970.
 */
export function readRetryAfter(headers: Headers, now: number): number | undefined {
  const inMs = readNumber(headers.get("retry-after-ms"));
  if (inMs !== undefined) return inMs;
  const after = headers.get("retry-after");
  const seconds = readNumber(after);
  if (seconds !== undefined) return seconds * 1000;
  const date = after === null ? Number.NaN : Date.parse(after);
  if (Number.isFinite(date)) return Math.max(date - now, 0);
  const resets = ["requests", "tokens"].flatMap((kind) => {
    if (readNumber(headers.get(`x-ratelimit-remaining-${kind}`)) !== 0) return [];
    return readDuration(headers.get(`x-ratelimit-reset-${kind}`)) ?? [];
  });
  return resets.length === 0 ? undefined : Math.max(...resets);
}

function readNumber(text: string | null): number | undefined {
  return text !== null && /^\s*\d{1,9}(?:\.\d{1,6})?\s*$/.test(text) ? Number(text) : undefined;
}

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

/** `6m0s`, `1.5s`, `20ms`. */
function readDuration(text: string | null): number | undefined {
  if (text === null || !/^(?:\d{1,9}(?:\.\d{1,6})?(?:ms|[smhd]))+$/.test(text)) return undefined;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g);
  return [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * (UNIT_MS.get(unit ?? "") ?? 0), 0);
}
