/**
 * Finds where a text occurs in another one, in time proportional to both (Knuth, Morris, Pratt): `indexOf` takes their
 * product for texts that are made for it, and both come from models and files.
 *
 * @param overlapping - whether occurrences may share characters, as when one asks if there is only one.
 * @param max - how many are looked for.
 */
export function findAll(
  text: string,
  wanted: string,
  { overlapping, max = Number.POSITIVE_INFINITY }: { readonly overlapping: boolean; readonly max?: number },
): readonly number[] {
  if (wanted === "") return [];
  const borders = bordersOf(wanted);
  const found: number[] = [];
  let matched = 0;
  for (let at = 0; at < text.length && found.length < max; at++) {
    const character = text.charCodeAt(at);
    while (matched > 0 && wanted.charCodeAt(matched) !== character) matched = borders[matched - 1] ?? 0;
    if (wanted.charCodeAt(matched) === character) matched++;
    if (matched < wanted.length) continue;
    found.push(at - wanted.length + 1);
    matched = overlapping ? (borders[matched - 1] ?? 0) : 0;
  }
  return found;
}

/** For each beginning of a text, how long its longest proper beginning is that is its end too. */
function bordersOf(text: string): Uint32Array {
  const borders = new Uint32Array(text.length);
  let length = 0;
  for (let at = 1; at < text.length; at++) {
    const character = text.charCodeAt(at);
    while (length > 0 && text.charCodeAt(length) !== character) length = borders[length - 1] ?? 0;
    if (text.charCodeAt(length) === character) length++;
    borders[at] = length;
  }
  return borders;
}
