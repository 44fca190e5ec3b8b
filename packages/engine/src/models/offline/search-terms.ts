import { findFileType } from "./file-types.ts";
import { findValues } from "./text-values.ts";
import { isTelling, toWords } from "./words.ts";

const MAX_TERMS = 3;

/** Words that say what to do with the subject, or that every folder is full of. */
const ABOUT_SEARCHING: ReadonlySet<string> = new Set(
  `add anything answer configured contain contains count defined definition describe described describes description different
  directory each every everything exist exists explain explanation file files find folder folders grep happen happens
  implemented implementation line lines list lookup main many mean means mention mentioned mentions name need open part
  please print project purpose read reference refer refers related repo repository search show something source stands store
  summarise summarize summary tell tool tools type understand way whole word words written`.split(/\s+/),
);

/** One thing to search the files for. */
export interface SearchTerm {
  /** As the question says it. */
  readonly word: string;
  /** What all forms of the word begin with. */
  readonly pattern: string;
}

/** What to search the files for. */
export interface SearchTerms {
  readonly terms: readonly SearchTerm[];
  /** Whether the question spells the text out, so that capitals matter and one search is enough. */
  readonly isLiteral: boolean;
  /** Whether the question asks what or where something is that has a name of its own. */
  readonly isDefinition: boolean;
}

/** Finds in a question what is worth searching for: quoted text, else names of programmers, else its telling words. */
export function findSearchTerms(question: string): SearchTerms {
  const { quoted, identifiers, names, unquoted } = findValues(question);
  const [, spelled] =
    /\b(?:the|a) (?:words?|text|string|phrase|term) ([\p{L}\p{N}_-]+)(?! (?:of|in|on|for)\b)/iu.exec(
      unquoted,
    ) ?? [];
  const [literal] = [
    ...quoted,
    ...identifiers,
    ...(spelled !== undefined && isTelling(spelled) ? [spelled] : []),
  ];
  if (literal !== undefined) {
    const isDefinition = /\b(?:where|what|explain|how|defin\w*|declar\w*|implement\w*)\b/i.test(unquoted);
    return { terms: [{ word: literal, pattern: literal }], isLiteral: true, isDefinition };
  }
  const capitalised = new Set(names.flatMap(toWords));
  const subject = unquoted.replace(findFileType(unquoted)?.said ?? "", " ");
  const words = [...new Set(toWords(subject))].filter(
    (word) => isTelling(word) && !ABOUT_SEARCHING.has(word),
  );
  const weight = (word: string): number => word.length + (capitalised.has(word) ? 6 : 0);
  const best = words.toSorted((a, b) => weight(b) - weight(a)).slice(0, MAX_TERMS);
  const terms = new Map(best.map((word) => [commonBeginning(word), word]));
  return {
    terms: [...terms].map(([pattern, word]) => ({ word, pattern })),
    isLiteral: false,
    isDefinition: false,
  };
}

/** "dependencies" and "dependency" begin with "dependenc", "stopped" and "stopping" with "stop". */
function commonBeginning(word: string): string {
  if (word.length <= 4) return word.replace(/(?<=[a-z]{3})s$/, "");
  const cut = word
    .replace(/(?:ies|y)$/, "")
    .replace(/(?<=[^su])s$/, "")
    .replace(/(?<=[^aeiou].{2})ing$|(?<=.{3})ed$/, "");
  return cut === word ? cut : cut.replace(/([bdgmnprt])\1$/, "$1");
}
