import { homedir } from "node:os";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import type { JsonObject, JsonSchema } from "@asky/sdk";
import { quote, quoteAll } from "../quote.ts";
import { findPathArguments, type PathArgument } from "./path-arguments.ts";
import { readPathText } from "./path-readings.ts";
import { type ResolvedPath, resolvePath } from "./resolve-path.ts";

/** No tool needs more paths in one call; each costs system calls. */
const MAX_PATHS = 1000;

/** Where tools may go. */
export interface SandboxArea {
  /** Absolute; relative paths start here. */
  readonly directory: string;
  /** Further directories, absolute or beginning with `~`; others count for nothing. */
  readonly allowedDirs: readonly string[];
}

/** What the sandbox says of a path: why it must not be used, or every place that it means. Absolute, without doubles. */
export type PathFinding =
  | { readonly fault: string }
  | {
      /** By name: `.` and `..` taken off. */
      readonly named: readonly string[];
      /** With all links followed. */
      readonly resolved: readonly string[];
    };

/** Looks paths up for one judgement; what it has looked up once, it remembers. */
export interface PathLookup {
  readonly area: SandboxArea;
  /** @param directory - where a relative path starts: absolute. */
  find(text: string, directory: string): Promise<PathFinding>;
  /** The directory of the turn, as named and with all links followed. */
  bases(): Promise<readonly string[]>;
}

/** The paths in a call's arguments, or why the call leaves the sandbox. */
export type ArgumentPaths =
  | { readonly fault: string }
  | { readonly found: readonly (PathArgument & { readonly finding: PathFinding })[] };

/**
 * Checks every path in the arguments, as it stands and with all links followed, against the area, itself resolved.
 *
 * @returns all of them; or why the call leaves the sandbox, in full sentences for model and audit.
 */
export async function checkPaths(
  args: JsonObject,
  parameters: JsonSchema,
  lookup: PathLookup,
): Promise<ArgumentPaths> {
  const paths = findPathArguments(args, parameters);
  if (paths.length > MAX_PATHS)
    return { fault: `The call has ${paths.length} paths; at most ${MAX_PATHS} can be checked.` };
  const { directory } = lookup.area;
  if (paths.length > 0 && !isAbsolute(directory)) return { fault: directoryRelative(directory) };
  const found: (PathArgument & { readonly finding: PathFinding })[] = [];
  for (const path of paths) {
    const finding = await lookup.find(path.value, directory);
    if ("fault" in finding)
      return { fault: `The argument ${quote(path.label)} is ${quote(path.value)}, and ${finding.fault}.` };
    found.push({ ...path, finding });
  }
  return { found };
}

export function directoryRelative(directory: string): string {
  return `The directory of the turn, ${quote(directory)}, is no absolute path.`;
}

export function createPathLookup(area: SandboxArea): PathLookup {
  const targets = new Map<string, Promise<ResolvedPath>>();
  const findings = new Map<string, Promise<PathFinding>>();
  let roots: Promise<Roots> | undefined;

  function follow(path: string): Promise<ResolvedPath> {
    const known = targets.get(path) ?? resolvePath(path);
    targets.set(path, known);
    return known;
  }

  async function find(text: string, directory: string): Promise<PathFinding> {
    roots ??= resolveRoots(area, follow);
    return inspectPath(text, directory, await roots, follow);
  }

  return {
    area,
    find(text, directory) {
      const key = `${directory}\0${text}`;
      const known = findings.get(key) ?? find(text, directory);
      findings.set(key, known);
      return known;
    },
    async bases() {
      const target = await follow(area.directory);
      return "path" in target ? [...new Set([resolve(area.directory), target.path])] : [area.directory];
    },
  };
}

interface Roots {
  readonly named: readonly string[];
  readonly resolved: readonly string[];
}

type Follow = (path: string) => Promise<ResolvedPath>;

async function resolveRoots({ directory, allowedDirs }: SandboxArea, follow: Follow): Promise<Roots> {
  const named = [directory, ...allowedDirs.map(expandHome).filter(isAbsolute)];
  const resolved: string[] = [];
  for (const path of named) {
    const root = await follow(path);
    if ("path" in root) resolved.push(root.path);
  }
  return { named, resolved };
}

async function inspectPath(
  text: string,
  directory: string,
  roots: Roots,
  follow: Follow,
): Promise<PathFinding> {
  const readings = readPathText(text);
  if ("fault" in readings) return readings;
  const named = new Set<string>();
  const resolved = new Set<string>();
  for (const path of readings.paths) {
    const lexical = resolve(directory, path);
    if (![...roots.named, ...roots.resolved].some((root) => isInside(root, lexical)))
      return { fault: leadsOutside(lexical, roots) };
    named.add(lexical);
    // Most tools take ".." off by name first, some leave it to the system, which takes it off after following links.
    const asOpened = isAbsolute(path) ? path : directory + sep + path;
    for (const candidate of path.includes("..") ? [lexical, asOpened] : [lexical]) {
      const target = await follow(candidate);
      if ("fault" in target) return target;
      if (!roots.resolved.some((root) => isInside(root, target.path)))
        return { fault: leadsOutside(target.path, roots) };
      resolved.add(target.path);
    }
  }
  return { named: [...named], resolved: [...resolved] };
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
