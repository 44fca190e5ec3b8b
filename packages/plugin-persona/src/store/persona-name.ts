const PERSONA_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_-]{1,63}$/;
/** Some file systems give these another meaning. */
const DEVICE_NAME = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;
const MAX_SUGGESTIONS = 3;

/** Whether a text can name a persona, which is also the name of its folder. */
export function isPersonaName(name: string): boolean {
  return PERSONA_NAME.test(name) && !DEVICE_NAME.test(name);
}

/** The names that somebody who typed `name` may have meant, nearest first, at most three. */
export function nearestNames(name: string, names: readonly string[]): readonly string[] {
  // What is longer than any name is near to none, and comparing it would take its time.
  const wanted = name.trim().slice(0, 64).toLowerCase();
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  return names
    .map((candidate) => ({ candidate, distance: nearness(wanted, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || compare(a.candidate, b.candidate))
    .slice(0, MAX_SUGGESTIONS)
    .map(({ candidate }) => candidate);
}

/** Orders texts by their characters, the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A name of which the other is a part counts as near, however long the rest is. */
function nearness(a: string, b: string): number {
  const isPart = a.length >= 3 && b.length >= 3 && (a.includes(b) || b.includes(a));
  return isPart ? Math.min(1, editDistance(a, b)) : editDistance(a, b);
}

/** How many characters must be put in, taken out or changed to make one text from the other. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    above = current;
  }
  return above[b.length] ?? 0;
}
