import type { JsonObject, JsonValue, ToolFunctionSchema } from "@asky/sdk";
import { findFileType } from "./file-types.ts";
import { findValues, isPath, type TextValues } from "./text-values.ts";
import { findTimeZone } from "./time-zones.ts";
import { propertiesOf, type ToolProperty } from "./tool-properties.ts";
import { toTerms, toWords } from "./words.ts";

/** Arguments for a tool, taken from a sentence. */
export interface FilledArguments {
  readonly args: JsonObject;
  /** Required parameters for which the sentence has no value. */
  readonly missing: readonly string[];
  /** Whether a required parameter got a value that can only be meant for it: quoted, a path, a name. */
  readonly isSpecific: boolean;
}

/** Fills a tool's parameters from a sentence. A value is used once. */
export function fillArguments(tool: ToolFunctionSchema["function"], sentence: string): FilledArguments {
  const filler = new Filler(tool.name, sentence);
  const properties = propertiesOf(tool);
  const filled: [string, JsonValue][] = [];
  const missing: string[] = [];
  const required = properties.filter(({ isRequired }) => isRequired);
  const isSingle = properties.length === 1 || required.length === 0;
  const isOnlyRequired = required.length === 1;
  for (const property of properties) {
    const value = filler.find(property, isSingle, isOnlyRequired);
    if (value !== undefined) filled.push([property.key, value]);
    else if (property.isRequired) missing.push(property.key);
  }
  return { args: Object.fromEntries(filled), missing, isSpecific: filler.isSpecific };
}

class Filler {
  isSpecific = false;
  readonly #toolName: string;
  readonly #sentence: string;
  readonly #values: TextValues;
  readonly #used = new Set<string>();

  constructor(toolName: string, sentence: string) {
    this.#toolName = toolName;
    this.#sentence = sentence;
    this.#values = findValues(sentence);
  }

  find(property: ToolProperty, isSingle: boolean, isOnlyRequired: boolean): JsonValue | undefined {
    const { kind, isRequired, schema } = property;
    const { quoted, paths, names, globs } = this.#values;
    if (kind === "number") return this.#number(property);
    if (kind === "switch") return this.#switch(property);
    if (kind === "choice") return this.#choice(schema.enum);
    if (kind === "zone") return findTimeZone(this.#values.unquoted);
    if (kind === "glob") return this.#take(globs, false) ?? findFileType(this.#sentence)?.glob;
    if (kind === "other") return undefined;
    const said = this.#explicit(property);
    if (said !== undefined) return kind === "texts" || kind === "paths" ? [said] : said;
    if (kind === "path") {
      return this.#take(paths, isRequired) ?? (isSingle ? this.#folder() : undefined);
    }
    if (!isRequired) return undefined;
    if (kind === "paths") return this.#takeAll(paths);
    if (kind === "texts") return this.#takeAll(quoted);
    if (kind === "name") return this.#take(names, true) ?? this.#take(quoted, true) ?? this.#lastWord();
    // With several parameters to fill, nobody can tell which of them the rest of a sentence is for.
    return this.#take(quoted, true) ?? (isOnlyRequired ? this.#rest() : undefined);
  }

  /** `name=Ada`, `name: Ada`, `the name is Ada`, `with the prompt "Be brief"`. */
  #explicit({ key, kind }: ToolProperty): string | undefined {
    const label = toWords(key).join("[ _-]?");
    const quote = String.raw`["“\x60]([^"”\x60]+)["”\x60]`;
    const quotedValue = new RegExp(String.raw`\b${label}\b(?:\s+(?:is|to|as|of)|\s*[=:])?\s*${quote}`, "iu");
    const bareValue = new RegExp(
      String.raw`\b${label}\b(?:\s+(?:is|to|as)\s+|\s*[=:]\s*)([^\s,;"“\x60]+)`,
      "iu",
    );
    const bare = bareValue.exec(this.#sentence)?.[1]?.replace(/[.!?]$/, "");
    const value = quotedValue.exec(this.#sentence)?.[1] ?? bare;
    const isGood = value !== undefined && (kind !== "path" || isPath(value) || value.length > 2);
    if (!isGood || this.#used.has(value)) return undefined;
    this.#used.add(value);
    this.isSpecific = true;
    return value;
  }

  #take(values: readonly string[], isTelling: boolean): string | undefined {
    const value = values.find((candidate) => !this.#used.has(candidate));
    if (value === undefined) return undefined;
    this.#used.add(value);
    if (isTelling) this.isSpecific = true;
    return value;
  }

  #takeAll(values: readonly string[]): readonly string[] | undefined {
    const left = values.filter((value) => !this.#used.has(value));
    for (const value of left) this.#used.add(value);
    if (left.length > 0) this.isSpecific = true;
    return left.length > 0 ? left : undefined;
  }

  /** `offset` and `limit` are what people call lines; any other number must be called by its name or be required. */
  #number({ key, isRequired }: ToolProperty): number | undefined {
    const range = /\blines?\s+(\d{1,9})(?:\s*(?:-|–|to|until|through|and)\s*(\d{1,9}))?/i.exec(
      this.#sentence,
    );
    const from = Number(range?.[1]);
    const to = Number(range?.[2] ?? range?.[1]);
    const head = /\b(?:first|top)\s+(\d{1,9})\b/i.exec(this.#sentence)?.[1];
    if (/^(?:offset|start|from|first_line)$/i.test(key) && range) return from;
    if (/^(?:limit|count|lines|max|top)$/i.test(key) && range) return Math.max(to - from + 1, 1);
    if (/^(?:limit|count|lines|max|top)$/i.test(key) && head !== undefined) return Number(head);
    const label = toWords(key).join("[ _-]?");
    const said = new RegExp(String.raw`\b${label}\b(?:\s+(?:is|to|of))?\s*[=:]?\s*(\d{1,9})\b`, "iu");
    const value = said.exec(this.#sentence)?.[1];
    if (value !== undefined) return Number(value);
    return isRequired ? this.#values.numbers[0] : undefined;
  }

  #switch({ key }: ToolProperty): boolean | undefined {
    const said = new RegExp(String.raw`\b(no |not |without )?${toWords(key).join("[ _-]?")}\b`, "iu");
    const found = said.exec(this.#values.unquoted);
    return found ? found[1] === undefined : undefined;
  }

  #choice(choices: JsonValue | undefined): JsonValue | undefined {
    const words = new Set(toWords(this.#sentence));
    const found = (Array.isArray(choices) ? choices : []).find(
      (choice) => typeof choice === "string" && toWords(choice).every((word) => words.has(word)),
    );
    if (found !== undefined) this.isSpecific = true;
    return found;
  }

  /** "in docs", "the docs folder": a folder that is one bare word. */
  #folder(): string | undefined {
    const text = this.#values.unquoted;
    const [, before, after] =
      /\b([\w.-]+)\s+(?:folder|directory)\b|\b(?:folder|directory|in|inside|under|within|of)\s+(?:the\s+)?([\w.-]+)/i.exec(
        text,
      ) ?? [];
    const word = before ?? after;
    const isNoFolder =
      /^(?:the|this|that|a|an|my|your|our|each|which|every|current|project|repository|repo|it|here|there|folder|directory|root|files?)$/i;
    return word === undefined || isNoFolder.test(word) ? undefined : word.replace(/\.$/, "");
  }

  /** "load the persona ada": the name is what the sentence ends with. */
  #lastWord(): string | undefined {
    const words = this.#values.unquoted.match(/[\p{L}\p{N}_-]+/gu) ?? [];
    const toolWords = new Set(toWords(this.#toolName));
    const word = words.at(-1);
    if (word === undefined || words.length < 2 || toolWords.has(word.toLowerCase())) return undefined;
    return /^(?:it|them|this|that|please|one|again|now|me)$/i.test(word) ? undefined : word;
  }

  /** "Save a note: buy milk": what stands before the colon is for the tool alone. */
  #afterColon(sentence: string): string {
    const [, head = "", tail = ""] = /^([^:\n]{1,60}):\s+(.+)$/s.exec(sentence) ?? [];
    const toolWords = new Set(toTerms(this.#toolName));
    return toTerms(head).some((term) => toolWords.has(term)) ? tail : sentence;
  }

  /** What is left of the sentence when the words that only address the tool are gone. */
  #rest(): string | undefined {
    const name = this.#toolName.replaceAll(/[^\w]/g, "\\$&");
    const rest = this.#afterColon(this.#sentence)
      .replace(/^\s*(?:please|kindly|can you|could you|would you)\s+/i, "")
      .replace(
        new RegExp(
          String.raw`\b(?:use|call|run|ask|with|using)\s+(?:the\s+)?(?:tool\s+)?\x60?${name}\x60?`,
          "i",
        ),
        " ",
      )
      .replace(new RegExp(String.raw`\x60?\b${name}\b\x60?`, "i"), " ")
      .replace(/^\s*(?:tool\b)?[\s:,]*(?:to|for|about|on|with|and)?\s+/i, "")
      .replace(/[\s.?!]+$/, "")
      .trim();
    return rest === "" ? undefined : rest;
  }
}
