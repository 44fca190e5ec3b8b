import type { RiskLevel, StandardSchema } from "@asky/sdk";
import * as z from "zod/mini";

/**
 * The configuration of the plugin, as read from `plugins/audit.toml`. No interface: only a type alias counts as a JSON
 * object, which a plugin's configuration must be.
 */
export type AuditConfig = {
  /** The file's `risk_level`: what a violation is recorded with. Left out: the plugin's own default. */
  readonly riskLevel?: RiskLevel;
};

const RISK_LEVELS = ["unknown", "low", "medium", "high", "critical"] as const satisfies readonly RiskLevel[];

const file = z.strictObject(
  {
    risk_level: z.optional(z.enum(RISK_LEVELS, { error: `must be one of ${RISK_LEVELS.join(", ")}` })),
  },
  {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `has no key "${issue.keys[0]}"; the only key is "risk_level"`
        : "must be a table",
  },
);

export const auditConfigSchema: StandardSchema<unknown, AuditConfig> = z.pipe(
  file,
  z.transform(({ risk_level: riskLevel }) => (riskLevel === undefined ? {} : { riskLevel })),
);
