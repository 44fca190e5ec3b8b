import {
  DAEMON_SERVER_REGISTER,
  type DaemonServerSpec,
  type DaemonService,
  type HookRegistry,
  PluginError,
  type Problem,
} from "@asky/sdk";
import { serverRegistrationOver, serverSpecInvalid } from "../errors/server.ts";
import { toProblem } from "../errors/to-problem.ts";
import { checkServer } from "./check-server.ts";

/** A server and whose it is. */
export interface CollectedServer {
  readonly plugin: string;
  readonly spec: DaemonServerSpec;
}

interface Batch {
  readonly plugin: string;
  /** What the plugin sees and may push to. */
  readonly servers: DaemonServerSpec[];
}

/**
 * Fires `daemon_server_register` and returns the servers in the order of registration. Each callback has a list of its
 * own, so that every server has an owner; what it pushed counts also when it failed afterwards.
 */
export async function collectServers(
  hooks: HookRegistry,
  daemonService: DaemonService,
  report: (problem: Problem) => void,
): Promise<readonly CollectedServer[]> {
  const batches: Batch[] = [];
  let isOver = false;

  function registerServer(batch: Batch, value: DaemonServerSpec): void {
    if (isOver) throw reported(serverRegistrationOver(batch.plugin));
    const spec = checkServer(batch.plugin, value);
    const owner = ownerOf(spec.name);
    if (owner !== undefined) throw nameTaken(batch.plugin, spec.name, owner);
    batch.servers.push(spec);
  }

  /** What a plugin does too late may run outside of anything that could catch the error. */
  function reported(error: PluginError): PluginError {
    report(toProblem(error, "warning", "serve"));
    return error;
  }

  function ownerOf(name: string): string | undefined {
    return batches.find(({ plugin, servers }) => names(plugin, servers).includes(name))?.plugin;
  }

  await hooks.invokeEach(
    DAEMON_SERVER_REGISTER,
    (plugin) => {
      const batch: Batch = { plugin, servers: [] };
      batches.push(batch);
      return {
        daemonService,
        servers: batch.servers,
        registerServer: (spec) => registerServer(batch, spec),
      };
    },
    () => {},
  );
  isOver = true;
  return admit(batches, report);
}

function admit(batches: readonly Batch[], report: (problem: Problem) => void): readonly CollectedServer[] {
  const admitted = new Map<string, CollectedServer>();
  for (const { plugin, servers } of batches) {
    for (const value of readList(servers)) {
      try {
        const spec = checkServer(plugin, value);
        const owner = admitted.get(spec.name)?.plugin;
        if (owner !== undefined) throw nameTaken(plugin, spec.name, owner);
        admitted.set(spec.name, { plugin, spec });
      } catch (error) {
        if (!PluginError.is(error)) throw error;
        report(toProblem(error, "error", "serve"));
      }
    }
  }
  return [...admitted.values()];
}

function nameTaken(plugin: string, name: string, owner: string): PluginError {
  return serverSpecInvalid(plugin, `the name "${name}" is taken by a server of "${owner}"`);
}

function names(plugin: string, servers: readonly DaemonServerSpec[]): readonly string[] {
  return readList(servers).flatMap((value) => {
    try {
      return [checkServer(plugin, value).name];
    } catch (error) {
      // It is refused, and reported, when the point is over.
      if (PluginError.is(error)) return [];
      throw error;
    }
  });
}

/** The plugin may have put accessors into its list; one that throws counts as nothing. */
function readList(servers: readonly DaemonServerSpec[]): readonly unknown[] {
  return Array.from({ length: Math.min(servers.length, 1000) }, (_, index) => {
    try {
      return servers[index];
    } catch {
      return undefined;
    }
  });
}
