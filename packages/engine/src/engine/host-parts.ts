import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createGate, type Gate, type PolicyReading, parsePolicy, readPolicies } from "@asky/gate";
import { type HostEventBus, type HostServices, PluginManager } from "@asky/manager";
import { AuditPlugin, createJsonLinesAuditLogger, type JsonLinesAuditLogger } from "@asky/plugin-audit";
import type { Logger, Problem } from "@asky/sdk";
import { type EffectiveConfig, readHostConfig } from "../config/read-host-config.ts";
import { toProblem } from "../errors/to-problem.ts";
import { ChatFiles } from "../sessions/chat-files.ts";
import { createFileSessionStore } from "../sessions/file-session-store.ts";
import type { SessionStore } from "../sessions/session-store.ts";
import { BUILT_IN_POLICY } from "./built-in-policy.ts";
import type { EngineSettings } from "./engine-options.ts";

/** What a start-up makes. */
export interface HostParts {
  readonly config: EffectiveConfig;
  readonly audit: JsonLinesAuditLogger;
  readonly manager: PluginManager;
  readonly gate: Gate;
  readonly sessions: SessionStore;
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
    clock: settings.clock,
    projectDir: directory,
    plugins: [new AuditPlugin(audit), ...settings.plugins],
  });
  const { hookRegistry: hooks } = manager;
  const gate = createGate({ hooks, eventBus, policy: policies.policy, audit, report });
  const sessions = settings.sessions ?? createSessions(configDir, report);
  return { config, audit, manager, gate, sessions, problems: [...problems, ...policies.problems] };
}

function createSessions(configDir: string, report: Ground["report"]): SessionStore {
  const directory = join(configDir, "sessions");
  return createFileSessionStore({
    directory,
    chats: new ChatFiles(join(directory, "chats")),
    report: (error) => report(toProblem(error, "warning", "serve")),
  });
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
