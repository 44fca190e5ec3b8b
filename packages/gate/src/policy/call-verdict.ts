import type { RiskLevel } from "@asky/sdk";
import type { CommandClass } from "../commands/command-verdict.ts";
import type { ShellContext, ShellDoubt } from "../shell/shell-script.ts";
import type { PolicyAction, PolicyRule } from "./policy.ts";

/** The judgement of one simple command of a shell text, at whatever depth it stands. */
export interface PartVerdict {
  /** The argument that it stands in. */
  readonly argument: string;
  /** The command as written. */
  readonly source: string;
  /** Around it, from the outside in. */
  readonly context: readonly ShellContext[];
  /** What the shipped tables take it for. */
  readonly class: CommandClass;
  /** `NAME=value` as written: before the command, or on their own. */
  readonly assignments: readonly string[];
  readonly action: PolicyAction;
  /** The rule that decided; none when no rule speaks of it, or when something else than a rule makes it ask. */
  readonly rule?: PolicyRule;
  /** Why it does not simply run, in full sentences; empty when it does. */
  readonly reason: string;
  /** Nothing stands in its way but that no rule allows it. */
  readonly isPlain: boolean;
  /** It leaves the sandbox. */
  readonly isViolation: boolean;
}

/** What is said of a call by sandbox and policy, before anybody is asked. */
export interface CallVerdict {
  readonly action: PolicyAction;
  /** `policy` when a rule decided, `shell` when a doubt about shell text did, `sandbox`, or `unmatched`. */
  readonly classification: "policy" | "shell" | "sandbox" | "unmatched";
  /** The rule that decided. */
  readonly rule?: PolicyRule;
  readonly riskLevel: RiskLevel;
  /** Why it does not simply run, in full sentences; empty when it does. */
  readonly reason: string;
  /** How an operator would allow it, to be shown when nobody can be asked; empty when no rule could. */
  readonly advice: string;
  /** `sandbox` when the call leaves the sandbox: no rule was asked, and none would help. */
  readonly violationType?: "sandbox";
  /** Each simple command of the shell texts, in order; empty for other calls. */
  readonly parts: readonly PartVerdict[];
  /** What is not understood of the shell texts. */
  readonly doubts: readonly ShellDoubt[];
  /** A human has to say yes each time: it may write files that run code later, or be what a rule denies. */
  readonly isOnceOnly: boolean;
}
