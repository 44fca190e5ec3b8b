import { quote } from "./visible-text.ts";

const MAX_VALUES = 8;

/** Joins values for a message, in double quotes: the first eight, and how many more there are. */
export function listValues(values: readonly string[]): string {
  return listTexts(values.map(quote), ", ");
}

/** The same for texts that are fit for a message already. */
export function listTexts(texts: readonly string[], separator: string): string {
  const more = texts.length - MAX_VALUES;
  return [...texts.slice(0, MAX_VALUES), ...(more > 0 ? [`and ${more} more`] : [])].join(separator);
}
