import { homedir } from "node:os";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";

const MAX_CHARS = 4096;

/** Every path that some tool might take a text for, or why the text must not be used as a path at all. */
export type PathReadings = { readonly paths: readonly string[] } | { readonly fault: string };

/**
 * Reads a text as a path in each of the ways that tools do: as it stands, without the space around it, with `~` as the
 * home directory, as a `file:` URL, with backslashes as separators.
 */
export function readPathText(text: string): PathReadings {
  if (text.length > MAX_CHARS) return { fault: `it is longer than ${MAX_CHARS} characters` };
  const paths = new Set([text, text.trim()]);
  for (const path of [...paths]) {
    if (/^file:/i.test(path)) {
      const decoded = decodeFileUrl(path);
      if (decoded === undefined) return { fault: "it is no usable file: URL" };
      paths.add(decoded);
    }
    if (sep !== "\\" && path.includes("\\")) paths.add(path.replaceAll("\\", "/"));
  }
  for (const path of [...paths]) {
    if (path.includes("\0")) return { fault: "it contains a NUL character" };
    if (sep !== "\\" && /^(?:[a-z]:[\\/]|\\\\)/i.test(path)) return { fault: "it is a Windows path" };
    if (/^~(?:[\\/]|$)/.test(path)) paths.add(join(homedir(), path.slice(1)));
    else if (/^~[\w.-]+(?:[\\/]|$)/.test(path)) return { fault: "it names the home directory of a user" };
  }
  return { paths: [...paths] };
}

function decodeFileUrl(text: string): string | undefined {
  try {
    return fileURLToPath(text);
  } catch {
    // Another host, encoded separators, or no URL at all: nothing that could be checked.
    return undefined;
  }
}
