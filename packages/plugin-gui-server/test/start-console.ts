import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GuiServerConfig, GuiServerPlugin, type GuiService } from "@asky/plugin-gui-server";
import type {
  AskyPluginContext,
  DaemonServerSpec,
  HookCallback,
  ServiceMap,
  StandardResult,
  StartupReport,
} from "@asky/sdk";
import { onTestFinished } from "vitest";

/** One line that the plugin logged. */
export interface LogLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  readonly fields: unknown;
}

/** A host of one plugin, as far as this plugin sees it. */
export interface TestHost {
  readonly gui: GuiService;
  readonly server: DaemonServerSpec;
  readonly register: HookCallback<"daemon_server_register">;
  readonly services: Map<string, unknown>;
  readonly dataDir: string;
  readonly log: readonly LogLine[];
  /** What the host does when the plugin stops. */
  deactivate(): Promise<void>;
}

/** Checks a configuration the way a host does. */
export function validateConfig(config: unknown): StandardResult<GuiServerConfig> {
  const result = new GuiServerPlugin().configSchema["~standard"].validate(config);
  if (result instanceof Promise) throw new Error("The schema answers at once.");
  return result;
}

/** Activates the plugin. The console is not started; it is stopped when the test ends. */
export async function activatePlugin(config: object = { port: 0 }): Promise<TestHost> {
  const checked = validateConfig(config);
  if (checked.issues !== undefined) throw new Error(checked.issues[0]?.message);
  const dataDir = mkdtempSync(join(tmpdir(), "asky-gui-"));
  const services = new Map<string, unknown>();
  const undo: (() => void | Promise<void>)[] = [];
  const log: LogLine[] = [];
  const write =
    (level: LogLine["level"]) =>
    (message: string, fields?: unknown): void => {
      log.push({ level, message, fields });
    };
  let register: HookCallback<"daemon_server_register"> | undefined;
  const context = {
    pluginName: "gui_server",
    config: checked.value,
    dataDir,
    logger: { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") },
    hooks: {
      register(point: string, callback: HookCallback<"daemon_server_register">) {
        if (point === "daemon_server_register") register = callback;
        return () => {};
      },
    },
    services: {
      provide(name: string, service: unknown) {
        services.set(name, service);
        return () => void services.delete(name);
      },
      get: (name: string) => services.get(name),
    },
    defer: (end: () => void | Promise<void>) => void undo.push(end),
  };
  new GuiServerPlugin().activate(context as unknown as AskyPluginContext<GuiServerConfig>);
  if (register === undefined) throw new Error("The plugin registers on daemon_server_register.");

  const servers: DaemonServerSpec[] = [];
  const daemonService = { serverNames: [], getServer: () => undefined };
  await register({ servers, daemonService, registerServer: (spec) => void servers.push(spec) });
  const server = servers[0];
  if (server === undefined) throw new Error("The plugin registers a server.");

  const deactivate = async (): Promise<void> => {
    for (const end of undo.splice(0).reverse()) await end();
  };
  onTestFinished(async () => {
    await deactivate();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const gui = services.get("gui") as ServiceMap["gui"];
  return { gui, server, register, services, dataDir, log, deactivate };
}

/** Starts the console with a host that shows this report. */
export async function startConsole(report?: StartupReport): Promise<TestHost> {
  const host = await activatePlugin();
  if (report !== undefined) host.services.set("status", { report: () => report });
  await host.server.start();
  return host;
}

/** The port that a running console listens on. */
export function portOf({ gui }: TestHost): number {
  return Number(new URL(gui.url ?? "").port);
}
