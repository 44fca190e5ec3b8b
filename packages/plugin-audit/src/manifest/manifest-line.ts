import type { ProcessIdentity } from "../disk/process-identity.ts";

export const MANIFEST_NAME = "manifest.jsonl";

/** A place in a chain: which line, and the hash that it must have. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/** What is said in a line of the manifest, before it is dated and signed. */
export type ManifestEntry =
  /** A key comes into use. The first signs itself; each further one is signed by the one before it. */
  | { readonly type: "key"; readonly public_key: string; readonly heads: Readonly<Record<string, Head>> }
  /** A segment begins; the first one of a chain says whose it is. */
  | {
      readonly type: "open";
      readonly boot: string;
      readonly segment: number;
      readonly first_seq: number;
      readonly prev: string;
      readonly process: ProcessIdentity;
    }
  /** A segment ends with this line; after the last one the chain does. */
  | ({
      readonly type: "close";
      readonly boot: string;
      readonly segment: number;
      readonly is_last: boolean;
    } & Head)
  /** A chain whose process died ends with this line; so many bytes of a torn one were cut off behind it. */
  | ({
      readonly type: "recovered";
      readonly boot: string;
      readonly segment: number;
      readonly torn_bytes: number;
    } & Head);

/** A line of the manifest: what it says, and what holds it. */
export type ManifestLine = ManifestEntry & {
  readonly timestamp: string;
  /** Two processes may say the same at the same time; their lines differ all the same, so that a copy is one. */
  readonly nonce: string;
  /** All that stood before this line when it was written. */
  readonly before: { readonly bytes: number; readonly sha256: string };
  /** Whether the line before it was cut off by a process that died. */
  readonly after_torn?: true;
  /** The id of the key that signed it. */
  readonly key: string;
  readonly signature: string;
};

/** The name of a segment's file. */
export function segmentName(boot: string, segment: number): string {
  return `${boot}.${String(segment).padStart(6, "0")}.jsonl`;
}

const SEGMENT = /^([0-9]{8}T[0-9]{9}Z-[0-9a-f]{12})\.([0-9]{6,9})\.jsonl$/;

export function parseSegmentName(
  name: string,
): { readonly boot: string; readonly segment: number } | undefined {
  const [, boot, segment] = SEGMENT.exec(name) ?? [];
  return boot === undefined ? undefined : { boot, segment: Number(segment) };
}
