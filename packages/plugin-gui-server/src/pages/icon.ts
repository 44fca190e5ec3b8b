import { type Markup, markup } from "./markup.ts";

/** What a mark stands for; its form says it as well as its colour. */
export type Tone = "good" | "bad" | "warn" | "quiet";

/** A small mark. Text beside it says the same, so it is hidden from screen readers. */
export function icon(tone: Tone): Markup {
  return markup`<svg class="icon icon-${tone}" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">${shapeOf(tone)}</svg>`;
}

function shapeOf(tone: Tone): Markup {
  if (tone === "good") return markup`<circle cx="8" cy="8" r="7"/><path d="M4.8 8.2 7.1 10.5 11.3 5.9"/>`;
  if (tone === "bad")
    return markup`<path class="solid" d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z"/><path d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8"/>`;
  if (tone === "warn")
    return markup`<path class="solid" d="M8 1.4 15.2 14.4H.8z"/><path d="M8 6v3.6M8 12v.2"/>`;
  return markup`<circle class="hollow" cx="8" cy="8" r="6"/><path class="hollow" d="M5 8h6"/>`;
}
