import { mkdir } from "node:fs/promises";
import { dirname, isAbsolute, join, parse, sep } from "node:path";
import { pathKindWrong, pathMissing, pathOutside, pathUnusable } from "../errors/paths.ts";
import { expandHome, isInside, type SandboxArea } from "./check-paths.ts";
import { errorCode, explainFault } from "./explain-fault.ts";
import { type HeldFolder, holdFolder, linkAt, stepInto } from "./hold-folder.ts";
import { splitPath } from "./resolve-path.ts";

const MAX_LINKS = 40;
const MAX_STEPS = 4000;

/** A place inside the sandbox: a name in a folder that is held, or the folder itself. The caller closes the folder. */
export interface Spot {
  readonly folder: HeldFolder;
  readonly name: string | undefined;
  /** The real path of the directory of the sandbox that it lies in. */
  readonly root: string;
}

export interface SpotOptions {
  /** What becomes of the last name: a link is followed, or kept; or it must be a folder and is entered. */
  readonly last: "follow" | "keep" | "enter";
  /** Makes the folders that are missing, the last one included. */
  readonly makeFolders?: boolean;
}

interface Root {
  readonly named: string;
  readonly folder: HeldFolder;
}

interface Here {
  readonly folder: HeldFolder;
  /** The directory of the sandbox that was passed on the way; none means outside so far. */
  readonly root: HeldFolder | undefined;
}

/**
 * Goes to a path folder by folder, each found from the one before and held, so that nothing which is renamed or replaced
 * meanwhile can divert the way. Links and `..` are only text to walk by; what counts is whether the folders that were
 * really passed include a directory of the sandbox.
 *
 * @throws PluginError `PATH_OUTSIDE`, `PATH_MISSING`, `PATH_KIND_WRONG`, `PATH_UNUSABLE`.
 */
export async function findSpot(
  area: SandboxArea,
  path: string,
  { last, makeFolders = false }: SpotOptions,
): Promise<Spot> {
  if (path.includes("\0")) throw pathUnusable(path, "it contains a NUL character");
  const roots = await holdRoots(area);
  const identities = new Map<string, HeldFolder>();
  const held = new Set(roots.map(({ folder }) => folder));
  let here: Here | undefined;
  let pending: string[] = [];
  let links = 0;

  function outside(target: string): Error {
    return pathOutside(path, target, namesOf(area));
  }

  /** Leaves the folder that was reached so far; directories of the sandbox stay held until the end. */
  async function move(next: Here | undefined): Promise<void> {
    const before = here?.folder;
    here = next;
    if (before !== undefined && before !== next?.folder && !held.has(before)) await before.close();
  }

  async function restart(absolute: string): Promise<void> {
    for (const { named, folder } of roots) {
      const names = namesBelow(named, absolute) ?? namesBelow(folder.path, absolute);
      if (names === undefined) continue;
      pending = names.reverse();
      return move({ folder, root: folder });
    }
    if (identities.size === 0) {
      for (const { folder } of roots) identities.set(await folder.identity(), folder);
    }
    const top = parse(absolute).root;
    pending = splitPath(absolute.slice(top.length)).reverse();
    await enter(await holdFolder(top), undefined);
  }

  async function enter(folder: HeldFolder, root: HeldFolder | undefined): Promise<void> {
    await move({ folder, root });
    if (root === undefined) here = { folder, root: identities.get(await folder.identity()) };
  }

  async function follow(link: string): Promise<void> {
    if (++links > MAX_LINKS) throw pathUnusable(path, "it goes through too many links, or in a circle");
    if (isAbsolute(link)) await restart(withRest(link));
    else pending.push(...splitPath(link).reverse());
  }

  function withRest(start: string): string {
    return [start, ...pending.toReversed()].join(sep);
  }

  try {
    await restart(isAbsolute(path) ? path : area.directory + sep + path);
    for (let steps = 0; here !== undefined; steps++) {
      const { folder, root }: Here = here;
      const name = pending.pop();
      if (name === undefined) {
        if (root === undefined) throw outside(folder.path);
        return finish(folder, undefined, root);
      }
      if (steps > MAX_STEPS) throw pathUnusable(path, "it goes through too many folders");
      if (name === "..") {
        let above = dirname(folder.path);
        for (; pending.at(-1) === ".."; pending.pop()) above = dirname(above);
        await restart(withRest(above));
        continue;
      }
      const target = join(folder.path, name);
      try {
        if (pending.length === 0 && last !== "enter") {
          const link = last === "follow" ? await linkAt(folder, name) : undefined;
          if (link !== undefined) {
            await follow(link);
            continue;
          }
          if (root === undefined) throw outside(target);
          return finish(folder, name, root);
        }
        let step = await stepInto(folder, name);
        if (step === "missing" && makeFolders && root !== undefined) {
          mustLieInside(await folder.whereabouts(), { root: root.path }, path);
          await mkdir(folder.at(name)).catch(unlessExists);
          step = await stepInto(folder, name);
        }
        if (step === "missing") throw pathMissing(path);
        if (step === "no folder") throw pathKindWrong(path, "no folder on the way", "a folder");
        if ("link" in step) await follow(step.link);
        else await enter(step.folder, root);
      } catch (error) {
        // Outside, not even what is there may be told.
        throw root === undefined ? outside(target) : error;
      }
    }
    throw outside(path);
  } catch (error) {
    await move(undefined);
    for (const folder of held) await folder.close();
    throw explainFault(path, error);
  }

  async function finish(folder: HeldFolder, name: string | undefined, root: HeldFolder): Promise<Spot> {
    for (const one of held) if (one !== folder) await one.close();
    return { folder, name, root: root.path };
  }
}

/** Throws when a folder was moved out of the sandbox after the way led through it. */
export function mustLieInside(whereabouts: string, { root }: Pick<Spot, "root">, path: string): void {
  if (!isInside(root, whereabouts)) throw pathOutside(path, whereabouts, [root]);
}

async function holdRoots(area: SandboxArea): Promise<readonly Root[]> {
  const { directory } = area;
  if (!isAbsolute(directory)) throw pathUnusable(directory, "the directory of the turn is no absolute path");
  const folder = await holdFolder(directory).catch((error: unknown) => {
    throw explainFault(directory, error);
  });
  const roots: Root[] = [{ named: directory, folder }];
  for (const named of namesOf(area).slice(1)) {
    // One that does not exist allows nothing.
    const further = await holdFolder(named).catch(() => undefined);
    if (further !== undefined) roots.push({ named, folder: further });
  }
  return roots;
}

function namesOf({ directory, allowedDirs }: SandboxArea): readonly string[] {
  return [directory, ...allowedDirs.map(expandHome).filter(isAbsolute)];
}

/** The names that lead from a directory to a path that begins with it, as they are written. */
function namesBelow(directory: string, path: string): string[] | undefined {
  const above = parse(directory).root;
  const top = parse(path).root;
  if (above !== top) return undefined;
  const names = splitPath(path.slice(top.length));
  for (const name of splitPath(directory.slice(above.length))) {
    if (names.shift() !== name) return undefined;
  }
  return names;
}

function unlessExists(error: unknown): void {
  if (errorCode(error) !== "EEXIST") throw error;
}
