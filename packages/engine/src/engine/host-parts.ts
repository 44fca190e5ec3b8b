import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createGate, type Gate, type PolicyReading, parsePolicy, readPolicies } from "@asky/gate";
import { type HostEventBus, type HostServices, PluginManager } from "@asky/manager";
import { AuditPlugin, createJsonLinesAuditLogger, type JsonLinesAuditLogger } from "@asky/plugin-audit";
import { type Logger, type Model, PluginError, type Problem } from "@asky/sdk";
import { type EffectiveConfig, readHostConfig } from "../config/read-host-config.ts";
import { modelNotMade } from "../errors/model-config.ts";
import { createModel } from "../models/create-model.ts";
import { createOfflineModel } from "../models/offline/offline-model.ts";
import { BUILT_IN_POLICY } from "./built-in-policy.ts";
import type { EngineSettings } from "./engine-options.ts";

/** What a start-up makes. */
export interface HostParts {
  readonly config: EffectiveConfig;
  readonly audit: JsonLinesAuditLogger;
  readonly manager: PluginManager;
  readonly gate: Gate;
  readonly model: Model;
  /** What reading the files has shown. */
  readonly problems: readonly Problem[];
}

/** What exists from the beginning. */
export interface Ground {
  readonly settings: EngineSettings;
  readonly eventBus: HostEventBus;
  readonly services: HostServices;
  readonly logger: Logger;
  readonly report: (problem: Problem) => void;
}

/** Reads configuration and policies, and makes audit log, manager and gate from them. Runs no plugin. */
export async function createHostParts(ground: Ground): Promise<HostParts> {
  const { settings, eventBus, services, logger, report } = ground;
  const { configDir, directory } = settings;
  const [{ config, problems }, policies] = await Promise.all([
    readHostConfig(configDir, settings.config),
    readPolicy(join(configDir, "policies")),
  ]);
  const audit = createJsonLinesAuditLogger({ path: config.audit.path });
  const manager = new PluginManager(config, configDir, {
    eventBus,
    services,
    logger,
    projectDir: directory,
    plugins: [new AuditPlugin(audit), ...settings.plugins],
  });
  const { hookRegistry: hooks } = manager;
  const gate = createGate({ hooks, eventBus, policy: policies.policy, audit, report });
  const { model, problem } = settings.model ? { model: settings.model } : chooseModel(config, directory);
  const faults = [...problems, ...(problem ? [problem] : []), ...policies.problems];
  return { config, audit, manager, gate, model, problems: faults };
}

/** A model that cannot be made as configured keeps nobody from starting: the offline one says what it is. */
function chooseModel(
  config: EffectiveConfig,
  directory: string,
): { readonly model: Model; readonly problem?: Problem } {
  try {
    return { model: createModel(config.model, process.env, { directory }) };
  } catch (error) {
    if (!PluginError.is(error)) throw error;
    return { model: createOfflineModel(), problem: modelNotMade(error) };
  }
}

async function readPolicy(folder: string): Promise<PolicyReading> {
  const reading = await readPolicies(folder);
  const { policy, problems } = reading;
  if (problems.length > 0 || policy.rules.length > 0 || (await hasPolicyFile(folder))) return reading;
  const builtIn = parsePolicy(BUILT_IN_POLICY, "the built-in policy");
  return { ...builtIn, policy: { ...builtIn.policy, ruleFile: policy.ruleFile } };
}

/** A file without rules is a decision too: nothing is allowed. */
async function hasPolicyFile(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  return names.some((name) => name.endsWith(".toml") && !name.startsWith("."));
}
