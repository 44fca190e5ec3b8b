// @ts-check

/** HTML that {@link markup} has made. */
export class Markup {
  /** @param {string} html */
  constructor(html) {
    this.html = html;
  }

  toString() {
    return this.html;
  }
}

/**
 * @typedef {string | number | Markup | undefined} Piece
 * @typedef {Piece | readonly (Piece | readonly Piece[])[]} Content what can stand in a template
 */

/**
 * A template of HTML or SVG. What it has made itself goes in as it is; everything else is text, and quoted attributes
 * are safe for it too. Absent values leave nothing.
 *
 * @param {TemplateStringsArray} strings
 * @param {...Content} values
 */
export function markup(strings, ...values) {
  return new Markup(
    strings.map((text, index) => text + (index < values.length ? html(values[index]) : "")).join(""),
  );
}

/** @param {Content} value @returns {string} */
function html(value) {
  if (value === undefined) return "";
  if (value instanceof Markup) return value.html;
  if (Array.isArray(value)) return value.map(html).join("");
  return visible(String(value)).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** What a reader would not see, and what could make other text read differently; line ends and tabs are fine. */
const invisible =
  /(?![\n\t])[\p{Cc}\p{Cs}\u2028\u2029]|[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** @param {string} text */
function visible(text) {
  return text.replace(invisible, (mark) => `\\u{${mark.codePointAt(0)?.toString(16)}}`);
}
