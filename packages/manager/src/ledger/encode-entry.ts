import type { EntryDraft, PatchOperation } from "./ledger-entry.ts";
import { toSnakeCase } from "./snake-case.ts";

/** What JSON leaves as it is and some reader of lines or some terminal obeys: DEL, C1, line separators, bidi marks. */
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Room for `{"seq":…,`, which comes when the line gets its place. */
const SEQ_BYTES = 32;

/**
 * Writes an entry as the body of a line: JSON in snake_case without its opening brace. What makes it larger than allowed
 * is left out: first the values of the patch's last steps, then those steps, then the rest. Pure.
 */
export function encodeEntry(draft: EntryDraft, maxBytes: number): string {
  const body = encode(draft);
  if (fits(body, maxBytes)) return body;
  const smaller = draft.kind === "call" ? fitPatch(draft, maxBytes) : undefined;
  const smallerBody = smaller === undefined ? "" : encode(smaller);
  if (smaller !== undefined && fits(smallerBody, maxBytes)) return smallerBody;
  return encode(bare(draft));
}

/** Gives the body of a line its number. */
export function finishLine(seq: number, body: string): string {
  return `{"seq":${seq},${body}\n`;
}

type CallDraft = Extract<EntryDraft, { kind: "call" }>;

/** Where a change was made matters most, so the paths come first, and then as many values as there is room for. */
function fitPatch(draft: CallDraft, maxBytes: number): CallDraft {
  let left =
    maxBytes - SEQ_BYTES - byteLength(encode({ ...draft, patch: [], patchOmitted: 0, truncated: true }));
  const places: PatchOperation[] = [];
  for (const { op, path } of draft.patch) {
    const place = { op, path };
    if (sizeOf(place) > left) break;
    left -= sizeOf(place);
    places.push(place);
  }
  const patch = places.map((place, index) => {
    const step = draft.patch[index] as PatchOperation;
    const more = sizeOf(step) - sizeOf(place);
    if (more > left) return place;
    left -= more;
    return step;
  });
  const omitted = (draft.patchOmitted ?? 0) + draft.patch.length - patch.length;
  return { ...draft, patch, ...(omitted > 0 && { patchOmitted: omitted }), truncated: true };
}

/** With the comma behind it. */
function sizeOf(step: PatchOperation): number {
  return byteLength(text(step)) + 1;
}

/** Only names and numbers, which are short. */
function bare(draft: EntryDraft): EntryDraft {
  if (draft.kind === "call") {
    const { error: _, ...rest } = draft;
    const omitted = (draft.patchOmitted ?? 0) + draft.patch.length;
    return { ...rest, patch: [], patchOmitted: omitted, truncated: true };
  }
  if (draft.kind !== "note") return draft;
  const { detail: _, reason: __, ...rest } = draft;
  return { ...rest, truncated: true };
}

function encode(draft: EntryDraft): string {
  const members = Object.entries(draft).map(([key, value]) => [toSnakeCase(key), value]);
  return text(Object.fromEntries(members)).slice(1);
}

function text(value: unknown): string {
  return JSON.stringify(value).replace(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function fits(body: string, maxBytes: number): boolean {
  return byteLength(body) + SEQ_BYTES <= maxBytes;
}

function byteLength(body: string): number {
  return Buffer.byteLength(body);
}
