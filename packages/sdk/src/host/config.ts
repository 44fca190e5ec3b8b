import type { JsonValue } from "../shared/json.ts";

/**
 * The host's configuration, `config.toml` with flags and environment applied. Keys stay as in the file (snake_case).
 * A host may have further tables.
 */
export interface HostConfig {
  readonly model?: { readonly provider?: string };
  readonly sandbox?: {
    /** Directories that tools may touch besides the turn's own. */
    readonly allowed_dirs?: readonly string[];
  };
  readonly limits?: {
    /** Model calls in one turn, at most. */
    readonly max_model_calls?: number;
  };
  readonly audit?: {
    /** The folder of the audit log. */
    readonly directory?: string;
    /** The folder of the key that signs it, outside `directory`. */
    readonly key_directory?: string;
    /** A second place for the heads of the log. */
    readonly anchor_file?: string;
    /** What follows when a record cannot be written: `deny` refuses what it was about, `warn` goes on without it. */
    readonly on_audit_failure?: "deny" | "warn";
  };
  readonly [table: string]: JsonValue | undefined;
}

/** The Tether seed's name for {@link HostConfig}. */
export type TetherConfig = HostConfig;
