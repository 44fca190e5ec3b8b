const ALIASES: ReadonlyMap<string, string> = new Map([
  ["utc", "UTC"],
  ["gmt", "UTC"],
]);

let cities: ReadonlyMap<string, string> | undefined;

/** Finds the time zone that a text names: as `Asia/Tokyo`, by its city, or as UTC. */
export function findTimeZone(text: string): string | undefined {
  const [full] = /\b[A-Z][A-Za-z_]+\/[A-Z][A-Za-z_/+-]+\b/.exec(text) ?? [];
  if (full !== undefined) return full;
  const words = text.toLowerCase().match(/[\p{L}]+/gu) ?? [];
  for (const [index, word] of words.entries()) {
    const pair = `${word} ${words[index + 1] ?? ""}`;
    const zone = ALIASES.get(word) ?? cityZones().get(pair) ?? cityZones().get(word);
    if (zone !== undefined) return zone;
  }
  return undefined;
}

/** Made at the first use: it takes a few milliseconds. */
function cityZones(): ReadonlyMap<string, string> {
  cities ??= new Map(
    Intl.supportedValuesOf("timeZone").map((zone) => {
      const city = zone.slice(zone.lastIndexOf("/") + 1);
      return [city.replaceAll("_", " ").toLowerCase(), zone];
    }),
  );
  return cities;
}
