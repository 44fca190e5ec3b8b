import { existsSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { packages, pathOf, textOf } from "./workspace.ts";

/** Which packages of the workspace each one may import. Whoever is missing here is not part of the picture. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  "@asky/sdk": [],
  "@asky/manager": ["@asky/sdk"],
  "@asky/gate": ["@asky/sdk"],
  "@asky/cli": ["@asky/sdk", "@asky/manager", "@asky/gate", "@asky/engine"],
  "@asky/engine": ["@asky/sdk", "@asky/manager", "@asky/gate", "@asky/plugin-audit"],
  "@asky/fault-zoo": ["@asky/sdk"],
  "@asky/plugin-audit": ["@asky/sdk"],
  "@asky/plugin-gui-server": ["@asky/sdk"],
  "@asky/plugin-persona": ["@asky/sdk"],
};

const isPlugin = (name: string): boolean => name.startsWith("@asky/plugin-");

interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly isTypeOnly: boolean;
}

const imports = new Map(
  packages.map(({ name, sources }) => [name, sources.flatMap((file) => importsOf(file))]),
);

/** Everything that a file imports or re-exports, by literal name, dynamic imports and types included. */
function importsOf(file: string): Import[] {
  const found: Import[] = [];
  const add = (node: ts.Node | undefined, isTypeOnly: boolean): void => {
    if (node && ts.isStringLiteralLike(node)) found.push({ from: file, specifier: node.text, isTypeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeImport(node.importClause));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, isTypeExport(node));
    else if (ts.isImportTypeNode(node)) {
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true));
  return found;
}

function isTypeImport(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const names = clause.namedBindings;
  if (clause.name !== undefined || names === undefined || !ts.isNamedImports(names)) return false;
  return names.elements.length > 0 && names.elements.every(({ isTypeOnly }) => isTypeOnly);
}

function isTypeExport({ isTypeOnly, exportClause }: ts.ExportDeclaration): boolean {
  if (isTypeOnly) return true;
  if (exportClause === undefined || !ts.isNamedExports(exportClause)) return false;
  return exportClause.elements.length > 0 && exportClause.elements.every((element) => element.isTypeOnly);
}

/** `@scope/name/sub/path` in two parts. */
function splitSpecifier(specifier: string): { readonly name: string; readonly subpath: string } {
  const parts = specifier.split("/");
  const name = parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
  return { name, subpath: specifier.slice(name.length + 1) };
}

/** Edges as pairs; the nodes of a cycle if there is one. */
function findCycle(edges: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] | undefined {
  const done = new Set<string>();
  const walk = (node: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const next of edges.get(node) ?? []) {
      const cycle = walk(next, [...path, node]);
      if (cycle) return cycle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of edges.keys()) {
    const cycle = walk(node, []);
    if (cycle) return cycle;
  }
  return undefined;
}

function edgesOf(all: readonly Import[], nodeOf: (file: string) => string): Map<string, Set<string>> {
  const edges = new Map<string, Set<string>>();
  for (const { from, specifier } of all) {
    if (!specifier.startsWith(".")) continue;
    const [source, target] = [nodeOf(from), nodeOf(join(dirname(from), specifier))];
    if (source !== target) edges.set(source, (edges.get(source) ?? new Set()).add(target));
  }
  return edges;
}

test("the picture holds every package, and nothing else", () => {
  expect(packages.map(({ name }) => name).sort()).toEqual(Object.keys(ALLOWED).sort());
});

describe.each(packages)("$name", ({ name, folder, json, sources }) => {
  const all = imports.get(name) ?? [];
  const outside = all.filter(({ specifier }) => !specifier.startsWith("."));

  test("imports only the packages of the workspace that the picture allows", () => {
    expect(sources.length).toBeGreaterThan(0);
    for (const { from, specifier, isTypeOnly } of outside) {
      const target = splitSpecifier(specifier);
      if (!target.name.startsWith("@asky/")) continue;
      const isContract =
        isPlugin(name) && isPlugin(target.name) && target.subpath === "contract" && isTypeOnly;
      if (isContract) continue;
      expect(ALLOWED[name], pathOf(from)).toContain(target.name);
    }
  });

  test("declares what it imports, and no package of the workspace beyond the picture", () => {
    const {
      dependencies = {},
      peerDependencies = {},
      devDependencies = {},
      optionalDependencies = {},
    } = json;
    const declared = { ...dependencies, ...peerDependencies, ...devDependencies };
    for (const { from, specifier } of outside) {
      if (specifier.startsWith("node:")) continue;
      expect(Object.keys(declared), pathOf(from)).toContain(splitSpecifier(specifier).name);
    }
    expect(optionalDependencies).toEqual({});
    const needed = [...Object.keys(dependencies), ...Object.keys(peerDependencies)];
    for (const other of needed.filter((each) => each.startsWith("@asky/"))) {
      expect(ALLOWED[name]).toContain(other);
    }
    // A plugin and its host share one SDK: each brings none of its own.
    if (isPlugin(name))
      expect(Object.keys(dependencies).filter((each) => each.startsWith("@asky/"))).toEqual([]);
    if (isPlugin(name)) expect(peerDependencies["@asky/sdk"]).toBe("^1.0.0");
    if (name === "@asky/sdk") expect({ ...dependencies, ...peerDependencies }).toEqual({});
  });

  test("imports by path its own sources and its package.json, and every import names a file", () => {
    for (const { from, specifier } of all) {
      if (!specifier.startsWith(".")) continue;
      const target = join(dirname(from), specifier);
      const isOwn = target.startsWith(join(folder, "src")) || target === join(folder, "package.json");
      expect(isOwn, `${pathOf(from)} imports ${specifier}`).toBe(true);
      expect(existsSync(target), `${pathOf(from)} imports ${specifier}`).toBe(true);
    }
    for (const { specifier, from } of outside) {
      expect(builtinModules, `${pathOf(from)} writes node: before "${specifier}"`).not.toContain(specifier);
    }
  });

  test("has an index that nothing inside imports", () => {
    for (const { from, specifier } of all) {
      if (!specifier.startsWith(".")) continue;
      expect(specifier.endsWith("/index.ts"), `${pathOf(from)} imports ${specifier}`).toBe(false);
    }
  });

  test("has no import cycle between files, and none of code between folders", () => {
    expect(findCycle(edgesOf(all, pathOf))).toBeUndefined();
    const code = all.filter(({ isTypeOnly }) => !isTypeOnly);
    const folderOf = (file: string): string => {
      const parent = dirname(file);
      return parent === join(folder, "src") ? pathOf(file) : pathOf(parent);
    };
    expect(findCycle(edgesOf(code, folderOf))).toBeUndefined();
  });
});
