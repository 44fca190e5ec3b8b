// @ts-check
// Arguments to call a factory with, made from the types of its parameters: every text is the name of what stands there.
import ts from "typescript";

/** Numbers cannot carry a name, so each stands for one; small enough to pass as a line, large enough to be no other. */
const firstNumber = 90_001;

/**
 * @typedef {object} Samples
 * @property {readonly unknown[][]} calls lists of arguments: the plainest one, and one for every other choice there is
 * @property {(text: string) => string} name gives the numbers in a text their names back
 */

/** @param {ts.TypeChecker} checker @param {ts.Signature} signature @param {ts.Node} at @returns {Samples} */
export function sampleArguments(checker, signature, at) {
  /** @type {string[]} */
  const numbers = [];

  /** All the values of a type that lead to a different text. @param {ts.Type} type @param {string} name @returns {unknown[]} */
  function valuesOf(type, name) {
    if (type.isUnion())
      return [...new Set(type.types.flatMap((one) => valuesOf(one, name)))].toSorted(undefinedLast);
    if (type.isIntersection()) return valuesOf(/** @type {ts.Type} */ (type.types[0]), name);
    if (type.isStringLiteral() || type.isNumberLiteral()) return [type.value];
    if (type.flags & ts.TypeFlags.BooleanLiteral) return [checker.typeToString(type) === "true"];
    if (type.flags & ts.TypeFlags.Undefined) return [undefined];
    if (type.flags & ts.TypeFlags.Null) return [null];
    if (type.flags & ts.TypeFlags.String) return [`‹${name}›`];
    if (type.flags & ts.TypeFlags.Number) return [numberFor(name)];
    if (type.flags & ts.TypeFlags.Unknown) return [anything(name)];
    if (checker.isArrayType(type)) {
      const [item] = checker.getTypeArguments(/** @type {ts.TypeReference} */ (type));
      // Two, since some texts leave out the first one or the last one.
      return item ? valuesOf(item, name).map((value) => [value, value]) : [[]];
    }
    if (type.flags & ts.TypeFlags.Object) return objectsOf(type);
    throw new TypeError(`There is no sample for ${name}: ${checker.typeToString(type)}`);
  }

  /** @param {ts.Type} type */
  function objectsOf(type) {
    const members = checker.getPropertiesOfType(type).map((member) => ({
      name: member.name,
      values: valuesOf(checker.getTypeOfSymbolAtLocation(member, at), member.name),
    }));
    return oneByOne(members.map(({ values }) => values)).map((values) =>
      Object.fromEntries(members.map(({ name }, index) => [name, values[index]])),
    );
  }

  /** @param {string} name */
  function numberFor(name) {
    const known = numbers.indexOf(name);
    return firstNumber + (known === -1 ? numbers.push(name) - 1 : known);
  }

  const calls = oneByOne(
    signature.parameters.map((parameter) =>
      valuesOf(checker.getTypeOfSymbolAtLocation(parameter, at), parameter.name),
    ),
  );
  return {
    calls,
    name: (text) =>
      tidy(
        numbers.reduce((all, name, index) => all.replaceAll(String(firstNumber + index), `‹${name}›`), text),
      ),
  };
}

/** A thrown value that says its name, whether its message is read or it is made a text. @param {string} name */
function anything(name) {
  const error = new Error(`‹${name}›`);
  error.toString = () => error.message;
  return error;
}

/** A name whose beginning was cut off by a factory is whole again; a list shows as its first item and a mark. @param {string} text */
function tidy(text) {
  return text
    .replace(/([^‹\w]|^)(\w+›)/g, "$1‹$2")
    .replace(/("[^"]*›"|‹\w+›)(, and that on |, |; | or )\1/g, "$1$2…");
}

/**
 * The first choice everywhere, then every other choice in its place: enough to see each, where all combinations would be
 * too many.
 *
 * @param {readonly unknown[][]} choices
 */
function oneByOne(choices) {
  const first = choices.map(([value]) => value);
  return [
    first,
    ...choices.flatMap((values, index) => values.slice(1).map((value) => first.toSpliced(index, 1, value))),
  ];
}

/** @param {unknown} a @param {unknown} b */
function undefinedLast(a, b) {
  return Number(a === undefined) - Number(b === undefined);
}
