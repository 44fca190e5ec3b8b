import { resolve } from "node:path";
import { HOST_SOURCE } from "@asky/sdk";
import { quote } from "../quote.ts";
import type { PathLookup } from "../sandbox/check-paths.ts";
import type { CallFacts } from "./call-surroundings.ts";
import { fitsWildcards, isWildcard, wildcardsOf } from "./glob-word.ts";
import { expandAlternatives } from "./path-pattern.ts";

const MAX_ALTERNATIVES = 64;

/** Where the globs of a search lead: out of the sandbox, or nobody knows where, or nothing to say. */
export interface SearchReach {
  /** Why the search leaves the sandbox, in full sentences. */
  readonly fault?: string;
  /** What is not understood, in full sentences. */
  readonly doubts: readonly string[];
}

/**
 * Looks at the globs of the host's `Glob` and `Grep`: each way to choose from their braces, up to the first wildcard, has to
 * stay in the sandbox, links followed.
 */
export async function inspectSearch(
  { toolName, origin, args }: CallFacts,
  lookup: PathLookup,
): Promise<SearchReach> {
  if (origin !== HOST_SOURCE || (toolName !== "Glob" && toolName !== "Grep")) return { doubts: [] };
  const keys = toolName === "Glob" ? ["pattern"] : ["glob", "include"];
  const globs = keys.flatMap((key) => args[key]).filter((glob) => typeof glob === "string");
  const { directory } = lookup.area;
  const start = typeof args.path === "string" ? resolve(directory, args.path) : directory;
  const doubts: string[] = [];
  for (const glob of globs) {
    const alternatives = expandAlternatives(glob.replace(/^!/, ""));
    if (alternatives.length > MAX_ALTERNATIVES || alternatives.some(isUnclear)) {
      doubts.push(`Nobody can tell where ${quote(glob)} leads.`);
      continue;
    }
    for (const folder of new Set(alternatives.map(fixedPart))) {
      const finding = folder === "" ? undefined : await lookup.find(folder, start);
      if (finding && "fault" in finding)
        return {
          doubts,
          fault: `The glob ${quote(glob)} looks into ${quote(folder)}, and ${finding.fault}.`,
        };
    }
  }
  return { doubts };
}

/** Braces within braces, other alternatives, escapes, or a name with wildcards that may be the folder above. */
function isUnclear(glob: string): boolean {
  if (/[{}()|\\]/.test(glob)) return true;
  return glob.split("/").some((name, index, names) => {
    const tokens = wildcardsOf(name);
    if (!tokens.some(isWildcard)) return name === ".." && names.slice(0, index).some(hasWildcard);
    return name.replaceAll("*", "") !== "" && fitsWildcards(tokens, "..");
  });
}

/** The folders that a glob names before its first wildcard; the whole of it when it has none. */
function fixedPart(glob: string): string {
  const names = glob.split("/");
  const first = names.findIndex(hasWildcard);
  if (first < 0) return glob;
  const fixed = names.slice(0, first).join("/");
  return fixed === "" && first > 0 ? "/" : fixed;
}

function hasWildcard(name: string): boolean {
  return wildcardsOf(name).some(isWildcard);
}
