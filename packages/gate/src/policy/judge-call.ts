import type { RiskLevel } from "@asky/sdk";
import { quote, quoteAll } from "../quote.ts";
import { checkPaths, createPathLookup, type SandboxArea } from "../sandbox/check-paths.ts";
import { adviseRule } from "./advise-rule.ts";
import type { CallFacts, CallSurroundings } from "./call-surroundings.ts";
import type { CallVerdict, PartVerdict } from "./call-verdict.ts";
import { judgeShell, type ShellJudgement } from "./judge-shell.ts";
import { judgeTool, subjectOf, type ToolJudgement } from "./judge-tool.ts";
import { toForms } from "./path-forms.ts";
import type { Policy } from "./policy.ts";
import { inspectSearch } from "./search-reach.ts";
import { type SplitArguments, splitArguments } from "./shell-arguments.ts";

/** Where a call would run. */
export interface CallPlace {
  readonly area: SandboxArea;
  /** The host's own folder, whose files count as code. @defaultValue none */
  readonly configDir?: string | undefined;
}

/**
 * Judges a call: the sandbox first, then the policy. What is denied by the sandbox is no matter for rules. Looks at the
 * file system, changes nothing, asks nobody.
 */
export async function judgeCall(policy: Policy, facts: CallFacts, place: CallPlace): Promise<CallVerdict> {
  const lookup = createPathLookup(place.area);
  const surroundings: CallSurroundings = {
    policy,
    lookup,
    configDir: place.configDir,
    repositories: new Map(),
  };
  const split = splitArguments(facts.toolName, facts.origin, facts.args, facts.parameters);
  const paths = await checkPaths(split.rest, facts.parameters, lookup);
  if ("fault" in paths) return violationOf(paths.fault, []);
  const bases = await lookup.bases();
  const forms = paths.found.map(({ value, finding }) => toForms(value, finding, bases));
  const whole = judgeTool(facts, forms, surroundings);
  if (split.shell.length === 0) {
    const search = await inspectSearch(facts, lookup);
    if (search.fault !== undefined) return violationOf(search.fault, []);
    const doubts = [...split.doubts, ...search.doubts];
    return withAdvice(toVerdict(whole, doubts), facts, policy);
  }
  if (whole.action === "deny") return toVerdict(whole, []);
  const judgements: ShellJudgement[] = [];
  for (const argument of split.shell) judgements.push(await judgeShell(facts, argument, surroundings));
  const refused = judgements.find(({ refusal }) => refusal !== undefined);
  if (refused) return denialOf("shell", refused.refusal ?? "", []);
  const isOnceOnly =
    whole.isOnceOnly || judgements.some(({ parts }) => parts.some((part) => part.isOnceOnly));
  const named = forms.length === 0 ? [] : [`${subjectOf(facts)} also takes paths beside its commands.`];
  return withAdvice(joinParts(facts, split, judgements, isOnceOnly, named), facts, policy);
}

function toVerdict(judgement: ToolJudgement, doubts: readonly string[]): CallVerdict {
  const { action, rule, riskLevel, reason, isOnceOnly } = judgement;
  const isDoubted = action === "allow" && doubts.length > 0;
  return {
    action: isDoubted ? "ask" : action,
    classification: isDoubted ? "shell" : rule ? "policy" : isOnceOnly ? "policy" : "unmatched",
    ...(rule && !isDoubted && { rule }),
    riskLevel,
    reason: isDoubted ? doubts.join(" ") : reason,
    advice: "",
    parts: [],
    doubts: [],
    isOnceOnly,
  };
}

/** One verdict from those of all commands: the worst one counts. */
function joinParts(
  { toolName }: CallFacts,
  split: SplitArguments,
  judgements: readonly ShellJudgement[],
  isOnceOnly: boolean,
  named: readonly string[],
): CallVerdict {
  const parts = judgements.flatMap((each) => each.parts);
  const doubts = judgements.flatMap((each) => each.doubts);
  const violations = parts.filter(({ isViolation }) => isViolation);
  if (violations.length > 0) return { ...violationOf(tellAll(violations), parts), doubts };
  const shared = { advice: "", parts, doubts, isOnceOnly };
  const denied = parts.filter(({ action }) => action === "deny");
  const [first] = denied;
  if (first) {
    return {
      ...shared,
      action: "deny",
      classification: "policy",
      ...(first.rule && { rule: first.rule }),
      riskLevel: worst(denied),
      reason: tellAll(denied),
    };
  }
  const asking = parts.filter(({ action }) => action === "ask");
  const doubtful = [
    ...doubts.map(({ source, reason }) => `${quote(source)}: ${reason}`),
    ...split.doubts,
    ...named,
  ];
  if (asking.length + doubtful.length === 0) {
    const rule = parts.find((part) => part.rule)?.rule;
    return {
      ...shared,
      action: "allow",
      classification: "policy",
      ...(rule && { rule }),
      riskLevel: worst(parts),
      reason: "",
    };
  }
  const rule = asking.find((part) => part.rule)?.rule;
  const head = doubtful.length > 0 ? `Not all of ${quote(toolName)} is understood. ` : "";
  return {
    ...shared,
    action: "ask",
    classification: doubtful.length > 0 ? "shell" : rule ? "policy" : "unmatched",
    ...(rule && { rule }),
    riskLevel: doubtful.length > 0 || isOnceOnly ? "high" : worst(asking),
    reason: `${head}${[...doubtful.slice(0, 3), tellAll(asking)].filter((text) => text !== "").join(" ")}`,
  };
}

function violationOf(reason: string, parts: readonly PartVerdict[]): CallVerdict {
  return { ...denialOf("sandbox", reason, parts), violationType: "sandbox" };
}

function denialOf(
  classification: CallVerdict["classification"],
  reason: string,
  parts: readonly PartVerdict[],
): CallVerdict {
  return {
    action: "deny",
    classification,
    riskLevel: "high",
    reason,
    advice: "",
    parts,
    doubts: [],
    isOnceOnly: false,
  };
}

function tellAll(parts: readonly PartVerdict[]): string {
  const reasons = [...new Set(parts.map(({ reason }) => reason))];
  const shown = reasons.slice(0, 3).join(" ");
  return reasons.length <= 3 ? shown : `${shown} There are ${reasons.length - 3} more such commands.`;
}

const RISKS: readonly RiskLevel[] = ["unknown", "low", "medium", "high", "critical"];

function worst(parts: readonly PartVerdict[]): RiskLevel {
  const ranks = parts.map(({ rule, class: commandClass }) =>
    Math.max(RISKS.indexOf(rule?.risk ?? "unknown"), commandClass === "destructive" ? 4 : 0),
  );
  return RISKS[Math.max(0, ...ranks)] ?? "unknown";
}

/** While a file is invalid, nothing is allowed; else a question comes with the rule that would have spared it. */
function withAdvice(verdict: CallVerdict, facts: CallFacts, policy: Policy): CallVerdict {
  const { invalidFiles } = policy;
  if (invalidFiles.length > 0 && verdict.action === "allow") {
    return {
      ...verdict,
      action: "ask",
      reason: `${subjectOf(facts)} needs a human's consent while a policy file is invalid.`,
      advice: `Repair ${quoteAll(invalidFiles)}.`,
      isOnceOnly: true,
    };
  }
  return verdict.action === "ask" ? { ...verdict, advice: adviseRule(verdict, facts, policy) } : verdict;
}
