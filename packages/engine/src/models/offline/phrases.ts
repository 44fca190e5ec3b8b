import type { ToolFunctionSchema } from "@asky/sdk";
import { POLITE } from "./actions.ts";
import { conceptsOf } from "./concepts.ts";
import { isSameFamily, isTelling, stem, toTerms, toWords } from "./words.ts";

/** Stands in a sentence where something was taken out. */
export const GAP = " ¦ ";

const BOUNDARY =
  /^(?:from|to|in|at|on|for|by|with|about|near|into|and|or|that|saying|says|called|named|titled|as|because|when|if|then|using|via|is|are|was|were|be|does|do|has|have|until|before|after|who|which|¦)$/i;
const TRAILING =
  /^(?:please|now|today|tomorrow|tonight|yesterday|again|right|currently|soon|immediately|asap|once|it|them|me|us|you|this|that|like|there|here|week|month|year)$/i;

/** The short phrase behind the first of some prepositions: "from the old town" gives "old town". */
export function phraseAfter(sentence: string, prepositions: readonly string[]): string | undefined {
  const wish = sentence.replace(POLITE, "");
  for (const preposition of prepositions) {
    const start = new RegExp(
      String.raw`\b${preposition}\s+(?:(?:the|my|a|an|our|your|some)\s+)?(?=[\p{L}\p{N}])`,
      "giu",
    );
    const phrases = [...wish.matchAll(start)].flatMap((match) => {
      const phrase = readPhrase(wish.slice(match.index + match[0].length));
      return phrase === undefined ? [] : [phrase];
    });
    // "I want to fly to Rome": the one with a capital is the value.
    const phrase = phrases.find((candidate) => /\p{Lu}|\d/u.test(candidate)) ?? phrases[0];
    if (phrase !== undefined) return phrase;
  }
  return undefined;
}

function readPhrase(text: string): string | undefined {
  const [clause = ""] = text.split(/[,;:?!¦"“`]|\.(?:\s|$)/);
  const words = clause.split(/\s+/).filter(Boolean);
  const end = words.findIndex((word) => BOUNDARY.test(word));
  const kept = words.slice(0, end === -1 ? undefined : end);
  while (kept.length > 0 && TRAILING.test(kept.at(-1) ?? "")) kept.pop();
  return kept.length === 0 || kept.length > 5 ? undefined : kept.join(" ").replace(/['’]s$/, "");
}

/** "a, b and c" as a list. */
export function splitList(text: string): readonly string[] {
  return text
    .split(/\s*,\s*(?:and\s+)?|\s+and\s+|\s*;\s*/)
    .map((item) => item.replace(/^(?:some|the|a|an)\s+/i, "").trim())
    .filter(Boolean);
}

/** The sentence without "use the tool …", when it spells the tool's name out, and without what stands before a colon for the tool. */
export function withoutAddress(sentence: string, toolName: string): string {
  const name = toolName.replaceAll(/[^\w]/g, "\\$&");
  const colon = afterColon(sentence, toolName);
  if (colon !== undefined) return colon;
  const isNamed = new RegExp(String.raw`(?<![\w-])${name}(?![\w-])`, /[_-]/.test(toolName) ? "i" : "").test(
    sentence,
  );
  if (!isNamed) return sentence;
  return sentence
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
}

/** "Save a note: buy milk": what stands before the colon is for the tool alone. */
function afterColon(sentence: string, toolName: string): string | undefined {
  const [, head = "", tail = ""] = /^([^:\n]{1,60}):\s+(.+)$/s.exec(sentence) ?? [];
  const toolWords = toTerms(toolName);
  const isForTool = toTerms(head).some((term) =>
    toolWords.some((word) => isSameFamily(word, term) || isAlike(word, term)),
  );
  return isForTool ? tail.replace(/[\s.?!]+$/, "").trim() : undefined;
}

/**
 * What is left of a sentence beside the words that address a tool.
 *
 * @param isFree - whether all of the longest piece is meant, and not only its telling words.
 */
export function residueOf(
  sentence: string,
  tool: ToolFunctionSchema["function"],
  isFree: boolean,
): string | undefined {
  const own = [...new Set([...toTerms(tool.name), ...toTerms(tool.description)])];
  const named = toTerms(tool.name);
  const isOwn = (word: string): boolean => {
    const term = stem(word.toLowerCase());
    return own.some((one) => isSameFamily(one, term));
  };
  // What is related to a tool may be a value for it: "pharmacies" for one that finds places.
  const isKin = (word: string): boolean => named.some((one) => isAlike(one, stem(word.toLowerCase())));
  const value =
    longestPiece(sentence, (word) => isOwn(word) || isKin(word), isFree) ??
    longestPiece(sentence, isOwn, isFree);
  return value;
}

function longestPiece(
  sentence: string,
  isOwn: (word: string) => boolean,
  isFree: boolean,
): string | undefined {
  const clause = isFree ? /\b(?:that|saying|says|to say)\s+(.+)$/i.exec(sentence)?.[1] : undefined;
  const pieces = (clause ?? sentence).split(isFree ? /¦|[;?!]|\.(?:\s|$)/ : /¦|[,;?!]|\.(?:\s|$)/);
  const kept = pieces.map((piece) => trimPiece(piece, isOwn, isFree, clause !== undefined)).filter(Boolean);
  const best = kept.sort((a, b) => tellingCount(b) - tellingCount(a))[0];
  return best === undefined ? undefined : best.replace(/['’]s$/, "");
}

function trimPiece(
  piece: string,
  isOwn: (word: string) => boolean,
  isFree: boolean,
  isClause: boolean,
): string {
  const tokens = piece.split(/\s+/).filter(Boolean);
  const bare = (token: string): string => token.replaceAll(/^[^\p{L}\p{N}#$+-]+|[^\p{L}\p{N}+%)]+$/gu, "");
  const isEmptyWord = (token: string): boolean => {
    const word = bare(token);
    if (word === "") return true;
    const isName = /^\p{Lu}/u.test(word) && token !== tokens[0];
    if (isName) return false;
    return (
      toWords(word).every((part) => !isTelling(part) && !/^\d/.test(part)) || isFiller(word) || isOwn(word)
    );
  };
  let start = 0;
  let end = tokens.length;
  if (!isClause) while (start < end && isEmptyWord(tokens[start] ?? "")) start++;
  else
    while (start < end && /^(?:i|we|have|has|to|need|must|should|the)$/i.test(tokens[start] ?? "")) start++;
  while (end > start && (isEmptyWord(tokens[end - 1] ?? "") || TRAILING.test(bare(tokens[end - 1] ?? "")))) {
    if (isClause && !TRAILING.test(bare(tokens[end - 1] ?? "")) && bare(tokens[end - 1] ?? "") !== "") break;
    end--;
  }
  if (isFree)
    return tokens
      .slice(start, end)
      .map((token, at) => (at === end - start - 1 ? bare(token) : token))
      .join(" ");
  // The first run of words that mean something.
  const run: string[] = [];
  for (const token of tokens.slice(start, end)) {
    if (BOUNDARY.test(token) && run.length > 0 && !/^(?:and|of)$/i.test(token)) break;
    run.push(bare(token));
  }
  return run
    .filter(Boolean)
    .join(" ")
    .replace(/['’]s$/, "");
}

function isFiller(word: string): boolean {
  return /^(?:currently|exactly|really|another|quickly|down|new|today|now|word|please|it's|it’s|what's|what’s|how's|who's|where's|i'm|i’d|i'd|let's|don't|currently|mean|means|called|named)$/i.test(
    word,
  );
}

function tellingCount(text: string): number {
  return toWords(text).filter(isTelling).length * 100 + text.length;
}

function isAlike(a: string, b: string): boolean {
  const concepts = conceptsOf(a);
  return concepts.length > 0 && conceptsOf(b).some((concept) => concepts.includes(concept));
}
