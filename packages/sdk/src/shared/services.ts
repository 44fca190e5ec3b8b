import type { ApprovalsService } from "../host/approvals.ts";
import type { AuditLogger } from "../host/audit-logger.ts";
import type { ConfigService } from "../host/config.ts";
import type { StatusService } from "../host/report.ts";
import type { SessionsService } from "../host/sessions.ts";
import type { Undo } from "./json.ts";

/**
 * What hosts and plugins offer each other, by name. Open to declaration merging: a plugin that offers a service
 * declares it in its own `/contract` module, and others `import type` that module.
 */
export interface ServiceMap {
  /** Offered by the host: what has loaded, what has not, and why. */
  status: StatusService;
  /** Offered by a host that audits: the one log that gate and `AuditPlugin` share. */
  audit: AuditLogger;
  /** Offered by the host: its configuration. */
  config: ConfigService;
  /** Offered by a host that keeps its conversations. */
  sessions: SessionsService;
  /** Offered by a host that asks humans: the questions that wait, and who can be asked. */
  approvals: ApprovalsService;
}

/** The name of a known service. */
export type ServiceName = Extract<keyof ServiceMap, string>;

/**
 * The exchange of services. What a plugin provides or waits for through its own context is undone when it stops or
 * fails.
 *
 * Implemented by: hosts.
 */
export interface Services {
  /**
   * Offers a service.
   *
   * @throws PluginError `SERVICE_TAKEN` when somebody offers that name already; `PLUGIN_FENCED` when the plugin
   *   that calls has stopped or failed.
   */
  provide<Name extends ServiceName>(name: Name, service: ServiceMap[Name]): Undo;

  /** The service as of now, or `undefined` when nobody offers it. */
  get<Name extends ServiceName>(name: Name): ServiceMap[Name] | undefined;

  /**
   * Calls back as soon as the service is there: at once if it is, and again for each later offer. A callback that
   * fails is reported under the waiting plugin's name and harms nobody else.
   */
  when<Name extends ServiceName>(name: Name, callback: (service: ServiceMap[Name]) => void): Undo;
}
