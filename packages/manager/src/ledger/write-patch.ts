import type { JsonValue } from "@asky/sdk";
import type { Cleaner } from "./cleaner.ts";
import { type Difference, diffJson } from "./diff-json.ts";
import { diffText } from "./diff-text.ts";
import type { PatchOperation } from "./ledger-entry.ts";
import { isSecretName } from "./secret-names.ts";

/** A text is edited rather than replaced when at least so much of it stayed, and it is long or only grew or shrank. */
const MIN_KEPT = 16;
const MIN_LENGTH = 80;

/** More differences than anybody reads; each takes time. */
const MAX_DIFFERENCES = 1000;

/** A patch, and how many of its differences were left out. */
export interface WrittenPatch {
  readonly steps: readonly PatchOperation[];
  readonly omitted: number;
}

/** What makes one value into another, fit to be written. */
export function writePatch(before: JsonValue, after: JsonValue, cleaner: Cleaner): WrittenPatch {
  const differences = diffJson(before, after);
  return {
    steps: differences.slice(0, MAX_DIFFERENCES).flatMap((difference) => writeStep(difference, cleaner)),
    omitted: Math.max(0, differences.length - MAX_DIFFERENCES),
  };
}

function writeStep(difference: Difference, cleaner: Cleaner): readonly PatchOperation[] {
  const path = difference.path.map((key) => `/${escapeKey(cleaner.key(key))}`).join("");
  const clean = (value: JsonValue): JsonValue => cleaner.value(value, difference.path);
  if (difference.op === "add") return [{ op: "add", path, value: clean(difference.after) }];
  if (difference.op === "remove")
    return [
      { op: "test", path, value: clean(difference.before) },
      { op: "remove", path },
    ];
  const { before, after } = difference;
  const areTexts = typeof before === "string" && typeof after === "string";
  const edit = areTexts && !difference.path.some(isSecretName) && writeEdit(path, before, after, cleaner);
  if (edit) return edit;
  return [
    { op: "test", path, value: clean(before) },
    { op: "replace", path, value: clean(after) },
  ];
}

/** The change of a text, unless it is short or hardly anything of it is left. */
function writeEdit(
  path: string,
  before: string,
  after: string,
  cleaner: Cleaner,
): readonly PatchOperation[] | undefined {
  const { pos, removed, added } = diffText(before, after);
  if (before.length - removed.length < MIN_KEPT) return undefined;
  const isLong = Math.max(before.length, after.length) >= MIN_LENGTH;
  if (!isLong && removed !== "" && added !== "") return undefined;
  const steps: PatchOperation[] = [];
  if (removed !== "")
    steps.push({ op: "str_del", path, pos, str: cleaner.part(before, pos, pos + removed.length) });
  if (added !== "")
    steps.push({ op: "str_ins", path, pos, str: cleaner.part(after, pos, pos + added.length) });
  return steps;
}

function escapeKey(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
