import type {
  AskyPluginContext,
  EventBus,
  HostConfig,
  JsonObject,
  Logger,
  PluginHooks,
  PluginLifetime,
  Services,
  TetherPluginContext,
} from "@asky/sdk";
import type { Clock } from "../deadline/clock.ts";
import type { OwnerTracking } from "../owners/owner-tracking.ts";
import type { ReportProblem } from "../problems/problem-log.ts";
import type { HostServices } from "../services/service-registry.ts";
import type { PluginScope } from "./plugin-scope.ts";
import { scopeEvents } from "./scoped-events.ts";
import { type HookTarget, scopeHooks } from "./scoped-hooks.ts";
import { scopeServices } from "./scoped-services.ts";

/** What all plugins of a host share. */
export interface HostParts {
  readonly config: HostConfig;
  readonly configDir: string;
  readonly hooks: HookTarget;
  readonly eventBus: EventBus;
  readonly services: HostServices;
  readonly report: ReportProblem;
  readonly clock: Clock;
  /** Left out where the host does not track owners. */
  readonly owners?: OwnerTracking | undefined;
}

/** What one plugin has for itself. */
export interface PluginParts {
  readonly scope: PluginScope;
  readonly config: JsonObject;
  readonly dataDir: string;
  readonly logger: Logger;
}

/** Both contexts, as views of the same parts: each contract reads `config` its own way. */
export interface PluginContexts {
  readonly asky: AskyPluginContext;
  readonly tether: TetherPluginContext;
}

/** Creates what a plugin is activated or initialised with. */
export function createContexts(host: HostParts, plugin: PluginParts): PluginContexts {
  const { scope, dataDir } = plugin;
  const logger = scopeLogging(plugin.logger, scope);
  const hooks: PluginHooks = scopeHooks(host.hooks, scope);
  const eventBus: EventBus = scopeEvents(host.eventBus, scope, host.report);
  const services: Services = scopeServices(host.services, scope);
  const lifetime: PluginLifetime = {
    signal: scope.signal,
    use: (resource) => scope.use(resource),
    defer: (undo) => scope.defer(undo),
  };
  const shared = { pluginName: scope.plugin, dataDir, logger, services, eventBus, ...lifetime };
  return {
    asky: Object.freeze({
      ...shared,
      hooks,
      config: plugin.config,
      globalConfig: host.config,
      configDir: host.configDir,
    }),
    tether: Object.freeze({ ...shared, config: host.config, pluginConfig: plugin.config }),
  };
}

/** Whatever a host's logger opens when it first writes is the host's. */
function scopeLogging(logger: Logger, scope: PluginScope): Logger {
  return {
    debug: (message, fields) => scope.leave(() => logger.debug(message, fields)),
    info: (message, fields) => scope.leave(() => logger.info(message, fields)),
    warn: (message, fields) => scope.leave(() => logger.warn(message, fields)),
    error: (message, fields) => scope.leave(() => logger.error(message, fields)),
  };
}
