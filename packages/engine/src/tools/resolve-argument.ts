import { homedir } from "node:os";
import { join, relative, resolve, sep } from "node:path";

/** A path argument as an absolute path, in the way the gate has judged it: `~` is the home, the rest starts at the turn's directory. */
export function resolveArgument(directory: string, path: string): string {
  if (path === "~") return homedir();
  if (path.startsWith("~/")) return join(homedir(), path.slice(2));
  return resolve(directory, path);
}

/** An absolute path as it is shown: relative to the turn's directory when it lies inside, with forward slashes. */
export function shownPath(directory: string, path: string): string {
  const inside = relative(directory, path);
  if (inside === "") return ".";
  const shown = inside === ".." || inside.startsWith(`..${sep}`) ? path : inside;
  return sep === "/" ? shown : shown.replaceAll(sep, "/");
}
