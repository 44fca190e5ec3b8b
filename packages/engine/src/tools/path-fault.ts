import { PluginError } from "@asky/sdk";

/** Why a path cannot be used, in the words of a tool's answer. */
export type PathFault = "missing" | "forbidden" | "outside" | "another kind" | "unusable";

/** What `openInside` and its like have thrown; whatever else was thrown is thrown again. */
export function pathFaultOf(error: unknown): PathFault {
  if (!PluginError.is(error)) throw error;
  switch (error.code) {
    case "PATH_MISSING":
      return "missing";
    case "PATH_OUTSIDE":
      return "outside";
    case "PATH_KIND_WRONG":
      return "another kind";
    case "PATH_UNUSABLE":
      return isForbidden(error.cause) ? "forbidden" : "unusable";
    default:
      throw error;
  }
}

/** The same as a sentence, for tools that need a file or a folder. */
export function explainPathFault(shown: string, fault: PathFault, wanted: "file" | "folder"): string {
  switch (fault) {
    case "missing":
      return `There is no ${wanted} "${shown}".`;
    case "outside":
      return `"${shown}" leads out of the folders that may be used.`;
    case "another kind":
      return wanted === "file" ? `"${shown}" is no regular file.` : `"${shown}" is no folder.`;
    case "forbidden":
      return `"${shown}" cannot be used: permission denied.`;
    case "unusable":
      return `"${shown}" cannot be opened.`;
  }
}

function isForbidden(cause: unknown): boolean {
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  return code === "EACCES" || code === "EPERM";
}
