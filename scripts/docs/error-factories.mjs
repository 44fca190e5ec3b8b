// @ts-check
// Finds the functions that make the packages' errors, and where each of them is used.
import ts from "typescript";
import { pathOf } from "./source-program.mjs";

/**
 * @typedef {object} Factory
 * @property {string} name
 * @property {string} file below `packages`
 * @property {ts.SourceFile} source
 * @property {ts.Signature} signature
 * @property {"Problem" | "PluginError"} makes
 * @property {readonly string[]} users the files that call it, below `packages`
 * @property {readonly string[]} ways how what it makes reaches somebody: `report`, `thrown`, `handed back`
 */

/** All of a package's wording stands in these files. */
const factoryFile = /\/src\/errors(?:\/[^/]+)?\.ts$/;

/** @param {import("./source-program.mjs").Sources} sources @returns {readonly Factory[]} */
export function findFactories({ checker, files }) {
  const calls = findCalls(checker, files);
  return files
    .filter(({ fileName }) => factoryFile.test(fileName))
    .flatMap((source) => {
      const module = checker.getSymbolAtLocation(source);
      const exported = module ? checker.getExportsOfModule(module) : [];
      return exported.flatMap((symbol) => {
        const [signature] = checker.getTypeOfSymbolAtLocation(symbol, source).getCallSignatures();
        const makes = signature?.getReturnType().symbol?.name;
        if (!signature || (makes !== "Problem" && makes !== "PluginError")) return [];
        if (signature.parameters.some((one) => isMade(checker, one, source))) return [];
        const used = calls.get(symbol) ?? [];
        return [
          {
            ...{ name: symbol.name, file: pathOf(source.fileName), source, signature, makes },
            users: [...new Set(used.map(({ file }) => file))]
              .filter((file) => !factoryFile.test(`/${file}`))
              .toSorted(),
            ways: makes === "Problem" ? ["report"] : [...new Set(used.map(({ way }) => way))].toSorted(),
          },
        ];
      });
    });
}

/**
 * What takes an error or a problem gives it another form, and has no wording of its own.
 *
 * @param {ts.TypeChecker} checker @param {ts.Symbol} parameter @param {ts.SourceFile} source
 */
function isMade(checker, parameter, source) {
  const name = checker.getTypeOfSymbolAtLocation(parameter, source).symbol?.name;
  return name === "PluginError" || name === "Problem";
}

/** @param {ts.TypeChecker} checker @param {readonly ts.SourceFile[]} files */
function findCalls(checker, files) {
  /** @type {Map<ts.Symbol, { file: string, way: string }[]>} */
  const calls = new Map();
  for (const file of files) {
    /** @param {ts.Node} node */
    const visit = (node) => {
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
        const symbol = originOf(checker, checker.getSymbolAtLocation(node.expression));
        const made = waysOf(node.parent).map((way) => ({ file: pathOf(file.fileName), way }));
        if (symbol) calls.set(symbol, [...(calls.get(symbol) ?? []), ...made]);
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return calls;
}

/** @param {ts.TypeChecker} checker @param {ts.Symbol | undefined} symbol */
function originOf(checker, symbol) {
  return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** What becomes of an error, by what stands around the call that makes it. @param {ts.Node} parent */
function waysOf(parent) {
  if (ts.isThrowStatement(parent)) return ["thrown"];
  const callee = ts.isCallExpression(parent) ? parent.expression.getText() : "";
  if (!/report|problem/i.test(callee)) return ["handed back"];
  return ts.isThrowStatement(parent.parent) ? ["report", "thrown"] : ["report"];
}
