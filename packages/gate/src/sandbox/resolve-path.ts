import { lstat, readlink } from "node:fs/promises";
import { isAbsolute, join, parse, sep } from "node:path";

const MAX_LINKS = 40;

/** Where a path leads, or why that cannot be told. */
export type ResolvedPath = { readonly path: string } | { readonly fault: string };

/**
 * Follows an absolute path component by component, as the system would on opening it: each link where it points, also a
 * dangling one, `..` from where a link has led. What does not exist is followed by name, so that a file yet to be made is
 * found where it would be made. (`fs.realpath` refuses missing files, which is what a sandbox must not stumble over.)
 *
 * @param absolute - may contain `.`, `..` and doubled separators.
 */
export async function resolvePath(absolute: string): Promise<ResolvedPath> {
  let current = parse(absolute).root;
  const pending = splitPath(absolute.slice(current.length)).reverse();
  let linkCount = 0;
  // How many components below the last one that exists: below a missing folder nothing exists.
  let missingDepth = 0;
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (name === "..") {
      current = join(current, "..");
      missingDepth = Math.max(0, missingDepth - 1);
      continue;
    }
    const next = join(current, name);
    const entry = missingDepth > 0 ? "missing" : await inspect(next);
    if (entry === "missing") missingDepth++;
    else if (entry !== "present" && "fault" in entry) return entry;
    if (typeof entry === "string") {
      current = next;
      continue;
    }
    linkCount++;
    if (linkCount > MAX_LINKS) return { fault: "it goes through too many links, or in a circle" };
    const { target } = entry;
    if (isAbsolute(target)) current = parse(target).root;
    pending.push(...splitPath(isAbsolute(target) ? target.slice(current.length) : target).reverse());
  }
  return { path: current };
}

type Entry = "missing" | "present" | { readonly target: string } | { readonly fault: string };

async function inspect(path: string): Promise<Entry> {
  try {
    const stats = await lstat(path);
    return stats.isSymbolicLink() ? { target: await readlink(path) } : "present";
  } catch (error) {
    const { code = "UNKNOWN" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return "missing";
    return { fault: `it cannot be followed (${code})` };
  }
}

/** The names in a path, without empty ones and `.`. */
export function splitPath(path: string): string[] {
  const separators = sep === "\\" ? /[\\/]+/ : /\/+/;
  return path.split(separators).filter((name) => name !== "" && name !== ".");
}
