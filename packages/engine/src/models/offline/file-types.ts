const FILE_TYPES: ReadonlyMap<string, string> = new Map([
  ["typescript", "*.{ts,mts,cts,tsx}"],
  ["javascript", "*.{js,mjs,cjs,jsx}"],
  ["python", "*.py"],
  ["rust", "*.rs"],
  ["go", "*.go"],
  ["java", "*.java"],
  ["ruby", "*.rb"],
  ["shell", "*.sh"],
  ["markdown", "*.md"],
  ["text", "*.txt"],
  ["word", "*.{doc,docx}"],
  ["excel", "*.{xls,xlsx}"],
  ["image", "*.{png,jpg,jpeg,gif,webp,svg}"],
  ["picture", "*.{png,jpg,jpeg,gif,webp,svg}"],
  ["photo", "*.{jpg,jpeg,png,heic}"],
  ["video", "*.{mp4,mov,mkv,webm,avi}"],
  ["audio", "*.{mp3,wav,ogg,m4a,flac}"],
  ["sound", "*.{mp3,wav,ogg,m4a,flac}"],
  ["yaml", "*.{yml,yaml}"],
  ["jpeg", "*.{jpg,jpeg}"],
]);

/** Endings that are words for the files as well: "the PDFs", "any CSV files". */
const ENDINGS =
  /^(?:html|css|json|toml|yml|xml|csv|tsv|pdf|svg|png|jpg|gif|webp|mp3|mp4|wav|zip|sql|md|txt|ts|tsx|js|jsx|mjs|py|rs|rb|php|log|ini|env|docx?|xlsx?|pptx?|ics|epub|tex|bib|lock|sh)$/;

/** A kind of files that a sentence speaks of: "in TypeScript files". */
export interface FileType {
  readonly glob: string;
  /** The words that say so. */
  readonly said: string;
}

/** Finds the first one. */
export function findFileType(sentence: string): FileType | undefined {
  for (const [said, word = ""] of sentence.matchAll(/(?<![\p{L}\p{N}])\.?([a-z0-9]+) files?\b/giu)) {
    const glob = globOf(word);
    if (glob !== undefined) return { glob, said };
  }
  return undefined;
}

/** The same, and also where the word "files" is left out: "all PDFs in invoices", "files ending in .ts". */
export function findFileKind(sentence: string): FileType | undefined {
  const typed = findFileType(sentence);
  if (typed) return typed;
  const [saidEnding, ending] =
    /\b(?:files?|names?)\b.{0,20}\b(?:ending|end|ends|extension)\b(?: (?:in|with|of|on))? ["“`']?\.?([a-z0-9]{1,5})\b/i.exec(
      sentence,
    ) ?? [];
  if (saidEnding !== undefined && ending !== undefined)
    return { glob: `*.${ending.toLowerCase()}`, said: saidEnding };
  for (const [said, word = ""] of sentence.matchAll(
    /(?<![\p{L}\p{N}./])([A-Z]{2,4}|[a-z]{2,8})s\b(?=.*\b(?:in|under|inside|below)\b)/gu,
  )) {
    const glob = globOf(word);
    if (glob !== undefined && !/^(?:t|m|p|r|j|log|word|go|text)$/i.test(word)) return { glob, said };
  }
  return undefined;
}

function globOf(word: string): string | undefined {
  const kind = word.toLowerCase();
  return FILE_TYPES.get(kind) ?? (ENDINGS.test(kind) ? `*.${kind}` : undefined);
}
