import { redactText } from "./redact-text.ts";
import { isContentName, isCountName, isSecretName } from "./secret-names.ts";

/** How many characters of a string are kept. */
const MAX_CHARACTERS = 500;

/** How many characters of all strings and names of one entry are kept. */
const MAX_TOTAL = 32_768;

const MAX_DEPTH = 100;

/** Members that say what an entry is about. Chance in them is what makes them unique, and records meet through them. */
const IDENTITIES: ReadonlySet<string> = new Set(
  "session_id turn_id call_id approval_id tool_name origin plugin user_id operation".split(" "),
);

/**
 * A copy of an entry without secrets and without what stands in files; long strings cut and marked. As it returns objects
 * without a prototype, no member's name means anything special.
 *
 * @throws TypeError when it is nested too deep.
 */
export function cleanRecord(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const budget = { left: MAX_TOTAL };
  return cleanMembers(record, budget, 0, (name, value) =>
    typeof value === "string" && IDENTITIES.has(name)
      ? cut(redactText(value, { byChance: false }), value)
      : undefined,
  );
}

interface Budget {
  left: number;
}

function cleanMembers(
  record: Readonly<Record<string, unknown>>,
  budget: Budget,
  depth: number,
  special: (name: string, value: unknown) => unknown,
): Record<string, unknown> {
  const cleaned: Record<string, unknown> = Object.create(null);
  const describesSecret = nameBesideValue(record);
  for (const name of Object.keys(record)) {
    const value = record[name];
    if (value === undefined) continue;
    if (budget.left <= 0) {
      cleaned["…"] = "[cut: the entry is too long]";
      break;
    }
    const key = freeName(cleaned, cleanString(name, budget));
    const isNamedSecret = name === "value" && describesSecret;
    cleaned[key] =
      special(name, value) ?? (isNamedSecret ? hide(value) : cleanMember(name, value, budget, depth));
  }
  return cleaned;
}

/** `{ name: "Authorization", value: … }`: the name is a value itself. */
function nameBesideValue({ name, key, header }: Readonly<Record<string, unknown>>): boolean {
  return [name, key, header].some((text) => typeof text === "string" && isSecretName(text));
}

/** Two names that are cut alike stay two. */
function freeName(cleaned: Record<string, unknown>, name: string): string {
  let free = name;
  for (let count = 2; free in cleaned; count++) free = `${name} (${count})`;
  return free;
}

function cleanMember(name: string, value: unknown, budget: Budget, depth: number): unknown {
  if (isSecretName(name) && !isPlain(name, value)) return hide(value);
  if (isContentName(name) && typeof value === "string") return `[content: ${value.length} characters]`;
  return clean(value, budget, depth + 1);
}

/** What cannot be a secret although the name says so. */
function isPlain(name: string, value: unknown): boolean {
  return (
    value === null ||
    typeof value === "boolean" ||
    value === "" ||
    (typeof value === "number" && isCountName(name))
  );
}

function hide(value: unknown): unknown {
  return value === null || typeof value === "boolean" ? value : "[redacted: named secret]";
}

function clean(value: unknown, budget: Budget, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new TypeError(`A value is nested deeper than ${MAX_DEPTH} levels.`);
  if (typeof value === "string") return cleanString(value, budget);
  if (Array.isArray(value)) return cleanList(value, budget, depth);
  if (typeof value === "object" && value !== null) {
    return cleanMembers(value as Record<string, unknown>, budget, depth, () => undefined);
  }
  budget.left -= 8;
  return value;
}

/** In a list of words, as commands have them, an option's name stands before its value. */
function cleanList(list: readonly unknown[], budget: Budget, depth: number): readonly unknown[] {
  const cleaned: unknown[] = [];
  for (let index = 0; index < list.length; index++) {
    if (budget.left <= 0) {
      cleaned.push(`[cut: ${list.length - index} more]`);
      break;
    }
    const previous: unknown = list[index - 1];
    const isOptionValue =
      typeof previous === "string" && /^--?[\w-]+$/.test(previous) && isSecretName(previous);
    cleaned.push(isOptionValue ? hide(list[index]) : clean(list[index], budget, depth + 1));
  }
  return cleaned;
}

function cleanString(text: string, budget: Budget): string {
  const kept = cut(redactText(text), text);
  budget.left -= kept.length + 8;
  return kept;
}

function cut(text: string, original: string): string {
  if (text.length <= MAX_CHARACTERS && original.length <= MAX_CHARACTERS * 8) return text;
  const last = text.charCodeAt(MAX_CHARACTERS - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return `${text.slice(0, splitsPair ? MAX_CHARACTERS - 1 : MAX_CHARACTERS)}… [cut, ${original.length} characters in all]`;
}
