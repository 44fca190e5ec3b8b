import {
  type AuditLogger,
  type PluginMeta,
  type RiskLevel,
  type StandardSchema,
  type TetherPlugin,
  type TetherPluginContext,
  TOOL_DENIED,
  type ToolDeniedData,
} from "@asky/sdk";
import { type AuditConfig, auditConfigSchema } from "./config.ts";
import { auditLoggerInvalid } from "./errors.ts";

/** What a host may set in code. */
export interface AuditPluginOptions {
  /** What a violation is recorded with; `risk_level` of `plugins/audit.toml` wins over it. @defaultValue "high" */
  readonly riskLevel?: RiskLevel;
}

/**
 * Writes one security violation to the audit log for every tool call that the sandbox denied. Other denials are left
 * alone: the gate records those itself.
 *
 * A log that cannot be written rejects the handler, so that the bus reports it.
 *
 * @see docs/contracts.md#tether-5
 */
export class AuditPlugin implements TetherPlugin<AuditConfig> {
  readonly meta: PluginMeta = Object.freeze({
    name: "audit",
    version: "0.1.0",
    description: "Logs sandbox violations from TOOL_DENIED events",
  });
  readonly configSchema: StandardSchema<unknown, AuditConfig> = auditConfigSchema;
  readonly #audit: AuditLogger;
  readonly #defaultRiskLevel: RiskLevel;
  #unsubscribe: () => void = () => {};

  /**
   * @param audit - where violations are written: the logger that the gate writes to as well. The host closes it.
   * @throws PluginError `AUDIT_LOGGER_INVALID` when it is no audit logger.
   */
  constructor(audit: AuditLogger, options: AuditPluginOptions = {}) {
    if (typeof audit?.logSecurityViolation !== "function") throw auditLoggerInvalid();
    this.#audit = audit;
    this.#defaultRiskLevel = options.riskLevel ?? "high";
  }

  async initialize(context: TetherPluginContext<AuditConfig>): Promise<void> {
    // A host that keeps to the seed's context hands over no plugin configuration.
    const riskLevel = context.pluginConfig?.riskLevel ?? this.#defaultRiskLevel;
    this.#unsubscribe();
    this.#unsubscribe = context.eventBus.subscribe(TOOL_DENIED, (event) =>
      this.#onToolDenied(event.data, riskLevel),
    );
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {
    this.#unsubscribe();
  }

  async #onToolDenied(data: Partial<ToolDeniedData>, riskLevel: RiskLevel): Promise<void> {
    if (data.violationType !== "sandbox") return;
    await this.#audit.logSecurityViolation({
      sessionId: textOr(data.sessionId, "unknown"),
      toolName: textOr(data.toolName, "unknown"),
      reason: textOr(data.reason, ""),
      riskLevel,
    });
  }
}

/** A violation is recorded also when the event says less than it should. */
function textOr(value: unknown, fallback: string): string {
  return typeof value === "string" ? value : fallback;
}
