import { shortText } from "../text/visible-text.ts";

/** A path through a configuration as people write it: `server.ports[0]`. */
export function formatKey(path: readonly (string | number)[]): string {
  const key = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("");
  return shortText(key.replace(/^\./, ""), 200);
}
