/**
 * A server that runs beside the host's daemon.
 *
 * Implemented by: plugins, and registered during `daemon_server_register`. Started in the order of registration,
 * stopped in reverse; one that fails is reported and the others go on.
 *
 * A host that reloads its plugins stops the servers of the old generation before it starts those of the new one, so that
 * a port is never wanted twice; when a new one does not start, the old ones are started again. A port therefore belongs
 * in `start()` and never in `activate()`, and is free once `stop()` has resolved.
 *
 * @see docs/contracts.md#asky-7-2
 */
export interface DaemonServerSpec {
  /** Unique among the servers; shown in logs and status. */
  readonly name: string;
  /** Starts the server and resolves when it is ready. Must not block. May be called again after `stop()`. */
  readonly start: () => void | Promise<void>;
  /** Stops the server and resolves when it is down. Safe to call when it is not running. */
  readonly stop: () => void | Promise<void>;
  /** Whether it runs right now. Called at any time; must be cheap. */
  readonly isRunning: () => boolean;
}

/** The daemon as plugins see it. */
export interface DaemonService {
  /** The names of all registered servers, in the order of registration. */
  readonly serverNames: readonly string[];
  /** A registered server by name. */
  getServer(name: string): DaemonServerSpec | undefined;
}
