import { HOST_SOURCE, type RiskLevel } from "@asky/sdk";
import { nameTool } from "../errors.ts";
import { quote } from "../quote.ts";
import { type CallFacts, type CallSurroundings, explainCode } from "./call-surroundings.ts";
import { coversPath, type PathForms, touchesPath } from "./path-forms.ts";
import type { PolicyAction, PolicyRule } from "./policy.ts";
import { couldName } from "./sample-paths.ts";
import { matchesTool } from "./tool-pattern.ts";

/** What the rules say of a call as a whole. */
export interface ToolJudgement {
  readonly action: PolicyAction;
  readonly rule?: PolicyRule;
  readonly riskLevel: RiskLevel;
  /** Empty when it is allowed. */
  readonly reason: string;
  readonly isOnceOnly: boolean;
}

/** The host's tools that only read. */
const READERS: ReadonlySet<string> = new Set(["Read", "LS", "Glob", "Grep"]);

/** Judges a call that holds no shell text: rules that deny first, then those that allow, then those that ask. Pure. */
export function judgeTool(
  facts: CallFacts,
  paths: readonly PathForms[],
  { policy, configDir }: CallSurroundings,
): ToolJudgement {
  const { toolName, origin } = facts;
  const rules = policy.rules.filter(
    ({ tools, commands }) => !commands && tools.some((pattern) => matchesTool(pattern, toolName, origin)),
  );
  const deny = rules.find((rule) => rule.action === "deny" && touches(rule, facts, paths));
  if (deny) {
    const reason =
      deny.reason ??
      `The rule ${quote(deny.name)} in ${quote(deny.file)} denies ${nameTool(toolName, origin)}.`;
    return { action: "deny", rule: deny, riskLevel: deny.risk, reason, isOnceOnly: false };
  }
  const code = READERS.has(toolName) && origin === HOST_SOURCE ? undefined : codeReason(paths, configDir);
  const allow = rules.find((rule) => rule.action === "allow" && covers(rule, paths));
  if (code !== undefined) {
    const reason = `${subjectOf(facts)} needs a human's consent each time. ${code}`;
    return { action: "ask", riskLevel: "high", reason, isOnceOnly: true };
  }
  if (allow) return { action: "allow", rule: allow, riskLevel: allow.risk, reason: "", isOnceOnly: false };
  const ask = rules.find((rule) => rule.action === "ask" && touches(rule, facts, paths));
  if (ask) {
    const head = `${subjectOf(facts)} needs a human's consent by the rule ${quote(ask.name)}.`;
    const reason = ask.reason === undefined ? head : `${head} ${ask.reason}`;
    return { action: "ask", rule: ask, riskLevel: ask.risk, reason, isOnceOnly: false };
  }
  const reason = `${subjectOf(facts)} needs a human's consent, since no rule ${rules.some(({ action }) => action !== "deny") ? "allows this call" : "names it"}.`;
  return { action: "ask", riskLevel: "unknown", reason, isOnceOnly: false };
}

/** The tool at the beginning of a sentence. */
export function subjectOf({ toolName, origin }: Pick<CallFacts, "toolName" | "origin">): string {
  const name = nameTool(toolName, origin);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function touches(rule: PolicyRule, facts: CallFacts, paths: readonly PathForms[]): boolean {
  if (!rule.paths) return true;
  return (
    paths.some((forms) => touchesPath(rule, forms)) ||
    filtersOf(facts).some((pattern) => couldName(rule, pattern, false))
  );
}

function covers(rule: PolicyRule, paths: readonly PathForms[]): boolean {
  return !rule.paths || (paths.length > 0 && paths.every((forms) => coversPath(rule, forms)));
}

/** By which names the host's `Grep` chooses the files that it shows lines of. */
function filtersOf({ toolName, origin, args }: CallFacts): readonly string[] {
  if (toolName !== "Grep" || origin !== HOST_SOURCE) return [];
  return ["glob", "include"].flatMap((key) => {
    const value = args[key];
    return [value].flat().filter((item) => typeof item === "string");
  });
}

function codeReason(paths: readonly PathForms[], configDir: string | undefined): string | undefined {
  for (const forms of paths) {
    const because = explainCode(forms, configDir);
    if (because !== undefined) return `It may write ${quote(forms.raw.text)}: ${because}.`;
  }
  return undefined;
}
