import type { RiskLevel } from "@asky/sdk";

/** What a rule does with a call: run it, ask a human first, or refuse it. */
export type PolicyAction = "allow" | "ask" | "deny";

/** One rule of an operator. */
export interface PolicyRule {
  /** Shown in reasons and in the audit log. */
  readonly name: string;
  /**
   * The tools it is about: `Read` is the host's, `notes:add` the one that the plugin `notes` registered, `notes:*` all of
   * that plugin's, `*` all tools of anyone (for rules that ask or deny).
   */
  readonly tools: readonly string[];
  /**
   * The commands that it is about, in arguments that are shell text: words such as `git log **`, or a class of the shipped
   * tables such as `@read`. Left out: the rule is about whole calls, and about every command of a shell text.
   */
  readonly commands?: readonly string[];
  /** The files that it is about, as globs. A rule that allows needs all paths to fit, any other rule one. */
  readonly paths?: readonly string[];
  /** Globs of files that it is not about, although `paths` fits them. */
  readonly exceptPaths?: readonly string[];
  readonly action: PolicyAction;
  /** Told to the model when the rule denies, to the human when it asks. */
  readonly reason?: string;
  /** How much harm the tools could do, for the audit log. */
  readonly risk: RiskLevel;
  /** The file it stands in. */
  readonly file: string;
}

/**
 * An operator's rules. Made by {@link readPolicies} or {@link parsePolicy}.
 *
 * Judged: a rule that denies wins over one that allows, that over one that asks; what no rule speaks of is asked about.
 */
export interface Policy {
  /** In the order of the files. */
  readonly rules: readonly PolicyRule[];
  /** Files that cannot be used. A rule that denies may stand in one, so while there is one, nothing is allowed. */
  readonly invalidFiles: readonly string[];
  /** Where a further rule belongs; reasons name it. */
  readonly ruleFile: string;
}
