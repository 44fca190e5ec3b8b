import { styleText } from "node:util";

/** How a piece of text looks. */
export type Look = "bold" | "dim" | "cyan" | "green" | "yellow" | "red" | "underline" | "italic";

/** Puts text into a look, or leaves it as it is where there are no colours. */
export type Style = (looks: Look | readonly Look[], text: string) => string;

/** Whether a stream gets colours: a terminal does, unless NO_COLOR says otherwise; FORCE_COLOR gives them to anything. */
export function hasColor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0";
  return stream.isTTY === true && env.TERM !== "dumb";
}

/** Creates the style of a stream. */
export function createStyle(isOn: boolean): Style {
  if (!isOn) return (_, text) => text;
  return (looks, text) =>
    text === ""
      ? text
      : styleText(typeof looks === "string" ? looks : [...looks], text, { validateStream: false });
}
