import type { PluginError, Problem } from "@asky/sdk";
import { parse, TomlError } from "smol-toml";
import { describeError } from "../describe-error.ts";
import { policyInvalid } from "../errors.ts";
import { toProblem } from "../problem.ts";
import { quote, quoteAll } from "../quote.ts";
import { locateRule } from "./locate-rule.ts";
import type { Policy, PolicyRule } from "./policy.ts";
import { checkPolicy, type PolicyIssue, type RuleEntry } from "./policy-schema.ts";

/** A policy, and everything that is wrong with its files. */
export interface PolicyReading {
  readonly policy: Policy;
  /** Code `POLICY_INVALID`, with file and line. */
  readonly problems: readonly Problem[];
}

/**
 * Makes a policy of one TOML text. Pure. A text with any fault contributes no rule, and while a policy has such a file,
 * it allows nothing.
 *
 * @param file - its name, for problems and reasons.
 */
export function parsePolicy(text: string, file: string): PolicyReading {
  const parsed = parseToml(text, file);
  if ("problem" in parsed) return invalidPolicy(file, [parsed.problem]);
  const checked = checkPolicy(parsed.value);
  if ("issues" in checked) {
    return invalidPolicy(
      file,
      checked.issues.slice(0, 20).map((issue) => problemOf(issue, text, file)),
    );
  }
  const rules = checked.rules.map((entry) => toRule(entry, file));
  const repeated = rules.findIndex(
    ({ name }, index) => rules.findIndex((rule) => rule.name === name) < index,
  );
  if (repeated === -1) return { policy: { rules, invalidFiles: [], ruleFile: file }, problems: [] };
  const fault = `the rule ${quote(rules[repeated]?.name ?? "")} stands there twice`;
  return invalidPolicy(file, [
    problemAt(file, `rule[${repeated}].name`, locateRule(text, repeated, "name"), fault),
  ]);
}

function toRule({ except_paths: exceptPaths, ...entry }: RuleEntry, file: string): PolicyRule {
  const { name, tools, commands, paths, action, reason, risk = "medium" } = entry;
  return {
    name,
    tools,
    ...(commands && { commands }),
    ...(paths && { paths }),
    ...(exceptPaths && { exceptPaths }),
    action,
    ...(reason !== undefined && { reason }),
    risk,
    file,
  };
}

/** What a file that cannot be used makes of a policy. */
export function invalidPolicy(file: string, problems: readonly Problem[]): PolicyReading {
  return { policy: { rules: [], invalidFiles: [file], ruleFile: file }, problems };
}

/** The problem of a file as a whole. */
export function fileProblem(file: string, fault: string, cause?: unknown): Problem {
  return asProblem(policyInvalid(file, undefined, fault, cause), { file });
}

function parseToml(text: string, file: string): { readonly value: unknown } | { readonly problem: Problem } {
  try {
    return { value: parse(text) };
  } catch (cause) {
    if (!(cause instanceof TomlError)) return { problem: fileProblem(file, describeError(cause), cause) };
    const { line, column } = cause;
    // The rest of the library's message is a picture of the lines around.
    const [summary = ""] = cause.message.split("\n");
    return { problem: asProblem(policyInvalid(file, line, summary, cause), { file, line, column }) };
  }
}

function problemOf({ path, message, unknownKeys, item }: PolicyIssue, text: string, file: string): Problem {
  const [table, index, key] = path;
  const at = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
  const place = at.slice(1);
  const isUnknown = unknownKeys.length > 0;
  const fault = `${place === "" ? "the file" : quote(place)} ${isUnknown ? `has the unknown key ${quoteAll(unknownKeys)}` : message}`;
  const wantedKey = typeof key === "string" ? key : unknownKeys[0];
  const line =
    table === "rule" && typeof index === "number" ? locateRule(text, index, wantedKey, item) : undefined;
  return problemAt(file, place, line, fault);
}

function problemAt(file: string, key: string, line: number | undefined, fault: string): Problem {
  return asProblem(policyInvalid(file, line, fault), { file, ...(line !== undefined && { line }), key });
}

function asProblem(error: PluginError, place: NonNullable<Problem["place"]>): Problem {
  return toProblem(error, { severity: "error", phase: "config", place });
}
