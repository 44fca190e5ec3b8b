import { canonicalJson } from "../json/canonical-json.ts";

/** A record that knows all but its place in the chain: the text of its line, without `prev` and `seq`. */
export interface RecordDraft {
  readonly beforePrev: string;
  readonly beforeSeq: string;
  readonly afterSeq: string;
  /** Milliseconds of the wall clock. */
  readonly time: number;
}

/** Fixes the text of a record. Members must be clean; names `prev` and `seq` are not theirs. */
export function draftRecord(members: Readonly<Record<string, unknown>>, time: number): RecordDraft {
  const parts = ["", "", ""];
  for (const name of Object.keys(members).sort()) {
    const value = members[name];
    if (value === undefined || name === "prev" || name === "seq") continue;
    const index = name < "prev" ? 0 : name < "seq" ? 1 : 2;
    const member = `${canonicalJson(name)}:${canonicalJson(value)}`;
    parts[index] += index === 2 ? `,${member}` : `${member},`;
  }
  const [beforePrev = "", beforeSeq = "", afterSeq = ""] = parts;
  return { beforePrev, beforeSeq, afterSeq, time };
}

/** The line of a record, without its end: RFC 8785 text. */
export function placeRecord(
  { beforePrev, beforeSeq, afterSeq }: RecordDraft,
  seq: number,
  prev: string,
): string {
  return `{${beforePrev}"prev":"${prev}",${beforeSeq}"seq":${seq}${afterSeq}}`;
}
