import type { JsonValue } from "@asky/sdk";
import { isHighSurrogate } from "./diff-text.ts";
import { findSecrets } from "./find-secrets.ts";
import { isTable, type JsonTable } from "./json-table.ts";
import { isCount, isSecretName } from "./secret-names.ts";

/** What stands in the place of a secret. */
export const REDACTED = "[redacted]";

/** So much around a part is looked at, so that a secret is found of which the part has only some. */
const CONTEXT = 8 * 1024;

const MAX_KEY_LENGTH = 200;

/** What may be the name of a header, a variable or an option. */
const NAME = /^[\w-]{1,60}$/;

/** Makes the parts of one entry fit to be written: without secrets and no longer than allowed. Counts what it does. */
export class Cleaner {
  readonly #maxTextLength: number;
  /** How much text may still come. Past that nothing is looked at, so that the time is bounded too. */
  #left: number;
  /** How many secrets it has taken out. */
  redacted = 0;
  /** Whether it has cut something. */
  isTruncated = false;

  constructor(limits: { readonly maxTextLength: number; readonly maxTotalLength: number }) {
    this.#maxTextLength = limits.maxTextLength;
    this.#left = limits.maxTotalLength;
  }

  text(text: string): string {
    return this.part(text, 0, text.length);
  }

  /** A part of a text. A secret that reaches into it goes as a whole. */
  part(text: string, start: number, end: number): string {
    const kept = this.#limit(text, start, end, Math.min(this.#maxTextLength, this.#left));
    this.#left -= kept - start;
    const clean = this.#render(text, start, kept);
    return kept === end ? clean : `${clean}… [cut, ${end - start} characters in all]`;
  }

  /** The name of a member. */
  key(key: string): string {
    const kept = this.#limit(key, 0, key.length, MAX_KEY_LENGTH);
    this.#left -= kept;
    return kept === key.length ? this.#render(key, 0, kept) : `${this.#render(key, 0, kept)}…`;
  }

  /** A JSON value. The names on the way to it tell whether it is a secret. */
  value(value: JsonValue, path: readonly string[]): JsonValue {
    const name = path.findLast(isSecretName);
    return name === undefined ? this.#clean(value) : this.#hide(value, name);
  }

  /** Where the part ends that may be kept; never in the middle of a character. */
  #limit(text: string, start: number, end: number, maxLength: number): number {
    if (end - start <= maxLength) return end;
    this.isTruncated = true;
    if (maxLength <= 0) return start;
    const kept = start + maxLength;
    return isHighSurrogate(text.charCodeAt(kept - 1)) ? kept - 1 : kept;
  }

  #render(text: string, start: number, end: number): string {
    if (start === end) return "";
    const offset = Math.max(0, start - CONTEXT);
    let result = "";
    let done = start;
    for (const secret of findSecrets(text.slice(offset, end + CONTEXT))) {
      const from = offset + secret.start;
      const to = offset + secret.end;
      if (to <= start || from >= end) continue;
      result += text.slice(done, Math.max(done, from)) + REDACTED;
      done = to;
      this.redacted += 1;
    }
    return result + text.slice(Math.min(done, end), end);
  }

  #clean(value: JsonValue): JsonValue {
    if (typeof value === "string") return this.text(value);
    if (Array.isArray(value)) return this.#cleanList(value);
    return isTable(value) ? this.#cleanTable(value) : value;
  }

  #cleanTable(table: JsonTable): JsonValue {
    // A header or a variable may be an object of its own.
    const title = [table.name, table.key, table.header].find(isName);
    const result: Record<string, JsonValue> = Object.create(null);
    const members = Object.entries(table);
    for (const [key, member] of members) {
      if (this.#isOver()) {
        result["…"] = `[cut, ${members.length} members in all]`;
        break;
      }
      const names = key === "value" && title !== undefined ? [title, key] : [key];
      const name = this.key(key);
      // Of two names that are cut alike, one is lost.
      if (Object.hasOwn(result, name)) this.isTruncated = true;
      result[name] = this.value(member, names);
    }
    return result;
  }

  /** A pair may be a header, and a list of arguments may have an option before its value. */
  #cleanList(list: readonly JsonValue[]): JsonValue {
    const result: JsonValue[] = [];
    for (const [index, item] of list.entries()) {
      if (this.#isOver()) return [...result, `[cut, ${list.length} items in all]`];
      const previous = list[index - 1];
      const isValue = isName(previous) && (list.length === 2 || previous.startsWith("-"));
      result.push(this.value(item, isValue ? [previous] : []));
    }
    return result;
  }

  #isOver(): boolean {
    if (this.#left > 0) return false;
    this.isTruncated = true;
    return true;
  }

  /** A flag gives nothing away, and nor does a count. */
  #hide(value: JsonValue, name: string): JsonValue {
    if (value === null || typeof value === "boolean" || value === "") return value;
    if (typeof value === "number" && isCount(name)) return value;
    this.redacted += 1;
    return REDACTED;
  }
}

function isName(value: JsonValue | undefined): value is string {
  return typeof value === "string" && NAME.test(value);
}
