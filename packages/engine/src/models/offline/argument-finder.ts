import type { JsonValue, ToolFunctionSchema } from "@asky/sdk";
import { chooseValue } from "./choose-value.ts";
import { findDay, findTime } from "./dates.ts";
import { findFileType } from "./file-types.ts";
import { findCurrencies, findLanguages, findUnits, type KnownName } from "./known-names.ts";
import { findNumbers, inTimeUnit, isTimeUnit, type SaidNumber } from "./numbers.ts";
import { GAP, phraseAfter, residueOf, splitList, withoutAddress } from "./phrases.ts";
import { isFree, roleOf } from "./roles.ts";
import { findValues, isPath, type TextValues } from "./text-values.ts";
import { findTimeZone } from "./time-zones.ts";
import { propertiesOf, type ToolProperty } from "./tool-properties.ts";
import { isSameFamily, stem, toTerms, toWords } from "./words.ts";

/** Takes the values for one tool out of one sentence. What was taken is gone from the rest. */
export class ArgumentFinder {
  isSpecific = false;
  readonly #tool: ToolFunctionSchema["function"];
  readonly #sentence: string;
  readonly #values: TextValues;
  readonly #now: Date;
  readonly #properties: readonly ToolProperty[];
  readonly #used = new Set<string>();
  /** Where numbers and known names were taken from. */
  readonly #usedAt = new Set<number>();
  #rest: string;

  constructor(tool: ToolFunctionSchema["function"], sentence: string, now: Date) {
    this.#tool = tool;
    this.#sentence = sentence;
    this.#values = findValues(sentence);
    this.#now = now;
    this.#properties = propertiesOf(tool);
    this.#rest = sentence;
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
    const bare = key.length > 2 ? bareValue.exec(this.#sentence)?.[1]?.replace(/[.!?]$/, "") : undefined;
    const value = quotedValue.exec(this.#sentence)?.[1] ?? bare;
    const isGood = value !== undefined && (kind !== "path" || isPath(value) || value.length > 2);
    if (!isGood || this.#used.has(value)) return undefined;
    this.#use(value, true);
    return kind === "texts" || kind === "paths" ? splitList(value) : value;
  }

  /** Values that look like nothing else. */
  typed(property: ToolProperty): JsonValue | undefined {
    const { kind, isRequired, schema } = property;
    const { paths, urls, emails, hosts, globs, quoted } = this.#values;
    if (kind === "number") return this.#number(property);
    if (kind === "numbers") return this.#numbers();
    if (kind === "switch") return this.#switch(property);
    if (kind === "choice") return this.#choice(property);
    if (kind === "zone") return findTimeZone(this.#values.unquoted);
    if (kind === "glob") return this.#take(globs, false) ?? findFileType(this.#sentence)?.glob;
    if (kind === "email") return this.#take(emails, isRequired);
    if (kind === "url") return this.#take(urls, isRequired) ?? this.#address(this.#take(hosts, isRequired));
    if (kind === "host") return this.#take(hosts, isRequired) ?? this.#host(this.#take(urls, isRequired));
    if (kind === "path")
      return this.#take(paths, isRequired) ?? (this.#isOnlyOne() ? this.#folder() : undefined);
    if (kind === "paths") return this.#takeAll(paths);
    if (kind === "day" || kind === "time" || kind === "moment") return this.#moment(property);
    if (kind === "currency") return this.#known(property, findCurrencies(this.#sentence))?.code;
    if (kind === "unit") return this.#known(property, findUnits(this.#rest))?.said;
    if (kind === "language") return this.#language(property);
    if (kind === "formula") return this.#formula();
    if (kind === "json" || kind === "other") return this.#json(schema.type);
    if (kind === "code") return this.#code(property);
    if (/glob|pattern/i.test(property.key) && isRequired && globs.length > 0) return this.#take(globs, true);
    if (/^(?:sql|query|statement)$/i.test(property.key) && isRequired && quoted.length === 0)
      return this.#sql();
    return undefined;
  }

  /** Values that stand where the sentence puts such a thing: quoted, after "to", after "named". */
  placed(property: ToolProperty): JsonValue | undefined {
    const { kind, isRequired, key } = property;
    if (kind !== "text" && kind !== "name" && kind !== "texts" && kind !== "host" && kind !== "language")
      return undefined;
    const { quoted, names } = this.#values;
    const role = roleOf(property);
    if (kind === "texts") return isRequired || quoted.length > 1 ? this.#takeAll(quoted) : undefined;
    if (/^channel/i.test(key)) {
      const channel = /(?<![\w&])#([a-z][\w-]*)/i.exec(this.#rest)?.[1];
      if (channel !== undefined) return this.#use(channel, true);
    }
    if (!isRequired) {
      if (!role || kind !== "text" || this.#isFreeRequired()) return undefined;
      const strict = role.prepositions.filter((word) => /^(?:about|regarding|near|because)/.test(word));
      return this.#phrase(strict);
    }
    if (kind === "name") {
      const called = /\b(?:named|called|titled)\s+["“`']?([\p{L}\p{N}][\p{L}\p{N}_-]*)/u.exec(
        this.#rest,
      )?.[1];
      if (called !== undefined && names.includes(called)) return this.#use(called, true);
    }
    const identifiers = isFree(property)
      ? []
      : this.#values.identifiers.filter((one) => one !== this.#tool.name);
    const identifier = quoted.length === 0 ? this.#take(identifiers, true) : undefined;
    if (identifier !== undefined) return identifier;
    const isAddressed = withoutAddress(this.#sentence, this.#tool.name) !== this.#sentence;
    if (isAddressed && this.#properties.filter((one) => one.isRequired).length === 1)
      return this.#take(quoted, true);
    if (role?.isShort && quoted.length !== 1) {
      const phrase = this.#phrase(role.prepositions);
      if (phrase !== undefined) return phrase;
    }
    const own = toTerms(this.#tool.name);
    const foreign = names.filter((name) => !toTerms(name).every((term) => own.includes(term)));
    const isName = kind === "name" || role?.isShort || (!isFree(property) && !role);
    if (isName) return this.#take(foreign, true) ?? this.#take(quoted, true);
    return this.#take(quoted, true);
  }

  /** What is left of the sentence when the words that only address the tool are gone. */
  left(property: ToolProperty): JsonValue | undefined {
    const { kind, isRequired, schema } = property;
    if (!isRequired) return undefined;
    const fallback = schema.default ?? schema.const;
    if (/^(?:choice|number|switch|currency|language|unit)$/.test(kind)) return fallback;
    if (kind === "texts") {
      const said = /\b(?:with|using|containing|including|of|for|from|tagged|:)\s+(.+?)[.?!]*$/is.exec(
        this.#rest,
      )?.[1];
      const list = said === undefined || said.includes(GAP) ? this.#words(property) : this.#use(said, true);
      return list === undefined ? undefined : splitList(list);
    }
    if (kind === "ip") return this.#take(this.#values.ips, isRequired);
    if (kind === "phone") return this.#take(this.#values.phones, isRequired);
    if (kind === "path") return this.#folder();
    if (!/^(?:text|name|host|code|formula)$/.test(kind)) return fallback;
    // A link that nothing else has taken is what such a text is about.
    if (!isFree(property)) {
      const long = this.#values.codes.filter(
        (code) => /^(?=.*\d)(?=.*[a-z]).{2,}$|^[\d-]{5,}$/i.test(code) && !/^[a-z]+$/i.test(code),
      );
      const code = this.#take(long, true);
      if (code !== undefined) return code;
    }
    return this.#take(this.#values.urls, true) ?? this.#words(property) ?? fallback;
  }

  #use(value: string, isTelling: boolean): string {
    this.#used.add(value);
    this.#rest = this.#rest.replace(value, GAP);
    if (isTelling) this.isSpecific = true;
    return value;
  }

  #take(values: readonly string[], isTelling: boolean): string | undefined {
    const value = values.find((candidate) => !this.#used.has(candidate));
    return value === undefined ? undefined : this.#use(value, isTelling);
  }

  #takeAll(values: readonly string[]): readonly string[] | undefined {
    const left = values.filter((value) => !this.#used.has(value));
    for (const value of left) this.#use(value, true);
    return left.length > 0 ? left : undefined;
  }

  #isOnlyOne(): boolean {
    return this.#properties.length === 1 || this.#properties.every(({ isRequired }) => !isRequired);
  }

  /** Whether another required parameter takes the rest of the sentence. */
  #isFreeRequired(): boolean {
    return this.#properties.some((property) => property.isRequired && isFree(property));
  }

  #phrase(prepositions: readonly string[]): string | undefined {
    const phrase = phraseAfter(this.#rest, prepositions);
    if (phrase === undefined || this.#addresses(phrase)) return undefined;
    return this.#use(phrase, true);
  }

  /** Whether a phrase only says which tool is meant. */
  #addresses(phrase: string): boolean {
    const own = new Set(toTerms(this.#tool.name));
    const terms = toTerms(phrase);
    return terms.length === 0 || terms.every((term) => own.has(term));
  }

  /** The words that nothing else has used and that the tool does not use of itself. */
  #words(property: ToolProperty): string | undefined {
    const addressed = withoutAddress(this.#rest, this.#tool.name);
    const isSpelledOut = addressed !== this.#rest;
    const value = isSpelledOut ? addressed : residueOf(this.#rest, this.#tool, isFree(property));
    return value === undefined || value === "" || value.includes(GAP) ? undefined : this.#use(value, false);
  }

  /** `offset` and `limit` are what people call lines; any other number must be called by its name or be required. */
  #number({ key, isRequired, schema }: ToolProperty): number | undefined {
    const range = /\blines?\s+(\d{1,9})(?:\s*(?:-|–|to|until|through|and)\s*(\d{1,9}))?/i.exec(
      this.#sentence,
    );
    const from = Number(range?.[1]);
    const to = Number(range?.[2] ?? range?.[1]);
    const head = /\b(?:first|top|last|latest|newest|recent)\s+(\d{1,9})\b/i.exec(this.#sentence)?.[1];
    const isAmount = /^(?:limit|count|lines|max|top|n)$|^max_|_limit$|_count$/i.test(key);
    if (/^(?:offset|start|first_line)$/i.test(key) && range) return from;
    if (isAmount && range) return Math.max(to - from + 1, 1);
    if (isAmount && head !== undefined) return Number(head);
    if (/^(?:offset|start|skip|page|first_line)/i.test(key) && !isRequired) {
      const spelled = new RegExp(
        String.raw`\b${toWords(key).join("[ _-]?")}\s*(?:is|=|:)?\s*(\d{1,9})\b`,
        "i",
      ).exec(this.#sentence);
      return spelled ? Number(spelled[1]) : undefined;
    }
    const labels = [...toWords(key), ...toWords(schema.description ?? "")];
    const numbers = findNumbers(this.#values.unquoted).filter(({ index }) => !this.#usedAt.has(index));
    const rated = numbers
      .map((number) => ({ number, fit: fitOf(number, labels, toWords(key)) }))
      .sort((a, b) => b.fit - a.fit);
    const best = rated[0];
    if (best && (best.fit > 0 || isRequired)) return this.#useNumber(best.number, labels, schema.type);
    if (!isRequired) return undefined;
    // "d20", "#42": a number inside a word.
    const inside = /(?<!\w)(?:#|[a-z]{1,2}-?)(\d{1,9})(?!\w)/i.exec(this.#rest);
    return inside ? Number(this.#use(inside[1] ?? "", true)) : undefined;
  }

  #useNumber(number: SaidNumber, labels: readonly string[], type: JsonValue | undefined): number {
    this.#usedAt.add(number.index);
    this.isSpecific = true;
    const unit = number.after[0] ?? "";
    const value = inTimeUnit(number, labels);
    const counted = isTimeUnit(unit) && labels.some(isTimeUnit) ? ` ${unit}` : "";
    this.#rest = this.#rest.replace(`${number.said}${counted}`, GAP);
    return type === "integer" ? Math.round(value) : value;
  }

  #numbers(): readonly number[] | undefined {
    const found = findNumbers(this.#sentence).filter(({ index }) => !this.#usedAt.has(index));
    for (const { index } of found) this.#usedAt.add(index);
    if (found.length > 0) this.isSpecific = true;
    return found.length > 0 ? found.map(({ value }) => value) : undefined;
  }

  #switch({ key, isRequired }: ToolProperty): boolean | undefined {
    const label = toWords(key).filter(
      (word) => !/^(?:include|is|with|use|has|allow|enable|enabled)$/.test(word),
    );
    const said = new RegExp(String.raw`\b(no |not |without )?${label.join("[ _-]?")}\b`, "iu");
    const found = label.length > 0 ? said.exec(this.#values.unquoted) : null;
    if (found && !isRequired) return found[1] === undefined;
    if (!isRequired) return undefined;
    if (/\b(?:off|disable|disabled|no|not|deactivate|stop|without|close|unlock)\b/i.test(this.#sentence))
      return false;
    if (/\b(?:on|enable|enabled|yes|activate|start|with|open|lock)\b/i.test(this.#sentence)) return true;
    return found ? true : undefined;
  }

  #choice({ schema, isRequired, key }: ToolProperty): JsonValue | undefined {
    const unit = /unit/i.test(key) ? this.#unitChoice(key, schema.enum) : undefined;
    const found = unit ?? chooseValue(schema.enum, this.#rest, key, isRequired);
    if (found === undefined) return undefined;
    if (isRequired) this.isSpecific = true;
    if (typeof found === "string")
      this.#rest = this.#rest.replace(
        new RegExp(String.raw`\b${found.replaceAll(/\W/g, "\\$&")}\b`, "i"),
        GAP,
      );
    return found;
  }

  #unitChoice(key: string, choices: JsonValue | undefined): string | undefined {
    const options = Array.isArray(choices) ? choices.filter((choice) => typeof choice === "string") : [];
    const codes = options.map((option) => findUnits(`1 ${option.replaceAll("_", " ")}`)[0]?.code);
    const known = this.#known(
      { key } as ToolProperty,
      findUnits(this.#sentence).filter(({ code }) => codes.includes(code)),
    );
    return known && options[codes.indexOf(known.code)];
  }

  /** Of two known names, the counted one is what there is, the other one what is wanted. */
  #known({ key }: ToolProperty, names: readonly KnownName[]): KnownName | undefined {
    const left = names.filter(({ index }) => !this.#usedAt.has(index));
    const isGoal = /^(?:to|target|into|output|dest)|_to$|_target$/i.test(key);
    const isStart = /^(?:from|source|base|input|start)|_from$/i.test(key);
    const before = (name: KnownName, word: RegExp): boolean => word.test(this.#sentence.slice(0, name.index));
    const pick = isGoal
      ? (left.find((name) => before(name, /\b(?:to|into|in|as)\s+$/i) && !name.isCounted) ??
        left.find((name) => !name.isCounted))
      : isStart
        ? (left.find((name) => name.isCounted) ?? left.find((name) => before(name, /\bfrom\s+$/i)) ?? left[0])
        : left[0];
    if (pick === undefined) return undefined;
    this.#usedAt.add(pick.index);
    this.isSpecific = true;
    this.#rest = this.#rest.replace(pick.said, GAP);
    return pick;
  }

  #language(property: ToolProperty): string | undefined {
    const known = this.#known(property, findLanguages(this.#sentence));
    if (!known) return undefined;
    const about = `${property.schema.description ?? ""} ${String(property.schema.pattern ?? "")}`;
    return /\b(?:code|iso)\b|\[a-z\]/i.test(about) ? known.code : known.said;
  }

  #moment({ kind, schema, isRequired }: ToolProperty): string | undefined {
    const unquoted = this.#rest.replaceAll(/"[^"]*"/g, " ");
    const day = findDay(unquoted, this.#now);
    const time = findTime(unquoted);
    const wantsIso =
      schema.format !== undefined || /YYYY|HH:MM|ISO|24[- ]hour/i.test(String(schema.description ?? ""));
    if (kind === "day") return day && this.#useMoment(day.said, wantsIso ? day.iso : undefined, isRequired);
    if (kind === "time") {
      const iso = schema.format === "time" ? `${time?.iso}:00` : time?.iso;
      return time && this.#useMoment(time.said, wantsIso ? iso : undefined, isRequired);
    }
    if (wantsIso) {
      if (!day && !time) return undefined;
      const date = day?.iso ?? findDay("today", this.#now)?.iso ?? "";
      if (time) this.#useMoment(time.said, undefined, isRequired);
      return this.#useMoment(day?.said ?? "", `${date}T${time?.iso ?? "00:00"}:00Z`, isRequired);
    }
    if (day && time) {
      const [first, second] = [day.said, time.said].sort(
        (a, b) => unquoted.indexOf(a) - unquoted.indexOf(b),
      ) as [string, string];
      const start = unquoted.indexOf(first);
      const whole = unquoted.slice(start, unquoted.indexOf(second) + second.length);
      if (whole.length <= first.length + second.length + 5)
        return this.#useMoment(whole, undefined, isRequired);
    }
    const span =
      /\bin (?:an? |half an |\d+ |two |three |five |ten )(?:second|minute|hour|day|week|month)s?\b/i.exec(
        unquoted,
      )?.[0];
    const said = span ?? time?.said ?? day?.said;
    return said === undefined ? undefined : this.#useMoment(said, undefined, isRequired);
  }

  #useMoment(said: string, iso: string | undefined, isTelling: boolean): string {
    this.#rest = this.#rest.replace(
      new RegExp(String.raw`(?:\b(?:on|at|by|for)\s+)?${said.replaceAll(/\W/g, "\\$&")}`, "i"),
      GAP,
    );
    if (isTelling) this.isSpecific = true;
    return iso ?? said.replace(/^on /i, "");
  }

  #formula(): string | undefined {
    this.#rest = this.#rest.replaceAll(/\d{4}-\d\d-\d\d/g, GAP);
    const [quoted] = this.#values.quoted;
    if (quoted !== undefined && /\d/.test(quoted)) return this.#use(quoted, true);
    const found =
      /(?:\b(?:sqrt|sin|cos|tan|log|ln|abs|min|max|square root of)\s*)?[(-]*\d[\d.,]*\)*(?:\s*(?:\*\*|[-+*/x×÷^%]|plus|minus|times|divided by|to the power of|modulo|mod|of|squared|cubed)\s*[(-]*(?:\d[\d.,]*\)*)?)+|\b(?:sqrt|square root of)\s*\(?\d[\d.]*\)?/i.exec(
        this.#rest,
      )?.[0];
    return found === undefined ? undefined : this.#use(found.trim(), true);
  }

  #json(type: JsonValue | undefined): JsonValue | undefined {
    const text = /[{[].*[}\]]/s.exec(this.#sentence)?.[0];
    if (text === undefined) return undefined;
    if (type === "string") return this.#use(text, true);
    try {
      const value = JSON.parse(text) as JsonValue;
      this.#use(text, true);
      return value;
    } catch {
      // It only looks like JSON; then the parameter has no value.
      return undefined;
    }
  }

  #sql(): string | undefined {
    const sql = /\b(?:select|insert into|update|delete from|with)\b.+\b(?:from|set|values|where)\b.*$/is.exec(
      this.#rest,
    )?.[0];
    return sql === undefined ? undefined : this.#use(sql.replace(/[\s.?!]+$/, ""), true);
  }

  #code({ key, schema, isRequired }: ToolProperty): string | undefined {
    if (!isRequired) return undefined;
    const label = toWords(key)[0] ?? "";
    const { codes, quoted } = this.#values;
    const shape = typeof schema.pattern === "string" ? schema.pattern : undefined;
    const fitting = shape === undefined ? codes : codes.filter((code) => matches(shape, code));
    const atLabel = fitting.find((code) =>
      this.#sentence.toLowerCase().includes(`${label} ${code.toLowerCase()}`),
    );
    const found = this.#take(atLabel === undefined ? fitting : [atLabel], true);
    if (found !== undefined) return found;
    const capitals =
      this.#values.unquoted.match(/(?<![\p{L}\p{N}])[A-Z]{2,6}(?:\.[A-Z])?(?![\p{L}\p{N}])/gu) ?? [];
    return this.#take(quoted, true) ?? this.#take(capitals, true);
  }

  #address(host: string | undefined): string | undefined {
    return host === undefined ? undefined : `https://${host}`;
  }

  #host(url: string | undefined): string | undefined {
    return url === undefined ? undefined : url.replace(/^\w+:\/\//, "").replace(/[/:?#].*$/, "");
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
}

/** How much the words around a number say that it is the one that a parameter asks for. */
function fitOf({ before, after }: SaidNumber, labels: readonly string[], own: readonly string[]): number {
  const near = after.slice(0, 2).map(stem);
  const is = (word: string, among: readonly string[]): boolean =>
    among.some((label) => isSameFamily(stem(label), word));
  if (before !== "" && is(stem(before), own)) return 4;
  if (near[0] !== undefined && is(near[0], own)) return 3;
  if (near[0] !== undefined && isTimeUnit(near[0]) && own.some(isTimeUnit)) return 3;
  if (
    near[0] !== undefined &&
    is(
      near[0],
      labels.filter((label) => label.length > 3),
    )
  )
    return 2;
  return near[1] !== undefined && is(near[1], own) ? 1 : 0;
}

function matches(pattern: string, value: string): boolean {
  // A pattern of a plugin may be slow on purpose; only plain ones are tried, and only on short words.
  if (pattern.length > 60 || /[+*}]\)?[+*{]/.test(pattern) || value.length > 40) return true;
  try {
    return new RegExp(pattern, "u").test(value);
  } catch {
    // No pattern at all: then it says nothing.
    return true;
  }
}
