import { homedir, tmpdir } from "node:os";

/** Directories that differ from host to host, by the name that stands for them in a recording. */
export type Places = Readonly<Record<string, string>>;

/** The folder that the host works in, the user's home, and the one for temporary files. */
export function commonPlaces(directory: string): Places {
  return { directory, home: homedir(), tmp: tmpdir() };
}

/** Replaces the directories of this host by their names: `/home/ada/notes` by `<directory>`, longest first. */
export function toPortable<Value>(value: Value, places: Places): Value {
  const pairs = pairsOf(places);
  return mapText(value, (text) =>
    pairs.reduce((result, [path, name]) => replacePath(result, path, name), text),
  );
}

/** Puts the directories of this host where their names stand. */
export function fromPortable<Value>(value: Value, places: Places): Value {
  const pairs = pairsOf(places);
  return mapText(value, (text) =>
    pairs.reduce((result, [path, name]) => result.replaceAll(name, path), text),
  );
}

function pairsOf(places: Places): readonly (readonly [path: string, name: string])[] {
  return Object.entries(places)
    .map(([name, path]): [string, string] => [path.replace(/(?<=.)\/+$/, ""), `<${name}>`])
    .filter(([path]) => path.length > 1)
    .sort(([a], [b]) => b.length - a.length);
}

/** Only whole names of folders: `/home/ada` is no part of `/home/adam`. */
function replacePath(text: string, path: string, name: string): string {
  const escaped = path.replaceAll(/[^\w/]/g, "\\$&");
  return text.replaceAll(new RegExp(`${escaped}(?![\\w.-])`, "g"), () => name);
}

function mapText<Value>(value: Value, map: (text: string) => string): Value {
  if (typeof value === "string") return map(value) as Value;
  if (Array.isArray(value)) return value.map((item) => mapText(item, map)) as Value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, mapText(member, map)]),
  ) as Value;
}
