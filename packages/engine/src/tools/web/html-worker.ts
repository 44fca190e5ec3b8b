import { parentPort, workerData } from "node:worker_threads";
import { convert } from "html-to-text";
import type { HtmlOrder } from "./read-html.ts";

/** What has no text to read, or none that belongs to the page's subject. */
const LEFT_OUT = [
  "script",
  "style",
  "noscript",
  "template",
  "svg",
  "iframe",
  "nav",
  "img",
  "button",
  "select",
];

const { html, url } = workerData as HtmlOrder;

parentPort?.postMessage(
  convert(html, {
    wordwrap: false,
    limits: { maxDepth: 300 },
    selectors: [
      ...LEFT_OUT.map((selector) => ({ selector, format: "skip" })),
      ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({
        selector,
        options: { uppercase: false },
      })),
      {
        selector: "a",
        options: {
          hideLinkHrefIfSameAsText: true,
          noAnchorUrl: true,
          linkBrackets: ["(", ")"],
          pathRewrite: (path: string) => (URL.canParse(path, url) ? new URL(path, url).href : path),
        },
      },
    ],
  }),
);
