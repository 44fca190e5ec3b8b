import type { JsonValue, ToolFunctionSchema } from "@asky/sdk";
import { findCommand } from "./commands.ts";
import { findFileKind, findFileType } from "./file-types.ts";
import { findChoice, findKnownName, findLanguage, findSwitch } from "./find-choice.ts";
import { findCode, findFolder, findFormula, findJson, findNamedFolder, findSql } from "./find-literal.ts";
import { findMoment } from "./find-moment.ts";
import { findAllNumbers, findNumber } from "./find-number.ts";
import { findCurrencies, findUnits } from "./known-names.ts";
import { GAP, phraseAfter, residueOf, splitList, withoutAddress } from "./phrases.ts";
import { Remainder } from "./remainder.ts";
import { isFree, roleOf } from "./roles.ts";
import { isPath } from "./text-values.ts";
import { findTimeZone } from "./time-zones.ts";
import type { ToolProperty } from "./tool-properties.ts";
import { type ToolRole, toolRoleOf } from "./tool-roles.ts";
import { toTerms, toWords } from "./words.ts";

const CALENDAR =
  /^(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December)$/;

/** Whether a parameter is a somebody or a somewhere, whose names have capitals. */
function isPersonOrPlace(key: string): boolean {
  return /(?:customer|client|guest|patient|member|student|pupil|teacher|employee|person|recipient|owner|user|contact|city|town|country|port|station|airport|origin|destination|company|author|artist|composer|supplier)s?(?:_?name)?$/i.test(
    key,
  );
}

/** Takes the values for one tool out of one sentence. What was taken is gone from the rest. */
export class ArgumentFinder {
  readonly #left: Remainder;
  readonly #role: ToolRole | undefined;

  constructor(tool: ToolFunctionSchema["function"], sentence: string, now: Date) {
    this.#left = new Remainder(tool, sentence, now);
    this.#role = toolRoleOf({ type: "function", function: tool });
  }

  get isSpecific(): boolean {
    return this.#left.isSpecific;
  }

  /** `name=Ada`, `name: Ada`, `the name is Ada`, `with the prompt "Be brief"`. */
  spelledOut({ key, kind }: ToolProperty): JsonValue | undefined {
    if (!/^(?:text|name|path|code|texts|paths|email|url|host|moment)$/.test(kind)) return undefined;
    const label = toWords(key).join("[ _-]?");
    const quote = String.raw`["“\x60]([^"”\x60]+)["”\x60]`;
    const quotedValue = new RegExp(String.raw`\b${label}\b(?:\s+(?:is|to|as|of)|\s*[=:])?\s*${quote}`, "iu");
    const bareValue = new RegExp(
      String.raw`\b${label}\b(?:\s+(?:is|to|as)\s+|\s*[=:]\s*)([^\s,;"“\x60]+)`,
      "iu",
    );
    const bare = key.length > 2 ? bareValue.exec(this.#left.sentence)?.[1]?.replace(/[.!?]$/, "") : undefined;
    const value = quotedValue.exec(this.#left.sentence)?.[1] ?? bare;
    const isGood = value !== undefined && (kind !== "path" || isPath(value) || value.length > 2);
    if (!isGood || this.#left.used.has(value)) return undefined;
    this.#left.use(value, true);
    return kind === "texts" || kind === "paths" ? splitList(value) : value;
  }

  /** Values that look like nothing else. */
  typed(property: ToolProperty): JsonValue | undefined {
    const { kind, isRequired, schema } = property;
    const { paths, urls, emails, hosts, globs, quoted } = this.#left.values;
    if (kind === "number") return findNumber(this.#left, property);
    if (kind === "numbers") return findAllNumbers(this.#left);
    if (kind === "switch") return findSwitch(this.#left, property);
    if (kind === "choice") return findChoice(this.#left, property);
    if (kind === "zone") return findTimeZone(this.#left.values.unquoted);
    if (kind === "glob") return this.#left.take(globs, false) ?? findFileType(this.#left.sentence)?.glob;
    if (kind === "command") {
      const command = findCommand(this.#left.sentence);
      return command === undefined ? undefined : this.#left.use(command, true);
    }
    if (kind === "email") return this.#left.take(emails, isRequired);
    if (kind === "ip") return this.#left.take(this.#left.values.ips, isRequired);
    if (kind === "phone") return this.#left.take(this.#left.values.phones, isRequired);
    if (kind === "url")
      return this.#left.take(urls, isRequired) ?? this.#address(this.#left.take(hosts, isRequired));
    if (kind === "host")
      return this.#left.take(hosts, isRequired) ?? this.#host(this.#left.take(urls, isRequired));
    if (kind === "path") return this.#left.take(paths, isRequired) ?? this.#folder(property);
    if (kind === "paths") return this.#left.takeAll(paths);
    if (kind === "day" || kind === "time" || kind === "moment") return findMoment(this.#left, property);
    if (kind === "currency")
      return findKnownName(this.#left, property, findCurrencies(this.#left.sentence))?.code;
    if (kind === "unit") return findKnownName(this.#left, property, findUnits(this.#left.rest))?.said;
    if (kind === "language") return findLanguage(this.#left, property);
    if (kind === "formula") return findFormula(this.#left);
    if (kind === "json" || kind === "other") return findJson(this.#left, schema.type);
    if (kind === "code") return findCode(this.#left, property);
    if (/glob|pattern/i.test(property.key) && isRequired && globs.length > 0)
      return this.#left.take(globs, true);
    if (isRequired && this.#role === "glob") return this.#namePattern();
    if (/^(?:sql|query|statement)$/i.test(property.key) && isRequired && quoted.length === 0)
      return findSql(this.#left);
    return undefined;
  }

  /** Values that stand where the sentence puts such a thing: quoted, after "to", after "named". */
  placed(property: ToolProperty): JsonValue | undefined {
    const { kind, isRequired, key } = property;
    if (kind !== "text" && kind !== "name" && kind !== "texts" && kind !== "host" && kind !== "language")
      return undefined;
    const { quoted, names } = this.#left.values;
    const role = roleOf(property);
    if (kind === "texts") return isRequired || quoted.length > 1 ? this.#left.takeAll(quoted) : undefined;
    if (/^channel/i.test(key)) {
      const channel = /(?<![\w&])#([a-z][\w-]*)/i.exec(this.#left.rest)?.[1];
      if (channel !== undefined) return this.#left.use(channel, true);
    }
    if (!isRequired) {
      const maker = /author|artist|composer|writer|band|director|maker|painter/i.test(key);
      if (maker) return this.#capitalPhrase(["by"]);
      if (role?.isShort && isPersonOrPlace(key)) {
        const value = this.#capitalPhrase(role.prepositions);
        if (value !== undefined) return value;
      }
      if (!role || kind !== "text" || this.#isFreeRequired()) return undefined;
      const strict = role.prepositions.filter((word) => /^(?:about|regarding|near|because)/.test(word));
      return this.#phrase(strict);
    }
    if (kind === "name") {
      const called = /\b(?:named|called|titled)\s+["“`']?([\p{L}\p{N}][\p{L}\p{N}_-]*)/u.exec(
        this.#left.rest,
      )?.[1];
      if (called !== undefined && names.includes(called)) return this.#left.use(called, true);
    }
    const numbered = this.#numbered(property);
    if (numbered !== undefined) return numbered;
    if (role?.isShort && isPersonOrPlace(key) && quoted.length === 0) {
      const value = this.#capitalPhrase(role.prepositions) ?? this.#left.take(this.#foreignNames(), true);
      if (value !== undefined) return value;
    }
    const identifiers = isFree(property)
      ? []
      : this.#left.values.identifiers.filter(
          (one) => one !== this.#left.tool.name && !names.some((name) => name !== one && name.includes(one)),
        );
    const identifier = quoted.length === 0 ? this.#left.take(identifiers, true) : undefined;
    if (identifier !== undefined) return identifier;
    const isAddressed = withoutAddress(this.#left.sentence, this.#left.tool.name) !== this.#left.sentence;
    if (isAddressed && this.#left.properties.filter((one) => one.isRequired).length === 1)
      return this.#left.take(quoted, true);
    if (role?.isShort && quoted.length !== 1) {
      const phrase = this.#phrase(role.prepositions);
      if (phrase !== undefined) return phrase;
    }
    const foreign = this.#foreignNames();
    const isName = kind === "name" || role?.isShort || (!isFree(property) && !role);
    if (isName && kind === "name" && /title/i.test(key) && quoted.length > 0)
      return this.#left.take(quoted, true);
    if (isName) return this.#left.take(foreign, true) ?? this.#left.take(quoted, true);
    return this.#left.take(quoted, true);
  }

  /** What is left of the sentence when the words that only address the tool are gone. */
  left(property: ToolProperty): JsonValue | undefined {
    const { kind, isRequired, schema } = property;
    if (!isRequired) return undefined;
    const fallback = schema.default ?? schema.const;
    if (/^(?:choice|number|switch|currency|language|unit)$/.test(kind)) return fallback;
    if (kind === "texts") {
      const said =
        /^.*\b(?:with|using|containing|including|out of|tagged|have|got|:)\s+(.+?)[.?!]*$/is.exec(
          this.#left.rest,
        )?.[1] ?? /\b(?:of|for|from)\s+(.+?)[.?!]*$/is.exec(this.#left.rest)?.[1];
      const list =
        said === undefined || said.includes(GAP) ? this.#words(property) : this.#left.use(said, true);
      return list === undefined ? undefined : splitList(list);
    }
    if (kind === "path") return findFolder(this.#left);
    if (!/^(?:text|name|host|code|formula)$/.test(kind)) return fallback;
    // A link that nothing else has taken is what such a text is about.
    if (!isFree(property)) {
      const long = this.#left.values.codes.filter(
        (code) => /^(?=.*\d)(?=.*[a-z]).{2,}$|^[\d-]{5,}$/i.test(code) && !/^[a-z]+$/i.test(code),
      );
      const code = this.#left.take(long, true);
      if (code !== undefined) return code;
    }
    return this.#left.take(this.#left.values.urls, true) ?? this.#words(property) ?? fallback;
  }

  /** Capitalised words that are not in the tool's name anyway. */
  #foreignNames(): readonly string[] {
    const own = toTerms(this.#left.tool.name);
    return this.#left.values.names.filter(
      (name) => !toTerms(name).every((term) => own.includes(term)) && !CALENDAR.test(name),
    );
  }

  /** A name behind one of some prepositions: "by the Beatles", "in Porto". */
  #capitalPhrase(prepositions: readonly string[]): string | undefined {
    const phrase = phraseAfter(this.#left.rest, prepositions);
    const isName = phrase !== undefined && /^\p{Lu}/u.test(phrase) && !CALENDAR.test(phrase);
    return isName && !this.#addresses(phrase) ? this.#left.use(phrase, true) : undefined;
  }

  /** "mill 4" for a parameter whose description gives "mill 2" as an example. */
  #numbered({ schema, kind }: ToolProperty): string | undefined {
    if (kind !== "text" && kind !== "name") return undefined;
    if (!/(?:example|such as|e\.g\.|like|as)\s+["']?\p{L}+ \d+/iu.test(schema.description ?? ""))
      return undefined;
    const found =
      /\b(?!(?:for|in|on|at|of|to|by|from|about|is|are|the|and|number|after|until|next|last)\b)\p{L}+ \d+\b/u.exec(
        this.#left.rest,
      )?.[0];
    return found === undefined ? undefined : this.#left.use(found, true);
  }

  /** What the names of the files look like that are looked for. */
  #namePattern(): string | undefined {
    const kind = findFileKind(this.#left.values.unquoted);
    if (kind) {
      this.#left.use(kind.said, true);
      return `**/${kind.glob}`;
    }
    const name = this.#left.values.paths.find((path) => !path.includes("/"));
    return name === undefined ? undefined : `**/${this.#left.use(name, true)}`;
  }

  #folder({ isRequired }: ToolProperty): string | undefined {
    if (isRequired || this.#role === undefined || this.#role === "list")
      return this.#isOnlyOne() ? findFolder(this.#left) : undefined;
    return findNamedFolder(this.#left.values.unquoted);
  }

  #isOnlyOne(): boolean {
    return this.#left.properties.length === 1 || this.#left.properties.every(({ isRequired }) => !isRequired);
  }

  /** Whether another required parameter takes the rest of the sentence. */
  #isFreeRequired(): boolean {
    return this.#left.properties.some((property) => property.isRequired && isFree(property));
  }

  #phrase(prepositions: readonly string[]): string | undefined {
    const phrase = phraseAfter(this.#left.rest, prepositions);
    if (phrase === undefined || this.#addresses(phrase)) return undefined;
    return this.#left.use(phrase, true);
  }

  /** Whether a phrase only says which tool is meant. */
  #addresses(phrase: string): boolean {
    const own = new Set(toTerms(this.#left.tool.name));
    const terms = toTerms(phrase);
    return terms.length === 0 || terms.every((term) => own.has(term));
  }

  /** The words that nothing else has used and that the tool does not use of itself. */
  #words(property: ToolProperty): string | undefined {
    const addressed = withoutAddress(this.#left.rest, this.#left.tool.name);
    const isSpelledOut = addressed !== this.#left.rest;
    const value = isSpelledOut ? addressed : residueOf(this.#left.rest, this.#left.tool, isFree(property));
    return value === undefined || value === "" || value.includes(GAP)
      ? undefined
      : this.#left.use(value, false);
  }

  #address(host: string | undefined): string | undefined {
    return host === undefined ? undefined : `https://${host}`;
  }

  #host(url: string | undefined): string | undefined {
    return url === undefined ? undefined : url.replace(/^\w+:\/\//, "").replace(/[/:?#].*$/, "");
  }
}
