import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { filesUnder, packages, pathOf, root, textOf } from "./workspace.ts";

/** A row of a table whose first cell has a clause's anchor. */
interface Clause {
  readonly number: string;
  readonly anchor: string;
  /** The last cell: a link to a test file, or the words that there is none yet. */
  readonly proof: string;
}

const NOT_BUILT = "*not built yet*";

const document = textOf(join(root, "docs", "contracts.md"));
const anchors = [...document.matchAll(/<a id="([^"]+)"><\/a>/g)].map(([, id = ""]) => id);
const clauses: Clause[] = [...document.matchAll(/^\| <a id="([^"]+)"><\/a>(\S+) \|.* \| (.+) \|$/gm)].map(
  ([, anchor = "", number = "", proof = ""]) => ({ anchor, number, proof }),
);
const testNames = new Map(
  filesUnder(join(root, "test", "contract"), ".test.ts").map((file) => [pathOf(file), namesOfTests(file)]),
);

/** The file that a clause's proof links to, with the link's text. */
function linkOf({ proof }: Clause): { readonly label: string; readonly file: string } | undefined {
  const [, label, file] = /^\[([^\]]+)\]\(\.\.\/([^)]+)\)$/.exec(proof) ?? [];
  return label === undefined || file === undefined ? undefined : { label, file };
}

/** The names of all tests of a file, read by a parser: only literal names count. */
function namesOfTests(file: string): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText().startsWith("test")) {
      const [name] = node.arguments;
      names.push(name && ts.isStringLiteralLike(name) ? name.text : "a test without a literal name");
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true));
  return names;
}

describe("docs/contracts.md", () => {
  test("numbers its clauses section by section, each number once", () => {
    expect(clauses.length).toBeGreaterThan(100);
    expect(new Set(anchors).size).toBe(anchors.length);
    const sections = anchors.filter((id) => /^(asky|tether)-\d+$/.test(id));
    expect(sections).toEqual([
      ...Array.from({ length: 9 }, (_, index) => `asky-${index + 1}`),
      ...Array.from({ length: 7 }, (_, index) => `tether-${index + 1}`),
    ]);
    const order = clauses.map(({ number }) => number.split("-"));
    for (const [index, [seed, section = "", clause = ""]] of order.entries()) {
      const [beforeSeed, beforeSection, beforeClause = "0"] = order[index - 1] ?? [];
      const isSameSection = beforeSeed === seed && beforeSection === section;
      expect(sections, `section of ${seed}-${section}-${clause}`).toContain(`${seed}-${section}`);
      if (isSameSection) expect(Number(clause)).toBeGreaterThan(Number(beforeClause));
      else expect(clause).toBe("1");
    }
  });

  test("names for each clause a file that has exactly one test of its number", () => {
    for (const clause of clauses) {
      const { number } = clause;
      expect(clause.anchor).toBe(number);
      const tests = [...testNames].flatMap(([path, names]) =>
        names.filter((name) => name.startsWith(`${number}: `)).map(() => path),
      );
      if (clause.proof === NOT_BUILT) {
        expect(tests, number).toEqual([]);
        continue;
      }
      const link = linkOf(clause);
      expect(tests, number).toEqual([link?.file]);
      expect(link?.file, number).toBe(`test/contract/${link?.label}.test.ts`);
    }
  });

  test("has a clause for each contract test", () => {
    const numbers = new Set(clauses.map(({ number }) => number));
    for (const [path, names] of testNames) {
      expect(names.length, path).toBeGreaterThan(0);
      for (const name of names) expect(numbers, `${path}: ${name}`).toContain(name.split(":")[0]);
    }
  });

  test("has every clause that a doc comment points at", () => {
    const pointers = packages.flatMap(({ sources }) =>
      sources.flatMap((file) =>
        [...textOf(file).matchAll(/contracts\.md#([\w-]+)/g)].map(([, id]) => ({ id, file: pathOf(file) })),
      ),
    );
    expect(pointers.length).toBeGreaterThan(10);
    for (const { id, file } of pointers) expect(anchors, file).toContain(id);
  });

  test("restates types with exactly the members that they have", () => {
    const built = membersOfBuiltTypes();
    const restated = [...document.matchAll(/```ts\n(.*?)```/gs)].flatMap(([, code = ""]) =>
      declarationsOf(code),
    );
    expect(restated.length).toBeGreaterThan(10);
    for (const { name, members, bases } of restated) {
      const inherited = bases.flatMap((base) => built.get(base) ?? []);
      expect([...new Set([...inherited, ...members])].sort(), name).toEqual(built.get(name));
    }
  });
});

/** Declared types, their own members and what they extend, as written. */
function declarationsOf(code: string): {
  readonly name: string;
  readonly members: readonly string[];
  readonly bases: readonly string[];
}[] {
  const file = ts.createSourceFile("code.ts", code, ts.ScriptTarget.Latest, true);
  return file.statements.flatMap((statement) => {
    if (!ts.isInterfaceDeclaration(statement) && !ts.isClassDeclaration(statement)) return [];
    const bases = (statement.heritageClauses ?? []).flatMap(({ types }) =>
      types.map(({ expression }) => expression.getText()),
    );
    const members = statement.members.flatMap((member) => (member.name ? [member.name.getText()] : []));
    return [{ name: statement.name?.text ?? "", members, bases }];
  });
}

/** The names of the members of every type that a package exports, inherited ones included. */
function membersOfBuiltTypes(): ReadonlyMap<string, readonly string[]> {
  const entries = packages.map(({ folder, json }) => {
    const main = json.exports["."];
    return main && typeof main === "object" ? join(folder, main.types ?? "") : undefined;
  });
  const files = entries.filter((file) => file !== undefined);
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    skipLibCheck: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const types = new Map<string, readonly string[]>();
  for (const file of files) {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    for (const exported of module ? checker.getExportsOfModule(module) : []) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const type = checker.getDeclaredTypeOfSymbol(symbol);
      const members = checker.getPropertiesOfType(type).map(({ name }) => name);
      types.set(exported.name, members.filter((name) => !name.startsWith("#")).sort());
    }
  }
  return types;
}
