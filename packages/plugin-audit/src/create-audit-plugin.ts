import type { Services } from "@asky/sdk";
import { AuditPlugin } from "./audit-plugin.ts";
import { auditServiceMissing } from "./errors.ts";

/**
 * Makes the plugin with the host's service `audit`. The package's default export, called by a host that finds
 * `@asky/plugin-audit` in plugins.toml.
 *
 * @throws PluginError `AUDIT_SERVICE_MISSING` when the host offers no such service.
 */
export function createAuditPlugin(services: Services): AuditPlugin {
  const audit = services.get("audit");
  if (audit === undefined) throw auditServiceMissing();
  return new AuditPlugin(audit);
}
