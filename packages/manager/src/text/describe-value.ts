import { quote } from "./visible-text.ts";

/** What a value of a file is, for the end of a sentence such as "…, but is the text "false"". */
export function describeValue(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (typeof value === "string") return `the text ${quote(value)}`;
  if (typeof value === "number") return `the number ${value}`;
  if (typeof value === "boolean") return String(value);
  if (value instanceof Date) return "a date or time";
  return Array.isArray(value) ? "a list" : "a table";
}
