import type { ShellCommand, ShellContext, ShellDoubt, ShellRedirect } from "./shell-script.ts";
import type { SyntaxNode, SyntaxTree } from "./syntax-tree.ts";

/** A part of the tree that is still to be walked, and what stands around it. */
export interface Pending {
  readonly node: SyntaxNode;
  readonly context: readonly ShellContext[];
  readonly redirects: readonly ShellRedirect[];
}

/** Text that a shell parses again. */
export interface InnerText {
  readonly text: string;
  readonly offset: number;
  readonly context: readonly ShellContext[];
  readonly redirects: readonly ShellRedirect[];
}

/**
 * One reading of one text. The tree says where commands begin and how they nest; their words are read by the shell's own
 * lexical rules, and each character must be accounted for exactly once: where the two readings differ, there is a doubt.
 */
export interface Reading {
  readonly text: string;
  readonly tree: SyntaxTree;
  readonly commands: ShellCommand[];
  readonly doubts: ShellDoubt[];
  readonly pending: Pending[];
  readonly innerTexts: InnerText[];
  /** Variables that are set by something else than an assignment. */
  readonly variables: { readonly name: string; readonly from: number; readonly to: number }[];
  /** Where backquotes end that were taken for such: there, a word ends as well. */
  readonly backquoteEnds: Set<number>;
  /** Around the word that is being read. */
  context: readonly ShellContext[];
  /** Whether the two readings have differed. */
  isMisread: boolean;
  doubt(from: number, to: number, reason: string): void;
  /** The tree and the shell's rules disagree here. */
  misread(from: number, to: number): void;
  /** Accounts for these characters. */
  cover(from: number, to: number): void;
  /** The part of the tree of this type that starts here, to be read once. */
  take(type: string, start: number): SyntaxNode | undefined;
  /** What nobody has accounted for becomes a doubt. */
  close(): void;
}

const misreadReason = "The shell may read this in another way than it looks; write it more plainly.";

export function createReading(text: string, tree: SyntaxTree): Reading {
  const covered = new Uint8Array(text.length);
  const taken = new Set<SyntaxNode>();
  const reading: Reading = {
    text,
    tree,
    commands: [],
    doubts: [],
    pending: [],
    innerTexts: [],
    variables: [],
    backquoteEnds: new Set(),
    context: [],
    isMisread: false,
    doubt(from, to, reason) {
      reading.doubts.push({ offset: from, source: text.slice(from, to), reason });
    },
    misread(from, to) {
      if (!reading.isMisread) {
        reading.doubt(from, to, misreadReason);
      }
      reading.isMisread = true;
    },
    cover(from, to) {
      for (let at = from; at < to; at++) {
        if (covered[at] === 1) {
          reading.misread(at, to);
          return;
        }
        covered[at] = 1;
      }
    },
    take(type, start) {
      const node = tree.expansions.get(type)?.get(start);
      if (node === undefined || taken.has(node)) {
        return undefined;
      }
      taken.add(node);
      return node;
    },
    close() {
      for (let at = 0; at < text.length; at++) {
        if (covered[at] === 1 || isBlank(text[at]) || text[at] === "\n") {
          continue;
        }
        if (!isContinuationBesideBlank(text, at)) {
          reading.misread(at, at + 1);
          return;
        }
      }
    },
  };
  return reading;
}

export function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t";
}

/** Ends a word when it is not quoted. */
export function isMeta(character: string | undefined): boolean {
  return character === undefined || " \t\n;&|<>()".includes(character);
}

/** Past blanks and line continuations. */
export function skipBlanks(text: string, from: number): number {
  let at = from;
  for (;;) {
    if (isBlank(text[at])) {
      at++;
    } else if (text[at] === "\\" && text[at + 1] === "\n") {
      at += 2;
    } else {
      return at;
    }
  }
}

/** A continuation joins what stands on both sides, which is no matter only where a blank keeps them apart. */
function isContinuationBesideBlank(text: string, at: number): boolean {
  if (text[at] !== "\\" || text[at + 1] !== "\n") {
    return false;
  }
  const isApart = (character: string | undefined): boolean =>
    character === undefined || character === "\n" || isBlank(character);
  return isApart(text[at - 1]) || isApart(text[at + 2]);
}
