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
    /** Where the audit log stands. */
    readonly path?: string;
  };
  readonly [table: string]: JsonValue | undefined;
}

/** The Tether seed's name for {@link HostConfig}. */
export type TetherConfig = HostConfig;
