import type { RiskLevel } from "@asky/sdk";
import * as z from "zod/mini";
import { commandPatternFault } from "./command-pattern.ts";
import { pathPatternFault } from "./path-pattern.ts";
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

const ruleShape = z.strictObject(
  {
    name: shortText,
    tools: z
      .array(toolPattern, "must be a list of tool names")
      .check(z.minLength(1, "must name at least one tool")),
    commands: patternList(commandPatternFault, "command"),
    paths: patternList(pathPatternFault, "path"),
    except_paths: patternList(pathPatternFault, "path"),
    action: z.enum(["allow", "ask", "deny"], 'must be "allow", "ask" or "deny"'),
    reason: z.optional(shortText),
    risk: z.optional(
      z.enum(["low", "medium", "high", "critical"], 'must be "low", "medium", "high" or "critical"'),
    ),
  },
  "must be a table",
);

/** What the keys of a rule must not be together. */
const rule = ruleShape.check(({ value, issues }) => {
  const refuse = (key: readonly PropertyKey[], message: string): void => {
    issues.push({ code: "custom", input: value, path: [...key], message });
  };
  if (value.except_paths && !value.paths)
    refuse(["except_paths"], 'needs "paths" that it takes files out of');
  if (value.action === "allow" && value.tools.includes("*"))
    refuse(
      ["tools", value.tools.indexOf("*")],
      'must name tools in a rule that allows; "*" may only ask or deny',
    );
});

/** Patterns are checked here, one by one: a pattern that cannot be used must never be one that silently fits nothing. */
function patternList(faultOf: (text: string) => string | undefined, what: string) {
  const pattern = z.string(`must be the text of a ${what} pattern`).check(({ value, issues }) => {
    const fault = faultOf(value);
    if (fault !== undefined) issues.push({ code: "custom", input: value, message: fault });
  });
  return z.optional(
    z
      .array(pattern, `must be a list of ${what} patterns`)
      .check(
        z.minLength(1, `must have at least one ${what} pattern`),
        z.maxLength(500, `must have at most 500 ${what} patterns`),
      ),
  );
}

/** Strict: a key that nothing reads may be meant as a condition, and a rule without it would be wider than meant. */
const policy = z.strictObject({
  rule: z.optional(z.array(rule, "must be written [[rule]], in double brackets")),
});

/** One rule as it stands in a file. */
export interface RuleEntry {
  readonly name: string;
  readonly tools: readonly string[];
  readonly commands?: readonly string[] | undefined;
  readonly paths?: readonly string[] | undefined;
  readonly except_paths?: readonly string[] | undefined;
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
  /** The text of the list that it is about, if it is about one. */
  readonly item?: string;
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
      const item = itemAt(value, issue.path);
      return { path: issue.path, message: issue.message, unknownKeys, ...(item !== undefined && { item }) };
    }),
  };
}

/** What a path such as `rule[0].paths[2]` leads to, when that is a text. */
function itemAt(value: unknown, path: readonly PropertyKey[]): string | undefined {
  if (path.length !== 4) return undefined;
  let found: unknown = value;
  for (const step of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as Record<PropertyKey, unknown>)[step];
  }
  return typeof found === "string" ? found : undefined;
}
