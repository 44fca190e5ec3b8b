import { parse, TomlError, type TomlTableWithoutBigInt } from "smol-toml";
import { describeError } from "../problems/describe-error.ts";
import { shortText } from "../text/visible-text.ts";

const MAX_DEPTH = 32;

/** Why a text is not TOML. Lines and columns count from 1. */
export interface TomlFault {
  readonly reason: string;
  readonly line?: number;
  readonly column?: number;
}

/** What parsing ended in. Tables have no prototype, so no key of a file can meet one. */
export type ParsedToml = { readonly table: TomlTableWithoutBigInt } | { readonly fault: TomlFault };

/** Parses TOML; integers that a number cannot hold are faults. Pure. */
export function parseToml(text: string): ParsedToml {
  try {
    return { table: parse(text, { maxDepth: MAX_DEPTH }) };
  } catch (error) {
    if (!(error instanceof TomlError)) return { fault: { reason: describeError(error).message } };
    // The rest of the message is a picture of the place, which line and column tell already.
    const [summary = ""] = error.message.replace(/^Invalid TOML document: /, "").split("\n");
    return { fault: { reason: shortText(summary, 200), line: error.line, column: error.column } };
  }
}
