import { homedir } from "node:os";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import type { JsonObject, JsonSchema } from "@asky/sdk";
import { quote, quoteAll } from "../quote.ts";
import { findPathArguments } from "./path-arguments.ts";
import { readPathText } from "./path-readings.ts";
import { resolvePath } from "./resolve-path.ts";

/** No tool needs more paths in one call; each costs system calls. */
const MAX_PATHS = 1000;

/** Where tools may go. */
export interface SandboxArea {
  /** Absolute; relative paths start here. */
  readonly directory: string;
  /** Further directories, absolute or beginning with `~`; others count for nothing. */
  readonly allowedDirs: readonly string[];
}

/**
 * Checks every path in the arguments, as it stands and with all links followed, against the area, itself resolved.
 *
 * @returns why the call leaves the sandbox, in full sentences for model and audit; `undefined` when it does not.
 */
export async function checkPaths(
  args: JsonObject,
  parameters: JsonSchema,
  area: SandboxArea,
): Promise<string | undefined> {
  const found = findPathArguments(args, parameters);
  if (found.length === 0) return undefined;
  if (found.length > MAX_PATHS)
    return `The call has ${found.length} paths; at most ${MAX_PATHS} can be checked.`;
  if (!isAbsolute(area.directory))
    return `The directory of the turn, ${quote(area.directory)}, is no absolute path.`;
  const roots = await resolveRoots(area);
  const verdicts = new Map<string, string | undefined>();
  for (const { label, value } of found) {
    if (!verdicts.has(value)) verdicts.set(value, await checkPath(value, area.directory, roots));
    const fault = verdicts.get(value);
    if (fault !== undefined) return `The argument ${quote(label)} is ${quote(value)}, and ${fault}.`;
  }
  return undefined;
}

interface Roots {
  readonly named: readonly string[];
  readonly resolved: readonly string[];
}

async function resolveRoots({ directory, allowedDirs }: SandboxArea): Promise<Roots> {
  const named = [directory, ...allowedDirs.map(expandHome).filter(isAbsolute)];
  const resolved: string[] = [];
  for (const path of named) {
    const root = await resolvePath(path);
    if ("path" in root) resolved.push(root.path);
  }
  return { named, resolved };
}

async function checkPath(text: string, directory: string, roots: Roots): Promise<string | undefined> {
  const readings = readPathText(text);
  if ("fault" in readings) return readings.fault;
  for (const path of readings.paths) {
    const lexical = resolve(directory, path);
    if (![...roots.named, ...roots.resolved].some((root) => isInside(root, lexical))) {
      return leadsOutside(lexical, roots);
    }
    // Most tools take ".." off by name first, some leave it to the system, which takes it off after following links.
    const asOpened = isAbsolute(path) ? path : directory + sep + path;
    for (const candidate of new Set([lexical, asOpened])) {
      const target = await resolvePath(candidate);
      if ("fault" in target) return target.fault;
      if (!roots.resolved.some((root) => isInside(root, target.path)))
        return leadsOutside(target.path, roots);
    }
  }
  return undefined;
}

/** By component, so that `/srv/project-two` is not inside `/srv/project`. */
export function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function leadsOutside(path: string, { named }: Roots): string {
  return `it leads to ${quote(path)}, which is outside of ${quoteAll(named)}`;
}

/** A leading `~` as the home directory. */
export function expandHome(path: string): string {
  return /^~(?:[\\/]|$)/.test(path) ? join(homedir(), path.slice(1)) : path;
}
