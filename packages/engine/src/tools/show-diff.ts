import { formatPatch, OMIT_HEADERS, structuredPatch } from "diff";

const CONTEXT_LINES = 3;
/** Beyond these a diff takes long to find, and nobody reads it. */
const MAX_CHANGED_CHARS = 512 * 1024;
const MAX_EDITS = 2000;
const MAX_LINES = 200;
const MAX_LINE_CHARS = 300;

/** What has changed in a text, as a unified diff without file names; lines end with line feeds. */
export function showDiff(before: string, after: string): string {
  const { start, endBefore, endAfter } = findChange(before, after);
  const [oldPart, newPart] = [before.slice(start, endBefore), after.slice(start, endAfter)];
  if (oldPart.length + newPart.length > MAX_CHANGED_CHARS) return "(Too much has changed to show it.)";
  const patch = structuredPatch("", "", oldPart, newPart, undefined, undefined, {
    context: CONTEXT_LINES,
    maxEditLength: MAX_EDITS,
  });
  if (patch === undefined) return "(Too much has changed to show it.)";
  const above = countLines(before, start);
  for (const hunk of patch.hunks) {
    hunk.oldStart += above;
    hunk.newStart += above;
  }
  const lines = formatPatch(patch, OMIT_HEADERS).trimEnd().split("\n");
  const shown = lines
    .slice(0, MAX_LINES)
    .map((line) => (line.length > MAX_LINE_CHARS ? `${line.slice(0, MAX_LINE_CHARS)}…` : line));
  if (lines.length > MAX_LINES) shown.push(`(The first ${MAX_LINES} of ${lines.length} lines of the diff.)`);
  return shown.join("\n");
}

/** Where two texts differ, in whole lines with those around: a diff of all of a long text would take long. */
function findChange(before: string, after: string) {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (
    same < shorter - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  ) {
    same++;
  }
  for (let lines = 0; lines <= CONTEXT_LINES && start > 0; lines++) {
    start = before.lastIndexOf("\n", start - 2) + 1;
  }
  let end = before.length - same;
  for (let lines = 0; lines <= CONTEXT_LINES && end < before.length; lines++) {
    const next = before.indexOf("\n", end);
    end = next === -1 ? before.length : next + 1;
  }
  return { start, endBefore: end, endAfter: after.length - (before.length - end) };
}

/** How many lines end before a place. */
export function countLines(text: string, end: number): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < end; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}
