import { styleText } from "node:util";

/** What a piece of text can look like. */
export type Style = "red" | "yellow" | "green" | "dim" | "bold";

/** Emphasis, or none: everything reads without it too. */
export type Paint = (style: Style, text: string) => string;

/** The stream is the caller's affair: colour is asked for, not guessed. */
export function createPaint(hasColor: boolean): Paint {
  return (style, text) => (hasColor ? styleText(style, text, { validateStream: false }) : text);
}
