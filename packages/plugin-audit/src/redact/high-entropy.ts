/** Runs of characters that random keys are written in. The slash is not among them: paths are no secrets. */
const RUN = /[A-Za-z0-9+_=-]{24,}/g;

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** Bits for each character: random base64 of 24 characters has about 4.2, an identifier of that length less than 3.9. */
const MIN_BITS = 3.9;
const MIN_HEX_BITS = 3;

/** Finds what looks like chance: keys whose issuer gave them no form. In order, as pairs of start and end. */
export function findHighEntropy(text: string): readonly { readonly start: number; readonly end: number }[] {
  return Array.from(text.replace(UUID, (uuid) => ".".repeat(uuid.length)).matchAll(RUN))
    .filter(([run]) => isChance(run))
    .map(({ 0: run, index }) => ({ start: index, end: index + run.length }));
}

function isChance(run: string): boolean {
  if (!/\d/.test(run) || !/[A-Za-z]/.test(run)) return false;
  if (/^[0-9a-f]+$/i.test(run)) return run.length >= 32 && bitsOf(run) >= MIN_HEX_BITS;
  // Words joined by - or _ are names, also long ones with a number in them.
  if (run.split(/[-_=+]/).every((word) => word.length < 12 || /^[a-z]+$/i.test(word))) return false;
  return bitsOf(run) >= MIN_BITS - (/[a-z]/.test(run) && /[A-Z]/.test(run) ? 0.2 : 0);
}

/** Shannon's entropy by the frequency of characters. */
function bitsOf(run: string): number {
  const counts = new Map<string, number>();
  for (const character of run) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / run.length) * Math.log2(count / run.length);
  return bits;
}
