/** The known name that a mistyped one is nearest to; `undefined` when none is near. */
export function findNearestName(name: string, known: readonly string[]): string | undefined {
  const rated = known.map((candidate) => ({
    candidate,
    distance: editDistance(name.toLowerCase(), candidate),
  }));
  const best = rated.sort((a, b) => a.distance - b.distance)[0];
  if (!best) return undefined;
  const isNear = best.distance <= Math.max(2, Math.floor(best.candidate.length / 3));
  return isNear || name.toLowerCase().includes(best.candidate) ? best.candidate : undefined;
}

/** How many letters have to be changed, added or left out. */
function editDistance(from: string, to: string): number {
  if (from.length > 64) return from.length;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (let at = 1; at <= to.length; at++) {
      const above = row[at] ?? 0;
      const left = next[at - 1] ?? 0;
      const diagonal = row[at - 1] ?? 0;
      next.push(Math.min(above + 1, left + 1, diagonal + (letter === to[at - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
