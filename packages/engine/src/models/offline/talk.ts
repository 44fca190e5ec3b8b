import { findValues } from "./text-values.ts";
import { isTelling, toWords } from "./words.ts";

const PLEASANTRY =
  /^[\s,.!]*(?:hi|hey|hello|yo|good (?:morning|afternoon|evening|night|day)|thanks?(?: you)?(?: (?:so|very) much| a lot)?|many thanks|cheers|great|perfect|nice|awesome|wonderful|brilliant|cool|lovely|excellent|super|well done|good (?:job|work)|ok(?:ay)?|bye|goodbye|see you(?: later| soon| tomorrow)?|have a (?:nice|good|great) \w+|never ?mind|sorry|welcome|no problem|there|asky|everyone|all|and)(?![\p{L}\p{N}])[\s,.!]*/iu;
const ABOUT_ITSELF =
  /^(?:(?:so|and|but|tell me|say)[\s,]+)*(?:who|what|how old|how) are you(?: (?:doing|today|feeling|called|really|made of|then|a .*))*\W*$|\byour (?:name|age|birthday|favou?rite|opinion)\b|\b(?:tell me|something) about yourself\b|\bare you (?:a|an|real|human|alive|happy|sure|conscious|there|ok|okay|tired|able)\b|\bdo you (?:like|love|feel|think|dream|sleep|have feelings|believe|enjoy|speak|understand)\b|\bwhat can you do\b|\bhow(?:'s| is) it going\b|\bwhat(?:'s| is) up\b\W*$|\bi (?:love|hate|like|miss) you\b|\bwho (?:made|built|created|wrote|trained) you\b/i;
const PRAISE =
  /\b(?:that|this|it|you|they|which) (?:was|were|is|are|worked|helped|did|looks?|made|saved?)\b|\bfor (?:your|the|all|that|this|everything)\b|\bhelp(?:ed|ful)?\b/i;
const WORK_OF_ART =
  /\b(?:write|compose|make up|tell|give|sing|invent|recite|create)\b(?:(?! (?:to|in|into|of|from) ).){0,40}\b(poem|haiku|limerick|sonnet|joke|riddle|story|fairy ?tale|essay|rhyme|song|pun|tale|ballad|verse|novel|speech|toast|fun fact)\b/i;

/** What a sentence wants that is made up and not looked up: "poem", "joke"; only a tool that says so can do it. */
export function madeUpThing(sentence: string): string | undefined {
  return WORK_OF_ART.exec(sentence)?.[1]?.toLowerCase();
}

/** Whether a sentence is talk, of which no tool knows anything: a greeting, thanks, a question about the model. */
export function isTalk(sentence: string): boolean {
  let rest = sentence;
  while (PLEASANTRY.test(rest)) rest = rest.replace(PLEASANTRY, "");
  if (ABOUT_ITSELF.test(rest.trim())) return true;
  if (rest !== sentence && !toWords(rest).some(isTelling) && !/\d/.test(rest)) return true;
  const isShort = toWords(rest).length <= 12 && !rest.includes("?");
  const { quoted, paths, urls, codes } = findValues(rest);
  return (
    rest !== sentence && isShort && PRAISE.test(rest) && [...quoted, ...paths, ...urls, ...codes].length === 0
  );
}

const HERE =
  /\b(?:i|i'[a-z]+|we|we'[a-z]+|me|us|my|our|you|your|this|these|today|tonight|tomorrow|now|currently|still|yet|next|week|weekend|month|left)\b/i;
const GENERAL: readonly RegExp[] = [
  /^why\b/i,
  /^[Hh]ow (?:do|does|did|can|are|is|was|were) (?!(?:the|i|we|you|he|she|they|it)\b)[\p{Ll}-]+(?: [\p{Ll}-]+)*\W*$/u,
  /^(?:who|which \p{L}+) (?:invented|discovered|wrote|painted|composed|founded|built|won|designed|directed|killed|was|were)\b/iu,
  /^(?:explain|describe|define)\b|^(?:what(?:'s| is| are| was| were)|who(?:'s| is| was)) (?:a|an|the (?:meaning|difference|capital|largest|biggest|highest|longest|oldest|population|purpose|theory|origin|history|point|sense))\b(?! (?:price|cost|weather|temperature|status|time|date))/i,
  /^(?:what|when|where) (?:was|were|did)\b.*\b(?:born|invented|discovered|founded|war|die|died|revolution|century)\b/i,
  /\bwhat(?:\s+\S+){1,5}\s+(?:is|are|means?)\W*$/i,
];

/** Whether a question asks how the world is, and not about anything of the one who asks. */
export function isGeneral(wish: string): boolean {
  const question = wish.replace(/^(?:can|could|would) (?:you|anyone|someone) (?:please )?/i, "");
  return (
    !HERE.test(question.replace(/^(?:tell|explain to|show) (?:me|us) /i, "")) &&
    !/\d/.test(question) &&
    GENERAL.some((pattern) => pattern.test(question.trim().replace(/^(?:please|tell me|tell us)[,\s]+/i, "")))
  );
}
