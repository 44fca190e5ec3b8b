// @ts-check
// What plugins can hook into, read from the types and their comments.
import { join } from "node:path";
import ts from "typescript";
import { root } from "../checkout.mjs";

/**
 * @typedef {object} Member
 * @property {string} name
 * @property {string} type as it is written in the source
 * @property {string} text what its comment says
 * @property {boolean} isReplaceable
 * @property {boolean} isOfTurn whether every payload of a turn has it
 */

/**
 * How callbacks are called. `shared`: all with the same payload. `own`: each with a view of its own, from which the host
 * reads back what was replaced. `chain`: each with what the one before it returned.
 *
 * @typedef {"shared" | "own" | "chain"} CallingMode
 */

/**
 * @typedef {object} HookPointFacts
 * @property {string} name
 * @property {string} when
 * @property {string} payload the name of its type
 * @property {string} remarks what the type's comment says further
 * @property {CallingMode} mode
 * @property {string | undefined} value the type of what a chain passes on
 * @property {readonly Member[]} members
 */

/**
 * @param {import("./source-program.mjs").Sources} sources
 * @returns {{ points: readonly HookPointFacts[], turn: readonly Member[], faults: readonly string[] }}
 */
export function readHookPoints({ program, checker }) {
  const hooks = join(root, "packages", "sdk", "src", "hooks");
  const names = exportsOf(program, checker, join(hooks, "hook-points.ts"));
  const payloads = exportsOf(program, checker, join(hooks, "hook-payloads.ts"));
  const scope = exportsOf(program, checker, join(root, "packages", "sdk", "src", "host", "turn.ts")).get(
    "TurnScope",
  );
  const turn = scope ? membersOf(checker, checker.getDeclaredTypeOfSymbol(scope), []) : [];
  const constants = [...names.values()].flatMap((symbol) => {
    const type =
      symbol.valueDeclaration && checker.getTypeOfSymbolAtLocation(symbol, symbol.valueDeclaration);
    return type?.isStringLiteral() ? [{ name: type.value, when: textOf(checker, symbol) }] : [];
  });
  const notifications = fieldsOf(checker, payloads.get("HookPayloads"));
  const chains = fieldsOf(checker, payloads.get("HookChains"));
  const points = constants.map(({ name, when }) => {
    const chain = chains.get(name);
    const type = chain ? memberType(checker, chain, "context") : notifications.get(name);
    const value = chain && memberType(checker, chain, "value");
    if (!type) throw new Error(`${name} has no payload.`);
    const members = membersOf(checker, type, turn);
    const [, ...remarks] = textOf(checker, type.symbol).split(/(?<=\.)\s+/);
    return {
      ...{ name, when, members, payload: type.symbol.name, remarks: remarks.join(" ") },
      mode: /** @type {CallingMode} */ (chain ? "chain" : members.some(isScoped) ? "own" : "shared"),
      value: value && checker.typeToString(value),
    };
  });
  return { points, turn, faults: compareWithList(checker, payloads.get("REPLACEABLE_FIELDS"), points) };
}

/** What may be replaced, and what acts for one plugin, needs a view of its own. @param {Member} member */
function isScoped({ isReplaceable, type }) {
  return (
    isReplaceable ||
    type.includes("=>") ||
    type === "ToolRegistry" ||
    (!type.startsWith("readonly") && type.endsWith("[]"))
  );
}

/** The types and the list that the host goes by say the same. @param {ts.TypeChecker} checker @param {ts.Symbol | undefined} list @param {readonly HookPointFacts[]} points */
function compareWithList(checker, list, points) {
  const declaration = list?.valueDeclaration;
  if (!list || !declaration) return ["There is no REPLACEABLE_FIELDS."];
  const type = checker.getTypeOfSymbolAtLocation(list, declaration);
  return points.flatMap(({ name, members }) => {
    const property = type.getProperty(name);
    const fields = property
      ? checker.getTypeArguments(
          /** @type {ts.TypeReference} */ (checker.getTypeOfSymbolAtLocation(property, declaration)),
        )
      : [];
    const listed = fields.map((field) => (field.isStringLiteral() ? field.value : "?")).toSorted();
    const typed = members
      .filter(({ isReplaceable }) => isReplaceable)
      .map((member) => member.name)
      .toSorted();
    return listed.join() === typed.join()
      ? []
      : [`${name}: REPLACEABLE_FIELDS has "${listed}", the payload's type "${typed}".`];
  });
}

/** @param {ts.TypeChecker} checker @param {ts.Type} type @param {readonly Member[]} turn @returns {Member[]} */
function membersOf(checker, type, turn) {
  return checker.getPropertiesOfType(type).map((symbol) => {
    const declaration = symbol.declarations?.find(ts.isPropertySignature);
    if (!declaration) throw new Error(`${type.symbol.name}.${symbol.name} is no property.`);
    return {
      name: symbol.name,
      type: declaration.type?.getText() ?? "unknown",
      text:
        textOf(checker, symbol) ||
        textOfType(checker, checker.getTypeOfSymbolAtLocation(symbol, declaration)),
      isReplaceable: !declaration.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword),
      isOfTurn: turn.some(({ name }) => name === symbol.name),
    };
  });
}

/** @param {ts.TypeChecker} checker @param {ts.Type} type @param {string} name */
function memberType(checker, type, name) {
  const symbol = checker.getPropertyOfType(type, name);
  const declaration = symbol?.declarations?.[0];
  return declaration && checker.getTypeOfSymbolAtLocation(symbol, declaration);
}

/** @param {ts.TypeChecker} checker @param {ts.Symbol | undefined} alias @returns {ReadonlyMap<string, ts.Type>} */
function fieldsOf(checker, alias) {
  if (!alias) return new Map();
  const type = checker.getDeclaredTypeOfSymbol(alias);
  return new Map(
    checker.getPropertiesOfType(type).flatMap((symbol) => {
      const declaration = symbol.declarations?.[0];
      return declaration ? [[symbol.name, checker.getTypeOfSymbolAtLocation(symbol, declaration)]] : [];
    }),
  );
}

/** @param {ts.Program} program @param {ts.TypeChecker} checker @param {string} file @returns {ReadonlyMap<string, ts.Symbol>} */
function exportsOf(program, checker, file) {
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${file} is no module.`);
  return new Map(checker.getExportsOfModule(module).map((symbol) => [symbol.name, symbol]));
}

/** What a type that has a name says of itself in its first sentence; of a list, its items. @param {ts.TypeChecker} checker @param {ts.Type} type @returns {string} */
function textOfType(checker, type) {
  if (checker.isArrayType(type)) {
    const [item] = checker.getTypeArguments(/** @type {ts.TypeReference} */ (type));
    return item ? textOfType(checker, item) : "";
  }
  const symbol = type.aliasSymbol ?? type.symbol;
  const isOurs = symbol?.declarations?.some((declaration) =>
    declaration.getSourceFile().fileName.startsWith(root),
  );
  return isOurs ? (textOf(checker, symbol).split(/(?<=\.)\s/)[0] ?? "") : "";
}

/** The comment of a declaration, with the tags that say more than a name. @param {ts.TypeChecker} checker @param {ts.Symbol} symbol */
function textOf(checker, symbol) {
  const comment = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  const throws = symbol.getJsDocTags(checker).filter(({ name }) => name === "throws");
  const thrown = throws.map(({ text }) => `Throws ${ts.displayPartsToString(text)}`);
  return [comment, ...thrown]
    .filter((part) => part !== "")
    .join(" ")
    .replace(/\s+/g, " ");
}
