import type { ChainedAuditLoggerOptions } from "@asky/plugin-audit";
import type { EffectiveConfig } from "./read-host-config.ts";

/** The table `[audit]` as the audit log takes it. */
export function auditOptions(audit: EffectiveConfig["audit"]): ChainedAuditLoggerOptions {
  const { directory, key_directory: keyDirectory, anchor_file: anchorFile, on_audit_failure: policy } = audit;
  return {
    directory,
    ...(keyDirectory !== undefined && { keyDirectory }),
    ...(anchorFile !== undefined && { anchorFile }),
    ...(policy !== undefined && { onAuditFailure: policy }),
  };
}
