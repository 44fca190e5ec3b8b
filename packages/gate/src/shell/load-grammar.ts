import { readFile } from "node:fs/promises";
import { Language, Parser } from "web-tree-sitter";
import { copyTree, type SyntaxTree } from "./syntax-tree.ts";

/** Text → tree; `undefined` when the text takes the grammar too long, or breaks it. */
export type Grammar = (text: string) => SyntaxTree | undefined;

/** What a text of the greatest size needs is a tenth of it; a text that needs more was made to. */
const longestMs = 1000;

let loading: Promise<Grammar> | undefined;

/** Loads the grammar once, on first use; a failure is not remembered. */
export function loadGrammar(): Promise<Grammar> {
  loading ??= readGrammar().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function readGrammar(): Promise<Grammar> {
  const bytes = readFile(new URL("./tree-sitter-bash.wasm", import.meta.url));
  await Parser.init();
  const language = await Language.load(await bytes);
  let parser = createParser(language);
  return (text) => {
    try {
      return parseText(parser, text);
    } catch {
      // The failure is the answer: whoever asked reports that the text was not understood.
      parser = createParser(language);
      return undefined;
    }
  };
}

function createParser(language: Language): Parser {
  const parser = new Parser();
  parser.setLanguage(language);
  return parser;
}

function parseText(parser: Parser, text: string): SyntaxTree | undefined {
  const end = performance.now() + longestMs;
  const tree = parser.parse(text, null, { progressCallback: () => performance.now() > end });
  if (tree === null) {
    parser.reset();
    return undefined;
  }
  try {
    return copyTree(tree);
  } finally {
    tree.delete();
  }
}
