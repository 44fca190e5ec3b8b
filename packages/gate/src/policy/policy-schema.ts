import type { RiskLevel } from "@asky/sdk";
import * as z from "zod/mini";
import type { PolicyAction } from "./policy.ts";
import { isToolPattern } from "./tool-pattern.ts";

const shortText = z.string("must be a text").check(
  z.minLength(1, "must not be empty"),
  z.maxLength(500, "must have at most 500 characters"),
  z.refine((text) => !/\p{Cc}/u.test(text), "must be one line without control characters"),
);

const toolPattern = z
  .string('must be a text such as "Read", "notes:add" or "notes:*"')
  .check(z.refine(isToolPattern, 'must look like "Read", "notes:add" or "notes:*"'));

const rule = z.strictObject(
  {
    name: shortText,
    tools: z
      .array(toolPattern, "must be a list of tool names")
      .check(z.minLength(1, "must name at least one tool")),
    action: z.enum(["allow", "ask", "deny"], 'must be "allow", "ask" or "deny"'),
    reason: z.optional(shortText),
    risk: z.optional(
      z.enum(["low", "medium", "high", "critical"], 'must be "low", "medium", "high" or "critical"'),
    ),
  },
  "must be a table",
);

/** Strict: a key that nothing reads may be meant as a condition, and a rule without it would be wider than meant. */
const policy = z.strictObject({
  rule: z.optional(z.array(rule, "must be written [[rule]], in double brackets")),
});

/** One rule as it stands in a file. */
export interface RuleEntry {
  readonly name: string;
  readonly tools: readonly string[];
  readonly action: PolicyAction;
  readonly reason?: string | undefined;
  readonly risk?: RiskLevel | undefined;
}

/** One thing that is wrong with a file, and where. */
export interface PolicyIssue {
  readonly path: readonly PropertyKey[];
  /** The rest of a sentence that begins with the place. */
  readonly message: string;
  /** Keys that nothing reads. */
  readonly unknownKeys: readonly string[];
}

/** Checks what a policy file was parsed to. */
export function checkPolicy(
  value: unknown,
): { readonly rules: readonly RuleEntry[] } | { readonly issues: readonly PolicyIssue[] } {
  const { success, data, error } = policy.safeParse(value);
  if (success) return { rules: data.rule ?? [] };
  return {
    issues: error.issues.map((issue) => {
      const unknownKeys = issue.code === "unrecognized_keys" ? issue.keys : [];
      return { path: issue.path, message: issue.message, unknownKeys };
    }),
  };
}
