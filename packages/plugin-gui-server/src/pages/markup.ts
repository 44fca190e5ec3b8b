import { html } from "hono/html";
import { visibleText } from "./visible-text.ts";

/** HTML that {@link markup} has made. */
export type Markup = ReturnType<typeof html>;

/** What can stand in a template. Absent values leave nothing. */
export type Content = string | number | Markup | undefined | readonly Content[];

const made = new WeakSet<object>();

/**
 * A template of HTML. Only what it has made itself goes in as it is; everything else is text, whatever it claims to be,
 * and quoted attributes are safe for it too.
 */
export function markup(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const result = html(strings, ...values.map(toChild));
  made.add(result as object);
  return result;
}

function toChild(value: unknown): unknown {
  if (value === undefined || typeof value === "number") return value;
  if (Array.isArray(value)) return value.map(toChild);
  if (typeof value === "object" && value !== null && made.has(value)) return value;
  return visibleText(String(value));
}
