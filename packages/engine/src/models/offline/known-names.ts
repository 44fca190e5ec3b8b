/** A thing with a name that everybody knows: a currency, a language, a unit. */
export interface KnownName {
  readonly said: string;
  /** How programs write it: `EUR`, `fr`, `km`. */
  readonly code: string;
  readonly index: number;
  /** Whether a number stands directly before it, or a sign of currency at a number. */
  readonly isCounted: boolean;
}

const CURRENCY_NAMES: Readonly<Record<string, string>> = {
  euro: "EUR",
  euros: "EUR",
  "€": "EUR",
  dollar: "USD",
  dollars: "USD",
  bucks: "USD",
  $: "USD",
  pounds: "GBP",
  pound: "GBP",
  sterling: "GBP",
  quid: "GBP",
  "£": "GBP",
  yen: "JPY",
  "¥": "JPY",
  franc: "CHF",
  francs: "CHF",
  rupee: "INR",
  rupees: "INR",
  "₹": "INR",
  yuan: "CNY",
  renminbi: "CNY",
  won: "KRW",
  ruble: "RUB",
  rubles: "RUB",
  zloty: "PLN",
  lira: "TRY",
  peso: "MXN",
  pesos: "MXN",
  real: "BRL",
  reais: "BRL",
  krona: "SEK",
  kronor: "SEK",
  kroner: "NOK",
  rand: "ZAR",
  shekel: "ILS",
  shekels: "ILS",
  baht: "THB",
  bitcoin: "BTC",
  forint: "HUF",
  koruna: "CZK",
};

const UNIT_NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  `km kilometer kilometers kilometre kilometres|m meter meters metre metres|cm centimeter centimeters centimetre centimetres|mm
  millimeter millimeters millimetre millimetres|mi mile miles|ft foot feet|in inch inches|yd yard yards|kg kilo kilos kilogram
  kilograms|g gram grams|mg milligram milligrams|lb lbs pound pounds|oz ounce ounces|l liter liters litre litres|ml milliliter
  milliliters millilitre millilitres|gal gallon gallons|cup cups|celsius centigrade °c c|fahrenheit °f f|kelvin k|mph|km/h kmh kph|
  second seconds sec secs|minute minutes min mins|hour hours h hr hrs|day days|week weeks|month months|year years|
  kb kilobyte kilobytes|mb megabyte megabytes|gb gigabyte gigabytes|tb terabyte terabytes|byte bytes|
  kcal calorie calories|joule joules|kwh|watt watts|acre acres|hectare hectares|bar|psi|degree degrees|radian radians`
    .split("|")
    .flatMap((line) => {
      const names = line.trim().split(/\s+/);
      return names.map((name) => [name, names[0] ?? name]);
    }),
);

/** Currencies by name, sign or code. */
export function findCurrencies(sentence: string): readonly KnownName[] {
  const byName = findKnown(sentence, CURRENCY_NAMES, /[€$£¥₹]|\p{L}+/gu);
  const codes = [...sentence.matchAll(/(?<![\p{L}\p{N}_])[A-Z]{3}(?![\p{L}\p{N}_])/gu)]
    .filter(([code]) => isCurrencyCode(code))
    .map((match) => ({
      said: match[0],
      code: match[0],
      index: match.index,
      isCounted: isCounted(sentence, match.index),
    }));
  return [...byName, ...codes].sort((a, b) => a.index - b.index);
}

/** Units of measurement by name or sign. Short signs count after a number only. */
export function findUnits(sentence: string): readonly KnownName[] {
  return findKnown(sentence, UNIT_NAMES, /°?\p{L}+(?:\/h)?/gu).filter(
    ({ said, isCounted: counted }) =>
      said.length > 2 || counted || /^(?:km|kg|cm|mm|lb|oz|mi|ml|kb|mb|gb|tb)$/i.test(said),
  );
}

let languages: Readonly<Record<string, string>> | undefined;

/** Languages by their English names. */
export function findLanguages(sentence: string): readonly KnownName[] {
  languages ??= languageNames();
  return findKnown(
    sentence,
    languages,
    /\p{Lu}\p{L}+|\b(?:english|french|german|spanish|italian|japanese|chinese|russian|dutch|portuguese)\b/gu,
  );
}

/** The names for one code, the code included: `km` is "km", "kilometer", … */
export function namesOfUnit(code: string): readonly string[] {
  const canonical = UNIT_NAMES[code.toLowerCase()];
  return canonical === undefined
    ? []
    : Object.keys(UNIT_NAMES).filter((name) => UNIT_NAMES[name] === canonical);
}

function findKnown(sentence: string, names: Readonly<Record<string, string>>, word: RegExp): KnownName[] {
  return [...sentence.matchAll(word)].flatMap((match) => {
    const said = match[0];
    const key = said.toLowerCase();
    const code = Object.hasOwn(names, key) ? names[key] : undefined;
    if (code === undefined) return [];
    const isSign = /[€$£¥₹]/.test(said);
    const counted =
      isCounted(sentence, match.index) || (isSign && /^\s*\d/.test(sentence.slice(match.index + 1)));
    return [{ said, code, index: match.index, isCounted: counted }];
  });
}

function isCounted(sentence: string, index: number): boolean {
  return /\d\s*(?:-\s*)?$/.test(sentence.slice(Math.max(index - 20, 0), index));
}

const currencyCodes = new Set<string>();

function isCurrencyCode(code: string): boolean {
  if (currencyCodes.size === 0)
    for (const known of Intl.supportedValuesOf("currency")) currencyCodes.add(known);
  return currencyCodes.has(code) || code === "BTC";
}

function languageNames(): Readonly<Record<string, string>> {
  const names = new Intl.DisplayNames("en", { type: "language", fallback: "none" });
  const letters = [..."abcdefghijklmnopqrstuvwxyz"];
  const codes = letters.flatMap((a) => letters.map((b) => a + b));
  return Object.fromEntries(
    codes.flatMap((code) => {
      const name = names.of(code)?.toLowerCase();
      return name === undefined || name.includes(" ") ? [] : [[name, code]];
    }),
  );
}
