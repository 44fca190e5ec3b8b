import { mkdir } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import type { JsonObject, Logger, StandardSchema } from "@asky/sdk";
import { createContexts, type HostParts } from "../context/create-context.ts";
import { PluginScope } from "../context/plugin-scope.ts";
import { dataDirUnusable } from "../errors/lifecycle.ts";
import { configPaths } from "../files/config-paths.ts";
import { readPluginConfig } from "../roster/read-plugin-config.ts";
import { validateConfig } from "../roster/validate-config.ts";
import { blameChanges } from "./blame-changes.ts";
import { isUp, type PluginRecord } from "./plugin-record.ts";
import { runStep } from "./run-step.ts";
import { skip } from "./skip-plugin.ts";
import { adoptPlugin } from "./take-stray.ts";

/** What activation needs of the manager. */
export interface Activation {
  readonly host: HostParts;
  /** What plugins passed in code live with. @defaultValue the same as all others */
  readonly passedHost?: HostParts;
  /** In order of activation. */
  readonly order: readonly PluginRecord[];
  readonly loggerOf: (plugin: string) => Logger;
}

/**
 * Initialises the plugins one after the other. One that fails is rolled back, and its dependents are skipped. Those that
 * are carried over from an earlier generation are up already.
 */
export async function activatePlugins(activation: Activation): Promise<void> {
  const { host, passedHost = host, order, loggerOf } = activation;
  const byName = new Map(order.map((record) => [record.name, record]));
  // What the host itself has changed until now is nobody else's doing.
  host.owners?.changedGlobals();
  for (const record of order) {
    if (isUp(record)) continue;
    const missing = record.dependencies.find((name) => !isUp(byName.get(name)));
    const ownHost = record.entry ? host : passedHost;
    if (missing === undefined) await activate(record, ownHost, loggerOf(record.name));
    else skip(record, missing, host);
  }
}

async function activate(record: PluginRecord, host: HostParts, logger: Logger): Promise<void> {
  const { managed } = record;
  if (!managed) return;
  record.state = "failed";
  if (record.hasStrayed) return;
  adoptPlugin(record, host);
  const config = await readConfig(record, managed.configSchema, host);
  const dataDir = config && (await createDataDir(record.name, host));
  if (!config || dataDir === undefined) return;

  const scope = new PluginScope({
    plugin: record.name,
    report: host.report,
    timeoutMs: record.timeoutMs,
    isEssential: record.onFailure === "abort",
    clock: host.clock,
    owner: record.owner,
  });
  record.scope = scope;
  const contexts = createContexts(host, { scope, config, dataDir, logger });
  const { isOk, durationMs } = await runStep(scope, managed.init, host.report, contexts);
  record.timings.initMs = durationMs;
  blameChanges(record, "init", host);
  if (isOk && !record.hasStrayed) record.state = "active";
  else await scope.end("init");
}

async function readConfig(
  { name, entry, found, manifest, owner }: PluginRecord,
  schema: StandardSchema | undefined,
  host: HostParts,
): Promise<JsonObject | undefined> {
  const read = await readPluginConfig(host.configDir, name, entry?.configFile);
  if (read.problem) {
    host.report(read.problem);
    return undefined;
  }
  const schemaFile =
    found && manifest?.configSchema !== undefined
      ? { directory: found.directory, file: manifest.configSchema }
      : undefined;
  const validate = () => validateConfig(name, read.config, read.file, schema, schemaFile);
  const checked = await (owner ? owner.enter(validate) : validate());
  if ("config" in checked) return checked.config;
  host.report(checked.problem);
  return undefined;
}

async function createDataDir(name: string, host: HostParts): Promise<string | undefined> {
  const directory = configPaths(host.configDir).dataDir(name);
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    // Node 24 loses what throws in process.nextTick right after this, or aborts for it; one turn later it does not.
    await setImmediate();
    return directory;
  } catch (error) {
    host.report(dataDirUnusable(name, directory, error));
    return undefined;
  }
}
