import type { ContractRule } from "../contract/contract-rule.ts";
import { CLEANUP_RULES } from "./cleanup-rules.ts";
import { CONFIG_RULES } from "./config-rules.ts";
import { EVENT_RULES } from "./event-rules.ts";
import { HOOK_RULES } from "./hook-rules.ts";
import { IDENTITY_RULES } from "./identity-rules.ts";
import { LIFECYCLE_RULES } from "./lifecycle-rules.ts";
import type { PluginBench } from "./plugin-bench.ts";
import { SDK_RULES } from "./sdk-rules.ts";
import { SERVER_RULES } from "./server-rules.ts";
import { SURROUNDINGS_RULES } from "./surroundings-rules.ts";
import { TOOL_RULES } from "./tool-rules.ts";
import { TURN_RULES } from "./turn-rules.ts";

const ALL: readonly ContractRule<PluginBench>[] = [
  ...IDENTITY_RULES,
  ...LIFECYCLE_RULES,
  ...CONFIG_RULES,
  ...HOOK_RULES,
  ...EVENT_RULES,
  ...TURN_RULES,
  ...TOOL_RULES,
  ...SERVER_RULES,
  ...CLEANUP_RULES,
  ...SURROUNDINGS_RULES,
  ...SDK_RULES,
];

/** What every plugin keeps to, each rule after those it needs. */
export const PLUGIN_RULES: readonly ContractRule<PluginBench>[] = inOrderOfNeed(ALL);

function inOrderOfNeed<Bench>(rules: readonly ContractRule<Bench>[]): readonly ContractRule<Bench>[] {
  const placed = new Set<ContractRule<Bench>>();
  const place = (rule: ContractRule<Bench>): void => {
    if (placed.has(rule)) return;
    for (const id of rule.needs ?? []) place(ruleNamed(id));
    placed.add(rule);
  };
  const ruleNamed = (id: string): ContractRule<Bench> => {
    const rule = rules.find((one) => one.id === id);
    if (!rule) throw new RangeError(`There is no rule "${id}".`);
    return rule;
  };
  for (const rule of rules) place(rule);
  return [...placed];
}
