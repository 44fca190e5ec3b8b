import { readFile } from "node:fs/promises";
import { auditLogUnreadable } from "../errors.ts";
import type { Anchor } from "../log/anchor.ts";

/**
 * Reads anchors: a file of lines, or a line itself.
 *
 * @throws PluginError `AUDIT_LOG_UNREADABLE` when there is none, or one is not as it was written.
 */
export async function readAnchors(source: string): Promise<readonly Anchor[]> {
  try {
    const text = source.trimStart().startsWith("{") ? source : await readFile(source, "utf8");
    const anchors = text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map(parseAnchor);
    if (anchors.length === 0) throw new Error("There is no anchor in it.");
    return anchors;
  } catch (cause) {
    throw auditLogUnreadable(source.slice(0, 200), cause);
  }
}

function parseAnchor(line: string, index: number): Anchor {
  const anchor = JSON.parse(line) as Partial<Anchor>;
  const heads = Object.values(anchor.heads ?? {});
  const isWhole =
    anchor.asky_audit_anchor === 1 &&
    (heads.length > 0 || anchor.manifest !== undefined) &&
    heads.every(({ seq, hash }) => Number.isSafeInteger(seq) && /^[0-9a-f]{64}$/.test(hash));
  if (!isWhole) throw new Error(`Line ${index + 1} is no anchor.`);
  return anchor as Anchor;
}
