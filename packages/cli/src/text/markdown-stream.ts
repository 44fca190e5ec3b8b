import type { Look, Style } from "./style.ts";
import { visibleText } from "./visible.ts";

/** The beginning of a line that may still become a heading, a list, a quote or a fence. */
const UNDECIDED = /^[ \t]*(?:#{0,6}|[-*+>]|\d{1,3}[.)]?|`{0,2})$/;
const HEADING = /^ {0,3}(#{1,6}) $/;
const BULLET = /^([ \t]*)[-*+] $/;
const QUOTE = /^([ \t]*)> $/;
const FENCE = /^[ \t]*```/;

/**
 * Markdown for a terminal, as it arrives: headings, bold, code, lists and quotes are styled, everything else stays as it
 * is written. Text is given out as soon as it is clear what it is. What a terminal would obey is made visible.
 */
export class MarkdownStream {
  readonly #style: Style;
  /** The beginning of a line as long as it is not clear what it begins; all of it within a fence. */
  #held = "";
  #isStart = true;
  #isFenced = false;
  #looks: readonly Look[] = [];
  #isBold = false;
  #isCode = false;
  #stars = 0;
  /** The last letter before the stars that are held. */
  #last = "\n";
  #run = "";
  #out = "";

  constructor(style: Style) {
    this.#style = style;
  }

  /** Takes a piece of text, and returns what can be shown by now. */
  write(piece: string): string {
    for (const letter of visibleText(piece)) this.#take(letter);
    return this.#flush();
  }

  /** Returns what was held back. The stream can go on with a new text. */
  end(): string {
    this.#endLine();
    this.#isFenced = false;
    return this.#flush();
  }

  #take(letter: string): void {
    if (letter === "\n") {
      this.#endLine();
      this.#put("\n");
      this.#last = "\n";
      return;
    }
    if (!this.#isStart) {
      this.#inline(letter);
      return;
    }
    this.#held += letter;
    if (this.#isFenced || FENCE.test(this.#held) || UNDECIDED.test(this.#held)) return;
    this.#beginLine();
  }

  /** It is clear what the line is. */
  #beginLine(): void {
    const held = this.#held;
    this.#held = "";
    this.#isStart = false;
    const heading = HEADING.exec(held);
    if (heading) {
      this.#looks = heading[1]?.length === 1 ? ["bold", "underline"] : ["bold"];
      return;
    }
    const bullet = BULLET.exec(held);
    if (bullet) {
      this.#put(`${bullet[1]}• `);
      return;
    }
    const quote = QUOTE.exec(held);
    if (quote) {
      this.#put(`${quote[1]}│ `);
      this.#looks = ["italic"];
      return;
    }
    for (const letter of held) this.#inline(letter);
  }

  #endLine(): void {
    if (this.#held !== "") this.#endHeld();
    this.#endStars("\n");
    this.#flushRun();
    this.#isStart = true;
    this.#looks = [];
    this.#isBold = false;
    this.#isCode = false;
  }

  /** A whole line that was held: a fence, a line within one, or one that is over before it was clear what it is. */
  #endHeld(): void {
    const line = this.#held;
    this.#held = "";
    if (FENCE.test(line)) {
      this.#isFenced = !this.#isFenced;
      this.#out += this.#style("dim", line);
    } else if (this.#isFenced) {
      this.#out += this.#style("cyan", line);
    } else {
      this.#put(line);
    }
  }

  #inline(letter: string): void {
    if (letter === "*" && !this.#isCode) {
      this.#stars += 1;
      return;
    }
    this.#endStars(letter);
    if (letter !== "`") {
      this.#put(letter);
    } else if (this.#isCode) {
      this.#put(letter);
      this.#flushRun();
      this.#isCode = false;
    } else {
      this.#flushRun();
      this.#isCode = true;
      this.#put(letter);
    }
    this.#last = letter;
  }

  /** Two stars begin bold text before a letter and end it behind one; any others are stars. */
  #endStars(next: string): void {
    const stars = this.#stars;
    this.#stars = 0;
    const isOpening = !this.#isBold && !/\s/.test(next) && !/\w/.test(this.#last);
    const isClosing = this.#isBold && !/\s/.test(this.#last);
    if (stars === 2 && (isOpening || isClosing)) {
      this.#flushRun();
      this.#isBold = !this.#isBold;
    } else {
      this.#put("*".repeat(stars));
    }
  }

  #put(text: string): void {
    this.#run += text;
  }

  #flushRun(): void {
    const looks: Look[] = [...this.#looks];
    if (this.#isBold && !looks.includes("bold")) looks.push("bold");
    if (this.#isCode) looks.push("cyan");
    this.#out += looks.length === 0 ? this.#run : this.#style(looks, this.#run);
    this.#run = "";
  }

  #flush(): string {
    this.#flushRun();
    const out = this.#out;
    this.#out = "";
    return out;
  }
}
