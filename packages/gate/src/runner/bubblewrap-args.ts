/** What a command in bubblewrap sees; real paths that exist, unless it says otherwise. */
export interface BubblewrapPlan {
  /** Of bubblewrap, as in `0.8.0`. */
  readonly version: string;
  /** Where the command starts. */
  readonly directory: string;
  /** Folders that are empty inside, and forgotten afterwards. */
  readonly emptied: readonly string[];
  /** Shown read-only where a folder above was emptied. */
  readonly shown: readonly string[];
  /** What the command may write. */
  readonly writable: readonly string[];
  /** Folders in there that cannot be renamed, so that what is read-only in them keeps its place. */
  readonly pinned: readonly string[];
  /** What stays read-only in there. */
  readonly readOnly: readonly string[];
  /** Folders that are empty and read-only inside. One that is missing is made. */
  readonly hiddenFolders: readonly string[];
  /** Files that cannot be read inside. */
  readonly hiddenFiles: readonly string[];
  readonly network: boolean;
  /** Program and arguments. */
  readonly command: readonly string[];
}

/** Since when no user namespaces can be made inside, with which a program gets at more of the kernel. */
const DISABLE_USERNS_SINCE = [0, 8];

/** The arguments that every run has in common, also the trial run. */
export function namespaceArgs(version: string, network: boolean): readonly string[] {
  return [
    ...["--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try"],
    ...(network ? [] : ["--unshare-net"]),
    ...(isAtLeast(version, DISABLE_USERNS_SINCE) ? ["--disable-userns"] : []),
    ...["--cap-drop", "ALL", "--new-session", "--die-with-parent"],
    ...["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"],
  ];
}

/** A plan as arguments for `bwrap`. Later ones cover earlier ones; so the order here decides what holds. */
export function bubblewrapArgs(plan: BubblewrapPlan): readonly string[] {
  return [
    ...namespaceArgs(plan.version, plan.network),
    ...outermostFirst(plan.emptied).flatMap((path) => ["--tmpfs", path]),
    ...outermostFirst(plan.shown).flatMap((path) => ["--ro-bind", path, path]),
    ...outermostFirst(plan.writable).flatMap((path) => ["--bind", path, path]),
    // A mount point cannot be renamed or removed.
    ...outermostFirst(plan.pinned).flatMap((path) => ["--bind", path, path]),
    ...outermostFirst(plan.readOnly).flatMap((path) => ["--ro-bind", path, path]),
    ...outermostFirst(plan.hiddenFolders).flatMap((path) => ["--tmpfs", path, "--remount-ro", path]),
    ...outermostFirst(plan.hiddenFiles).flatMap((path) => ["--ro-bind", "/dev/null", path]),
    ...["--chdir", plan.directory, "--", ...plan.command],
  ];
}

function outermostFirst(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].sort((a, b) => a.split("/").length - b.split("/").length || (a < b ? -1 : 1));
}

function isAtLeast(version: string, wanted: readonly number[]): boolean {
  const parts = version.split(".").map(Number);
  for (const [index, number] of wanted.entries()) {
    const part = parts[index] ?? 0;
    if (part !== number) return part > number;
  }
  return true;
}
