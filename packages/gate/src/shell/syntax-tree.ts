import type { Tree } from "web-tree-sitter";

/** A node of the grammar's tree, copied out of WebAssembly's memory. */
export interface SyntaxNode {
  readonly type: string;
  /** False for keywords, operators and the like, whose type is their text. */
  readonly isNamed: boolean;
  readonly start: number;
  readonly end: number;
  readonly children: readonly SyntaxNode[];
}

/** The tree of a text, and the nodes in it that a reader of words looks up by where they start. */
export interface SyntaxTree {
  readonly root: SyntaxNode;
  /** Whether the grammar gave up on some of the text or made something up. */
  readonly hasError: boolean;
  /** By type, then by start. */
  readonly expansions: ReadonlyMap<string, ReadonlyMap<number, SyntaxNode>>;
  readonly comments: readonly SyntaxNode[];
}

type GrowingNode = SyntaxNode & { readonly children: SyntaxNode[] };

const expansionTypes: readonly string[] = [
  "command_substitution",
  "process_substitution",
  "expansion",
  "arithmetic_expansion",
  "heredoc_redirect",
];

/** Without recursion, since a hostile text may nest as deep as it is long. */
export function copyTree(tree: Tree): SyntaxTree {
  const expansions = new Map(expansionTypes.map((type) => [type, new Map<number, SyntaxNode>()]));
  const comments: SyntaxNode[] = [];
  const cursor = tree.walk();
  try {
    const copy = (): GrowingNode => {
      const node: GrowingNode = {
        type: cursor.nodeType,
        isNamed: cursor.nodeIsNamed,
        start: cursor.startIndex,
        end: cursor.endIndex,
        children: [],
      };
      expansions.get(node.type)?.set(node.start, node);
      if (node.type === "comment") {
        comments.push(node);
      }
      return node;
    };
    const root = copy();
    const path = [root];
    for (;;) {
      if (cursor.gotoFirstChild()) {
        const node = copy();
        path.at(-1)?.children.push(node);
        path.push(node);
        continue;
      }
      while (path.length > 1 && !cursor.gotoNextSibling()) {
        cursor.gotoParent();
        path.pop();
      }
      if (path.length <= 1) {
        return { root, hasError: tree.rootNode.hasError, expansions, comments };
      }
      path.pop();
      const node = copy();
      path.at(-1)?.children.push(node);
      path.push(node);
    }
  } finally {
    cursor.delete();
  }
}
