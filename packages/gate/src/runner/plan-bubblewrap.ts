import { lstat, realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { commandNotStarted, directoryTooWide } from "../errors/runner.ts";
import { expandHome, isInside } from "../sandbox/check-paths.ts";
import type { BubblewrapPlan } from "./bubblewrap-args.ts";
import {
  CREDENTIAL_PLACES,
  EMPTIED_PLACES,
  SHOWN_PLACES,
  SYSTEM_SECRETS,
  TOOL_PLACES,
} from "./home-folders.ts";
import { noProtection, type Protection, protectPath, protectRepositories } from "./protect-git.ts";

/** What decides what a command in bubblewrap may touch. */
export interface Confinement {
  /** Where the command starts; it may write there. Absolute. */
  readonly directory: string;
  /** Further directories that it may write, absolute or beginning with `~`; missing ones are left out. */
  readonly allowedDirs?: readonly string[];
  /** The host's own configuration: it can be neither read nor written. Absolute. */
  readonly configDir?: string;
  /** Further files and folders that are shown read-only although the home directory is hidden. */
  readonly readable?: readonly string[];
  /** Whether the command may use the network. Default `false`. */
  readonly network?: boolean;
}

const OWN_ENTRIES = [
  ...["config.toml", "plugins.toml", "plugins.lock.json", "policies", "plugins"],
  ...["package.json", "node_modules"],
];

/** Looks at the machine and at the project, and plans what a command sees of both. */
export async function planBubblewrap(
  confinement: Confinement,
  version: string,
  command: readonly string[],
): Promise<{ readonly plan: BubblewrapPlan; readonly protection: Protection }> {
  const { allowedDirs = [], readable = [], network = false, configDir } = confinement;
  const directory = await realpath(confinement.directory).catch((error: unknown) => {
    throw commandNotStarted(command[0] ?? "", confinement.directory, error);
  });
  const further = await existing(allowedDirs.map(expandHome).filter(isAbsolute));
  const writable = [directory, ...further];
  const tooWide = writable.find((path) => path === "/");
  if (tooWide !== undefined) throw directoryTooWide(tooWide);
  const isWritable = (path: string): boolean => writable.some((root) => isInside(root, path));

  const protection = noProtection();
  for (const root of writable) await protectRepositories(protection, root);
  const home = await realpath(homedir()).catch(() => homedir());
  const secrets = [...SYSTEM_SECRETS];
  if (isWritable(home)) secrets.push(...CREDENTIAL_PLACES.map((name) => join(home, name)));
  const hidden = await existing(secrets);
  if (configDir !== undefined) hidden.push(...(await hideConfiguration(protection, writable, configDir)));
  const kinds = await Promise.all(hidden.map(isFolder));

  const emptied = await existing([...EMPTIED_PLACES, home]);
  const shown = await existing([
    ...SHOWN_PLACES,
    ...TOOL_PLACES.map((name) => join(home, name)),
    ...readable,
  ]);
  // Names of hosts are looked up as this file says, which is often a link to a folder that is emptied.
  if (network) shown.push(...(await existing(["/etc/resolv.conf"])));
  const plan: BubblewrapPlan = {
    version,
    directory,
    emptied: emptied.filter((path) => !isWritable(path)),
    shown: shown.filter((path) => !isWritable(path) && emptied.some((folder) => isInside(folder, path))),
    writable,
    pinned: [...protection.pinned],
    readOnly: [...protection.readOnly],
    hiddenFolders: [...hidden.filter((_, index) => kinds[index] !== false), ...protection.hidden],
    hiddenFiles: hidden.filter((_, index) => kinds[index] === false),
    network,
    command,
  };
  return { plan, protection };
}

/** Hides the folder as a whole where that hides nothing of the project; else what the host reads in it stays as it is. */
async function hideConfiguration(
  into: Protection,
  writable: readonly string[],
  configDir: string,
): Promise<readonly string[]> {
  const folder = await resolveMissing(configDir);
  const inIt = writable.filter((root) => isInside(folder, root));
  for (const root of inIt) {
    for (const name of OWN_ENTRIES) await protectPath(into, root, join(folder, name));
  }
  if (inIt.length > 0) return [];
  const around = writable.filter((root) => isInside(root, folder));
  for (const root of around) {
    for (let above = dirname(folder); above !== root && isInside(root, above); above = dirname(above)) {
      if ((await isFolder(above)) === true) into.pinned.add(above);
    }
  }
  const exists = (await isFolder(folder)) !== undefined;
  return exists || around.length > 0 ? [folder] : [];
}

/** The real path of something that may not exist yet. */
async function resolveMissing(path: string): Promise<string> {
  return realpath(path).catch(async () => {
    const above = dirname(path);
    return above === path ? path : join(await resolveMissing(above), path.slice(above.length));
  });
}

/** Real paths of those that exist. */
async function existing(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(paths.map((path) => realpath(path).catch(() => undefined)));
  return found.filter((path) => path !== undefined);
}

async function isFolder(path: string): Promise<boolean | undefined> {
  return lstat(path).then(
    (stats) => stats.isDirectory(),
    () => undefined,
  );
}
