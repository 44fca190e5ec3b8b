import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { listKnownKeys } from "../keys/key-folder.ts";
import type { Anchor } from "../log/anchor.ts";
import { MANIFEST_NAME, parseSegmentName } from "../manifest/manifest-line.ts";
import { type Manifest, readManifest } from "../manifest/read-manifest.ts";
import { ExpectedHashes } from "./expected-hashes.ts";
import { type ChainVerification, type ListedChain, verifyChain } from "./verify-chain.ts";

/** What {@link verifyAuditLog} takes. */
export interface VerifyAuditLogOptions {
  /** The folder of the log. */
  readonly directory: string;
  /** Where the public halves of all keys are. A folder that is not there is not compared. @defaultValue the directory's name with `-keys` behind it */
  readonly keyDirectory?: string;
  /** Lines that were kept elsewhere, parsed. */
  readonly anchors?: readonly Anchor[];
}

/** One thing that is wrong. */
export interface AuditFault {
  readonly kind: "tampered" | "incomplete" | "unreadable";
  readonly message: string;
  readonly file: string;
  readonly line?: number;
  readonly boot?: string;
  /** The number of the first record that is not as it was written. */
  readonly seq?: number;
}

/** What a log was found to be. */
export interface AuditVerification {
  /** The worst of all faults: tampered before unreadable before incomplete. */
  readonly status: "intact" | "tampered" | "incomplete" | "unreadable";
  readonly records: number;
  readonly segments: number;
  /** In the order in which they began. */
  readonly chains: readonly ChainVerification[];
  /** Records behind the last checkpoint of their chain: without an anchor, nobody can tell whether some are missing there. */
  readonly unsealed: number;
  readonly keysCompared: boolean;
  readonly anchorsCompared: number;
  readonly faults: readonly AuditFault[];
}

/** Checks a log from its first byte to its last, as a stream. Changes nothing, and may run while the log is written. */
export async function verifyAuditLog(options: VerifyAuditLogOptions): Promise<AuditVerification> {
  const { directory, keyDirectory = `${directory}-keys`, anchors = [] } = options;
  let manifest: Manifest | undefined;
  let files: readonly string[];
  try {
    // The files first: what is made meanwhile is listed by the time the manifest is read.
    files = await segmentsIn(directory);
    manifest = await readManifest(directory);
  } catch (error) {
    return nothingBut(fault("unreadable", `The log cannot be read: ${(error as Error).message}`, directory));
  }
  if (!manifest) {
    const isEmpty = files.length === 0 && anchors.length === 0;
    if (isEmpty) return nothingBut();
    return nothingBut(fault("tampered", "The manifest is missing.", MANIFEST_NAME));
  }
  const known = await listKnownKeys(keyDirectory);
  const expected = new ExpectedHashes(manifest, anchors);
  const chains = listChains(manifest);
  const faults = [
    ...judgeManifest(manifest, known),
    ...judgeFiles(files, chains),
    ...judgeExpectations(expected, chains),
    ...(await judgeAnchoredManifest(directory, anchors)),
  ];
  const verified: ChainVerification[] = [];
  for (const chain of chains) {
    const result = await verifyChain(directory, chain, expected.of(chain.boot), manifest.keys);
    verified.push(result);
    if (result.fault) faults.push({ ...result.fault, boot: chain.boot });
  }
  const sum = (pick: (chain: ChainVerification) => number): number =>
    verified.reduce((total, chain) => total + pick(chain), 0);
  return {
    status: worst(faults),
    records: sum(({ records }) => records),
    segments: files.length,
    chains: verified,
    unsealed: sum(({ unsealed }) => unsealed),
    keysCompared: known !== undefined,
    anchorsCompared: anchors.length,
    faults,
  };
}

/** Empty files are left out: a process makes one before it lists it, and may die in between. */
async function segmentsIn(directory: string): Promise<readonly string[]> {
  const names = (await readdir(directory)).filter((name) => name !== MANIFEST_NAME);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(directory, name))).size));
  return names.filter((_, index) => sizes[index] !== 0).sort();
}

function listChains({ lines }: Manifest): readonly ListedChain[] {
  const chains = new Map<string, { boot: string; segments: Set<number>; lastSeq?: number }>();
  for (const line of lines) {
    if (line.type === "key") continue;
    const chain = chains.get(line.boot) ?? { boot: line.boot, segments: new Set<number>() };
    chains.set(line.boot, chain);
    chain.segments.add(line.segment);
    if (line.type === "recovered" || (line.type === "close" && line.is_last)) chain.lastSeq = line.seq;
  }
  return [...chains.values()].map((chain) => ({
    ...chain,
    segments: [...chain.segments].sort((a, b) => a - b),
  }));
}

function judgeManifest(manifest: Manifest, known: ReadonlySet<string> | undefined): readonly AuditFault[] {
  const faults = manifest.faults.map(({ message, line }) => ({
    ...fault("tampered", message, MANIFEST_NAME),
    line,
  }));
  const strange = known ? manifest.keys.filter(({ id }) => !known.has(id)) : [];
  return [
    ...faults,
    ...strange.map(({ id }) => fault("tampered", `The key "${id}" was never made here.`, MANIFEST_NAME)),
    ...(manifest.keys.length === 0 ? [fault("tampered", "The manifest names no key.", MANIFEST_NAME)] : []),
    ...(manifest.isTorn
      ? [fault("incomplete", "The last line of the manifest is unfinished.", MANIFEST_NAME)]
      : []),
  ];
}

function judgeFiles(files: readonly string[], chains: readonly ListedChain[]): readonly AuditFault[] {
  const listed = new Map(chains.map(({ boot, segments }) => [boot, new Set(segments)]));
  return files
    .filter((name) => {
      const { boot = "", segment = 0 } = parseSegmentName(name) ?? {};
      return listed.get(boot)?.has(segment) !== true;
    })
    .map((name) => fault("tampered", "The manifest knows nothing of this file.", name));
}

function judgeExpectations(expected: ExpectedHashes, chains: readonly ListedChain[]): readonly AuditFault[] {
  const listed = new Set(chains.map(({ boot }) => boot));
  const missing = expected.boots.filter((boot) => !listed.has(boot));
  return [
    ...missing.map((boot) => ({ ...fault("tampered", "The whole chain is missing.", MANIFEST_NAME), boot })),
    ...expected.contradictions.map(({ boot, seq }) => ({
      ...fault("tampered", `Manifest and anchors say different things of record ${seq}.`, MANIFEST_NAME),
      boot,
      seq,
    })),
  ];
}

async function judgeAnchoredManifest(
  directory: string,
  anchors: readonly Anchor[],
): Promise<readonly AuditFault[]> {
  const anchored = anchors.flatMap(({ manifest }) => manifest ?? []);
  if (anchored.length === 0) return [];
  const bytes = await readFile(join(directory, MANIFEST_NAME));
  return anchored
    .filter(
      (anchor) =>
        createHash("sha256").update(bytes.subarray(0, anchor.bytes)).digest("hex") !== anchor.sha256,
    )
    .map(() => fault("tampered", "The manifest is not the one that the anchor was made of.", MANIFEST_NAME));
}

function worst(faults: readonly AuditFault[]): AuditVerification["status"] {
  return (
    (["tampered", "unreadable", "incomplete"] as const).find((kind) =>
      faults.some((one) => one.kind === kind),
    ) ?? "intact"
  );
}

function fault(kind: AuditFault["kind"], message: string, file: string): AuditFault {
  return { kind, message, file };
}

function nothingBut(...faults: readonly AuditFault[]): AuditVerification {
  const nothing = {
    records: 0,
    segments: 0,
    chains: [],
    unsealed: 0,
    keysCompared: false,
    anchorsCompared: 0,
  };
  return { status: worst(faults), ...nothing, faults };
}
