import type { JsonObject, JsonValue, Problem } from "@asky/sdk";
import { broken, type ContractRule, judge, KEPT, notApplicable } from "../contract/contract-rule.ts";
import type { UsableSchema } from "../schemas/usable-schema.ts";
import type { PluginBench } from "./plugin-bench.ts";
import { listProblems } from "./tell-problem.ts";

const UNKNOWN_KEY = "asky_contract_unknown_key";

/** Values of every type that TOML knows; one of them is wrong for any key that has a type. */
const CANDIDATES: readonly JsonValue[] = [
  "asky contract",
  true,
  -12.5,
  [],
  [true],
  {},
  { asky_contract: true },
];

export const CONFIG_RULES: readonly ContractRule<PluginBench>[] = [
  {
    id: "config/empty-is-answered",
    title: "Without a configuration it works, or is refused with CONFIG_INVALID and the key that is missing.",
    fix: "Give every key a default in the configuration schema, or let the schema require it; do not look for it in activate(). The path of each issue names the key.",
    needs: ["lifecycle/lives-again"],
    check: async (bench) => {
      const { state, problems } = await outcomeWith(bench, {});
      const isNamed = problems.every(({ place }) => place?.key !== undefined);
      if (state === "started" || (isRefusal(problems) && isNamed)) return KEPT;
      return broken(`It is "${state}" without a configuration. ${listProblems(problems)}`);
    },
  },
  {
    id: "config/wrong-types-are-refused",
    title: "A value of the wrong type is refused with CONFIG_INVALID and its key, before it is activated.",
    fix: "Give the plugin a configSchema, or its manifest a JSON Schema, that says the type of every key; if it has both, let them agree.",
    needs: ["lifecycle/lives-again"],
    check: async (bench) => {
      const { config, facts } = bench;
      const schema = facts?.schema;
      const keys = schema
        ? Object.keys(schema.schema.properties ?? {})
        : Object.keys(bench.options.config ?? {});
      if (keys.length === 0) return notApplicable("It has no configuration of which types are known.");
      const faults: string[] = [];
      for (const key of keys) {
        const wrong = wrongValue(schema, config, key);
        if (wrong === undefined) continue;
        const { state, problems } = await outcomeWith(bench, { ...config, [key]: wrong });
        const value = JSON.stringify(wrong);
        if (isRefusal(problems) && names(problems, key)) continue;
        // Only a schema says that a value is wrong; without one the plugin may have a use for it.
        if (!schema && state === "started") continue;
        faults.push(`With ${key} = ${value} it is "${state}". ${listProblems(problems)}`);
      }
      return judge(faults);
    },
  },
  {
    id: "config/unknown-keys-do-no-harm",
    title: "A key that it does not know is passed over, or refused with CONFIG_INVALID.",
    fix: "Let the configuration schema decide about unknown keys; read known keys only.",
    needs: ["lifecycle/lives-again"],
    check: async (bench) => {
      const { state, problems } = await outcomeWith(bench, { ...bench.config, [UNKNOWN_KEY]: "x" });
      if (state === "started" || isRefusal(problems)) return KEPT;
      return broken(`With a key "${UNKNOWN_KEY}" it is "${state}". ${listProblems(problems)}`);
    },
  },
];

function outcomeWith(
  bench: PluginBench,
  config: JsonObject,
): Promise<{ readonly state: string; readonly problems: readonly Problem[] }> {
  return bench.live(
    async (life) => {
      await life.start();
      return { state: life.report?.state ?? "unknown", problems: life.problems };
    },
    { config },
  );
}

/** Refused before anything of it ran, and for nothing else. */
function isRefusal(problems: readonly Problem[]): boolean {
  return (
    problems.length > 0 &&
    problems.every(({ code, phase }) => code === "CONFIG_INVALID" && phase === "config")
  );
}

function names(problems: readonly Problem[], key: string): boolean {
  return problems.some(({ place, message }) => place?.key?.startsWith(key) || message.includes(`"${key}`));
}

/** Without a schema any type but the one that works is wrong. */
function wrongValue(
  schema: UsableSchema | undefined,
  config: JsonObject,
  key: string,
): JsonValue | undefined {
  if (schema) return CANDIDATES.find((value) => !schema.accepts({ ...config, [key]: value }));
  return CANDIDATES.find((value) => typeof value !== typeof config[key]);
}
