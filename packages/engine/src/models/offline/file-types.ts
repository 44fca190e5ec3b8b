const FILE_TYPES: ReadonlyMap<string, string> = new Map([
  ["typescript", "*.{ts,mts,cts,tsx}"],
  ["javascript", "*.{js,mjs,cjs,jsx}"],
  ["python", "*.py"],
  ["rust", "*.rs"],
  ["go", "*.go"],
  ["java", "*.java"],
  ["markdown", "*.md"],
  ["html", "*.html"],
  ["css", "*.css"],
  ["json", "*.json"],
  ["toml", "*.toml"],
  ["yaml", "*.{yml,yaml}"],
]);

/** A kind of files that a sentence speaks of: "in TypeScript files". */
export interface FileType {
  readonly glob: string;
  /** The words that say so. */
  readonly said: string;
}

/** Finds the first one. */
export function findFileType(sentence: string): FileType | undefined {
  for (const [said, word = ""] of sentence.matchAll(/\b([a-z]+) files?\b/gi)) {
    const glob = FILE_TYPES.get(word.toLowerCase());
    if (glob !== undefined) return { glob, said };
  }
  return undefined;
}
