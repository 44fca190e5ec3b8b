import { join } from "node:path";
import { type Approvals, createApprovals, type Policy } from "@asky/gate";
import { createLedger, type HostEventBus, type Ledger } from "@asky/manager";
import { type ChainedAuditLogger, createChainedAuditLogger } from "@asky/plugin-audit";
import { type Model, PluginError, type Problem, type ToolRegistration } from "@asky/sdk";
import { auditOptions } from "../config/audit-options.ts";
import { type EffectiveConfig, readHostConfig } from "../config/read-host-config.ts";
import { modelNotMade } from "../errors/model-config.ts";
import { toProblem } from "../errors/to-problem.ts";
import { createModel } from "../models/create-model.ts";
import { createOfflineModel } from "../models/offline/offline-model.ts";
import { createFileSessionStore } from "../sessions/file-session-store.ts";
import type { SessionStore } from "../sessions/session-store.ts";
import { prepareTools } from "../tools/prepare-tools.ts";
import { ChatModes } from "./chat-modes.ts";
import type { EngineSettings } from "./engine-options.ts";
import { readPolicy } from "./read-policy.ts";

/** What a host is made of beside its plugins. Made at start-up, the same for all generations. */
export interface HostParts {
  readonly config: EffectiveConfig;
  readonly audit: ChainedAuditLogger;
  readonly approvals: Approvals;
  readonly chatModes: ChatModes;
  readonly model: Model;
  readonly sessions: SessionStore;
  /** Left out where nothing is recorded. */
  readonly ledger: Ledger | undefined;
  readonly builtInTools: readonly ToolRegistration[];
  /** As of the last reload. */
  policy: Policy;
  /** What reading the files has shown. */
  readonly problems: readonly Problem[];
}

/** What the parts are made with. */
export interface HostGround {
  readonly settings: EngineSettings;
  readonly eventBus: HostEventBus;
  readonly report: (problem: Problem) => void;
}

/** Reads configuration and policies, and makes the parts from them. Runs no plugin. */
export async function createHostParts({ settings, eventBus, report }: HostGround): Promise<HostParts> {
  const { configDir, clock, directory } = settings;
  const [{ config, problems }, policies] = await Promise.all([
    readHostConfig(configDir, settings.config),
    readPolicy(join(configDir, "policies")),
  ]);
  const tools = await prepareTools(config.sandbox, configDir);
  const warn = (error: PluginError): void => report(toProblem(error, "warning", "serve"));
  const { model, problem } = settings.model ? { model: settings.model } : chooseModel(config, directory);
  const sessionDir = join(configDir, "sessions");
  const sessions = settings.sessions ?? createFileSessionStore({ directory: sessionDir, report: warn });
  const approvals = createApprovals({ eventBus, report, clock });
  return {
    config,
    model,
    audit: createChainedAuditLogger({ ...auditOptions(config.audit), report }),
    approvals,
    chatModes: new ChatModes(approvals.service, sessions, warn),
    sessions,
    ledger: settings.ledger ? createLedger({ directory: join(configDir, "runs"), report, clock }) : undefined,
    builtInTools: tools.builtInTools,
    policy: policies.policy,
    problems: [...problems, ...(problem ? [problem] : []), ...tools.problems, ...policies.problems],
  };
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
