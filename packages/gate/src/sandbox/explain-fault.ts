import { PluginError } from "@asky/sdk";
import { describeError } from "../describe-error.ts";
import { pathExists, pathKindWrong, pathMissing, pathUnusable } from "../errors/paths.ts";

const MEANINGS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENAMETOOLONG: "it, or a name in it, is too long",
  ELOOP: "it goes through too many links, or in a circle",
  ENOSPC: "the disk is full",
  EDQUOT: "the quota is used up",
  EXDEV: "it is on another file system",
  ENOTEMPTY: "the folder there is not empty",
  EBUSY: "it is in use",
  EMFILE: "too many files are open",
};

/** What the system said of a path, as an error with a code; one that has a code of the SDK stays as it is. */
export function explainFault(path: string, thrown: unknown): PluginError {
  if (PluginError.is(thrown)) return thrown;
  const code = errorCode(thrown);
  switch (code) {
    case "ENOENT":
      return pathMissing(path, thrown);
    case "EEXIST":
      return pathExists(path, thrown);
    case "ENOTDIR":
      return pathKindWrong(path, "no folder", "a folder", thrown);
    case "EISDIR":
      return pathKindWrong(path, "a folder", "a regular file", thrown);
    case undefined:
      return pathUnusable(path, describeError(thrown), thrown);
    default:
      return pathUnusable(path, `${MEANINGS[code] ?? "the system refuses it"} (${code})`, thrown);
  }
}

/** The system's name for a fault, for example `ENOENT`. */
export function errorCode(thrown: unknown): string | undefined {
  const { code } = (thrown ?? {}) as NodeJS.ErrnoException;
  return typeof code === "string" ? code : undefined;
}
