import type { ToolFunctionSchema } from "@asky/sdk";
import { type Action, accord, actionOfTool, actionOfWish } from "./actions.ts";
import { conceptsOf, isDeed } from "./concepts.ts";
import { findCurrencies, findUnits } from "./known-names.ts";
import { findValues } from "./text-values.ts";
import { propertiesOf } from "./tool-properties.ts";
import { isSameFamily, toTerms } from "./words.ts";

/** How well a tool fits a wish. */
export interface RankedTool {
  readonly tool: ToolFunctionSchema;
  readonly score: number;
  /** The wish spells out the tool's name. */
  readonly isNamed: boolean;
  /** The share of the words of the tool's name that the wish contains, from 0 to 1. */
  readonly nameShare: number;
  /** How many words of the wish stand in the tool's name or description. */
  readonly sharedWords: number;
  /** The same without the words that only say what to do. */
  readonly sharedSubject: number;
  /** The share of the wish's subject that the tool's words cover, in other words counting less, from 0 to 1. */
  readonly understood: number;
}

/** What people say, and the words that tools describe it with. */
const INTENTS: readonly { readonly said: RegExp; readonly meant: string }[] = [
  {
    said: /\b(?:time|date|day)\b.{0,12}\b(?:is it|now|today)\b|\b(?:current|local|what|today's) (?:time|date|day)\b|\bwhat(?:'s| is) the (?:time|date|day)\b|\bo'?clock\b/i,
    meant: "current date time now",
  },
  {
    said: /\b(?:where|find|search|grep|look(?:ing)? for|mention\w*|contain\w*|refer\w*|occur\w*|appears?|defined|declar\w*|implement\w*|configured|occurrences?|is used|are used|uses)\b/i,
    meant: "search find lines contain",
  },
  {
    said: /\b(?:list|ls|which (?:files|folders)|what files|what(?:'s| is| are)(?: there)? in (?:the |this )?[\w./-]*\s*(?:folder|director))/i,
    meant: "list files folders entries folder",
  },
  {
    said: /\b(?:read|open|show|print|cat|display|view|first \d+ lines|lines? \d+)\b/i,
    meant: "read file lines show",
  },
  { said: /\b(?:are there|do (?:i|we|you) have|exists?)\b/i, meant: "list" },
  { said: /\b(?:active|currently|in use)\b/i, meant: "current active" },
  { said: /\b(?:make|add|new)\b/i, meant: "create add" },
  { said: /\b(?:remove|delete)\b/i, meant: "delete remove" },
  { said: /\bhow (?:much|many|long|far|big|tall)\b/i, meant: "count amount" },
  {
    said: /\bhow (?:far|long does it take|do i get|can i get|to get)\b/i,
    meant: "distance route directions",
  },
  { said: /\bphone number\b/i, meant: "contact phone" },
  { said: /\b(?:hard ?drive|disk space|free space|storage)\b/i, meant: "disk space usage" },
  { said: /\bmoney back\b|\bgive back\b/i, meant: "refund" },
  {
    said: /\bwhen (?:is|are|do|does|will)\b|\bwhat time\b|\bnext\b(?! (?:to|week|month|year|door))/i,
    meant: "schedule timetable times upcoming departures fixtures calendar",
  },
  { said: /\b(?:how late|until when|from when|open(?:ing)?)\b/i, meant: "hours opening closing" },
  {
    said: /\b(?:yet|already|ready|how far|progress|finished|still running|going on with)\b.*\?/i,
    meant: "status progress state",
  },
  { said: /\bhow (?:did|has) .+ (?:do|done|perform|get on|go)\b/i, meant: "results scores marks" },
  {
    said: /\b(?:brought?|bring|given?|return\w*|taken?) .{0,24}\bback\b/i,
    meant: "overdue return loans late",
  },
  { said: /\bsign(?:ed)? (?:\S+ ){0,4}?up\b|\bjoin\b/i, meant: "register enrol member join sign" },
  { said: /\bcall (?:\S+ ){0,3}?off\b/i, meant: "cancel" },
  {
    said: /\b(?:have|has) (?:you|we|they|anyone) got\b|\b(?:do|does) (?:you|we|they) (?:still )?(?:have|stock|offer)\b|\bgot any\b/i,
    meant: "search find catalogue available stock",
  },
  {
    said: /\b(?:left(?! (?:to|my|the|a|an|at|it)\b)|remaining|in stock|run out of|out of)\b/i,
    meant: "stock inventory remaining warehouse",
  },
  {
    said: /\b(?:broken|leaks?|leaking|dripping|blocked|stuck|(?:does|is)(?:n't| not) work(?:ing)?|out of order|damaged)\b/i,
    meant: "report defect fault problem issue damage",
  },
  {
    said: /\b(?:text|warn|tell|call|alert|notify|ping|message|let) (?:me|us)\b.{0,12}\b(?:if|when|as soon|once)\b/i,
    meant: "alert notify warning notification sends",
  },
  { said: /\b(?:at the moment|right now|currently|on (?:the )?air)\b/i, meant: "current now latest playing" },
  { said: /\b(?:colder|warmer|hotter|freez\w*|below zero|frosty?)\b/i, meant: "temperature frost" },
  {
    said: /\b(?:can|could) (?:someone|anyone|somebody|the \w+) (?:see|look at|have a look|check)\b/i,
    meant: "appointment visit",
  },
  {
    said: /\b(?:make|cook|eat|have|prepare|bake) (?:\S+ ){0,2}?for (?:dinner|lunch|breakfast|supper|tea)\b|\b(?:make|cook|bake) (?:with|out of|from)\b/i,
    meant: "recipes recipe",
  },
  { said: /\bi(?:'ve| have)? (?:just )?(?:spent|paid|bought)\b/i, meant: "record expense" },
  {
    said: /\b(?:i|we)(?:'ve| have)? (?:just )?(?:checked|inspected|measured|harvested|picked|fed|ran|drank|ate|walked|cycled|swam|slept)\b/i,
    meant: "log record",
  },
  {
    said: /\b(?:ill|sick|unwell|can't come|cannot come|won't be (?:in|at|there))\b/i,
    meant: "absence sick leave",
  },
  {
    said: /\b(?:owes?|owing|unpaid|outstanding|hasn't paid|haven't paid|still to pay)\b/i,
    meant: "unpaid invoices debt",
  },
  {
    said: /\bwho\b.{0,20}\b(?:is|are)\b.{0,12}\b(?:staying|coming|working|on duty|here|in)\b/i,
    meant: "list guests people staff",
  },
  { said: /\bwhen (?:do|does|is|are) .+ play\w*\b/i, meant: "matches fixtures games team" },
  { said: /\bplay .*(?:["“]| by )/i, meant: "song music request artist" },
  {
    said: /\b(?:tell|inform|write to|let) (?!me\b|us\b)(?:[\p{L}.]+ ){1,4}?(?:that|know|about)\b/iu,
    meant: "message send notify",
  },
  { said: /\bwhat(?:'s| is) on\b/i, meant: "programme schedule performances events shows" },
  { said: /\b(?:lost|found|left my|handed in)\b/i, meant: "lost found property" },
  { said: /\b(?:get|give) (?:me|us) (?:\d+|a|an|two|some)\b/i, meant: "buy order book" },
  { said: /\bto[- ]do\b|\bhave to do\b|\bleft to do\b/i, meant: "todo task list" },
  { said: /\b(?:wake me|in \d+ minutes)\b/i, meant: "timer alarm" },
  { said: /\bsun (?:goes|go|come|comes) (?:down|up)\b/i, meant: "sunset sunrise" },
  {
    said: /\bhow do (?:you|i|we) say\b|\bin (?:french|german|spanish|italian|japanese|chinese|russian|portuguese|english)\b/i,
    meant: "translate language",
  },
  { said: /\b(?:take|days?|time) off\b/i, meant: "leave vacation days" },
  {
    said: /\bwhat (?:should|can|could) (?:i|we) (?:drink|eat|wear|give|read|watch|play|do|buy)\b|\bany (?:ideas?|suggestions?|tips?)\b/i,
    meant: "suggest recommend",
  },
  { said: /\bback to\b|\bgo back\b|\bundo\b/i, meant: "earlier previous restore rollback undo" },
  { said: /\bwords (?:to|of)\b/i, meant: "lyrics words song" },
  { said: /\bwhat(?:'s| is) (?:inside|in) th(?:is|e)\b/i, meant: "inspect show decode contains" },
  { said: /(?:^|\s)#[0-9a-f]{6}\b|(?:^|\s)#[0-9a-f]{3}\b/i, meant: "color colour hex" },
  { said: /(?:[\d*/,-]+\s+){4}[\d*/,-]+/, meant: "cron schedule" },
  { said: /\bmore time\b|\blonger\b|\banother \d+ (?:minutes|hours|days)\b/i, meant: "extend prolong renew" },
  { said: /\banother word\b/i, meant: "synonym" },
  { said: /\b(?:what does .+ mean|meaning of|define)\b/i, meant: "definition dictionary word" },
  {
    said: /\d\s*[-+*/×÷^]\s*\(*\d|\d\s*%\s+of|\b\d+ (?:plus|minus|times|divided by)\b|\bsquare root\b/i,
    meant: "calculate arithmetic expression",
  },
  {
    said: /[$€£¥]\s?\d|\b\d[\d.,]* (?:euros?|dollars?|yen|francs?|USD|EUR|GBP|JPY|CHF)\b/i,
    meant: "money amount currency",
  },
  { said: /\bwho (?:changed|wrote|edited|touched)\b/i, meant: "blame author changed" },
  { said: /\bput on\b|\bhear\b|\blisten to\b/i, meant: "play music" },
  { said: /\bwhat(?:'s| is) (?:going on|happening|new)\b|\bhappened in the world\b/i, meant: "news" },
  { said: /\bmake me laugh\b|\bsomething funny\b/i, meant: "joke" },
  { said: /\b(?:what can i|ideas? for) (?:cook|eat|make|bake)\b/i, meant: "recipes cooking" },
  { said: /\bis\s+(?:\S+\s+)?(?:up|down|reachable|online)\b/i, meant: "ping responds website" },
  { said: /(?:^|\s)#[a-z]\w*/i, meant: "channel post message" },
  { said: /\bturn (?:\S+ ){0,4}?(?:on|off)\b|\bswitch (?:\S+ ){0,4}?(?:on|off)\b/i, meant: "switch turn" },
];

/** Ranks tools by what their names, descriptions and parameters share with a wish; only those that share anything. */
export function rankTools(tools: readonly ToolFunctionSchema[], wish: string): readonly RankedTool[] {
  const profiles = tools.map(profileOf);
  const intents = intentsOf(wish);
  const said = toTerms(wish.replace(/\b(?:right|just) now\b/gi, " "));
  const meant = toTerms(intents.join(" ")).filter((term) => !said.includes(term));
  const names = new Set(toTerms(findValues(wish).names.join(" ")));
  const action = actionOfWish(wish);
  const rarity = new Map([...said, ...meant].map((term) => [term, rarityOf(term, profiles)]));
  return profiles
    .map((profile) => rate(profile, { wish, said, names, meant, intents, action, rarity }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
}

interface Wish {
  readonly wish: string;
  readonly said: readonly string[];
  /** Words with a capital, which are mostly values. */
  readonly names: ReadonlySet<string>;
  readonly meant: readonly string[];
  readonly intents: readonly string[];
  readonly action: Action | undefined;
  /** How telling a word is among these tools. */
  readonly rarity: ReadonlyMap<string, number>;
}

/** What a sentence means beside its words. */
function intentsOf(wish: string): readonly string[] {
  const intents = INTENTS.filter((intent) => intent.said.test(wish)).map((intent) => intent.meant);
  if (findUnits(wish).length > 1) intents.push("convert conversion units measurement");
  if (findCurrencies(wish).length > 1) intents.push("convert exchange currency money");
  return intents;
}

/** The words of a tool, each with the weight of the place where it stands. */
interface Profile {
  readonly tool: ToolFunctionSchema;
  readonly weights: ReadonlyMap<string, number>;
  readonly concepts: ReadonlyMap<string, number>;
  readonly nameTerms: readonly string[];
  readonly action: Action | undefined;
}

function profileOf(tool: ToolFunctionSchema): Profile {
  const { name, description } = tool.function;
  const [first = "", ...more] = description.split(/(?<=[.!?])\s+/);
  const properties = propertiesOf(tool.function);
  const choices = properties.flatMap(({ schema }) =>
    Array.isArray(schema.enum) ? schema.enum.filter((choice) => typeof choice === "string") : [],
  );
  const places: readonly (readonly [string, number])[] = [
    [name, 3],
    [first, 1.6],
    [more.join(" "), 0.8],
    [properties.map(({ key }) => key).join(" "), 0.9],
    [
      properties
        .map(({ schema }) => (typeof schema.description === "string" ? schema.description : ""))
        .join(" "),
      0.5,
    ],
    [choices.join(" "), 0.8],
  ];
  const weights = new Map<string, number>();
  for (const [text, weight] of places) {
    for (const term of toTerms(text)) weights.set(term, Math.max(weights.get(term) ?? 0, weight));
  }
  const concepts = new Map<string, number>();
  for (const [term, weight] of weights) {
    for (const concept of conceptsOf(term))
      concepts.set(concept, Math.max(concepts.get(concept) ?? 0, weight));
  }
  return { tool, weights, concepts, nameTerms: toTerms(name), action: actionOfTool(tool) };
}

/** How much a word of the wish finds in a tool: the word itself, a form of it, or one for the same thing. */
function findIn(
  { weights, concepts }: Profile,
  term: string,
): { readonly weight: number; readonly share: number } {
  const exact = weights.get(term);
  if (exact !== undefined) return { weight: exact, share: 1 };
  let weight = 0;
  for (const [word, own] of weights) {
    if (own * 0.8 > weight && isSameFamily(word, term)) weight = own * 0.8;
  }
  if (weight > 0) return { weight, share: 0.8 };
  for (const concept of conceptsOf(term)) weight = Math.max(weight, (concepts.get(concept) ?? 0) * 0.5);
  return { weight, share: weight > 0 ? 0.6 : 0 };
}

function rarityOf(term: string, profiles: readonly Profile[]): number {
  const holders = profiles.filter((profile) => findIn(profile, term).weight > 0).length;
  return Math.log(1 + profiles.length / (0.5 + holders)) * (isDeed(term) ? 0.45 : 1);
}

function rate(profile: Profile, { wish, said, names, meant, intents, action, rarity }: Wish): RankedTool {
  const { tool, nameTerms } = profile;
  const { name } = tool.function;
  let found = 0;
  let sharedWords = 0;
  let sharedSubject = 0;
  let covered = 0;
  let all = 0;
  for (const term of said) {
    const { weight, share } = findIn(profile, term);
    if (names.has(term) && share < 1) continue;
    const value = rarity.get(term) ?? 0;
    const part = isDeed(term) ? 0.4 : 1;
    found += weight * value;
    sharedWords += share * part;
    if (part === 1) sharedSubject += share;
    covered += share * part;
    // A word that no tool knows is mostly a value, and says little against this one.
    all += share > 0 ? part : conceptsOf(term).length > 0 ? 0.7 * part : 0.3;
  }
  // An intent lists several words for one thing: three of them in a tool are as good as all.
  const wanted = meant.map((term) => findIn(profile, term).weight * (rarity.get(term) ?? 0) * 0.45);
  for (const part of wanted.sort((a, b) => b - a).slice(0, 3)) found += part;
  for (const intent of intents) {
    const hits = toTerms(intent).filter((term) => findIn(profile, term).share === 1).length;
    if (hits === 0) continue;
    covered += 0.6;
    sharedWords += Math.min(hits, 2) * 0.4;
    all += 0.6;
  }
  const named = nameTerms.filter(
    (term) => said.some((one) => isSameFamily(one, term)) || meant.includes(term),
  );
  const isAnySaid = named.some((term) => said.some((one) => isSameFamily(one, term)));
  const nameShare = isAnySaid ? named.length / nameTerms.length : 0;
  const isNamed = isSpelledOut(name, wish);
  const understood = all === 0 ? 0 : covered / all;
  // A tool that knows nothing of half the wish is probably not the one.
  const score =
    (found * (0.45 + 0.55 * understood) + nameShare * nameTerms.length * 1.5) *
      accord(action, profile.action) +
    (isNamed ? 100 : 0);
  return { tool, score, isNamed, nameShare, sharedWords, sharedSubject, understood };
}

/** A name that is also an everyday word counts only with its capital, in backticks, or after "use". */
function isSpelledOut(name: string, wish: string): boolean {
  const escaped = name.replaceAll(/[^\w]/g, "\\$&");
  if (/[_-]|[a-z][A-Z]/.test(name)) return new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`, "i").test(wish);
  return new RegExp(`\`${escaped}\`|\\b(?:use|call|run|with|using)\\s+(?:the\\s+)?${escaped}(?![\\w-])`).test(
    wish,
  );
}
