import type { JsonValue } from "../shared/json.ts";

/**
 * The host's configuration, `config.toml` with flags and environment applied. Keys stay as in the file (snake_case).
 * A host may have further tables.
 */
export interface HostConfig {
  /** Who answers. The key of a provider stands in the environment, never here. */
  readonly model?: {
    /** `offline` needs nothing, `openai` is any endpoint of that protocol, `recorded` answers from a file. */
    readonly provider?: string;
    /** The model as the provider calls it. */
    readonly name?: string;
    /** The endpoint up to and with its version, for example `http://127.0.0.1:11434/v1`. */
    readonly base_url?: string;
    /** The environment variable that holds the key. */
    readonly api_key_env?: string;
    /** Sends the key also over plain http to another machine. */
    readonly allow_plain_http?: boolean;
    /** The file of the recorded answers. */
    readonly recording?: string;
    /** The provider whose answers are written to `recording`, instead of answering from it. */
    readonly record?: string;
    /** How long the provider may be silent. */
    readonly timeout_seconds?: number;
    /** How often a failed call is made again. */
    readonly max_retries?: number;
  };
  readonly sandbox?: {
    /** Directories that tools may touch besides the turn's own. */
    readonly allowed_dirs?: readonly string[];
    /** How commands are run: as they are, or confined to the turn's directory. */
    readonly runner?: "none" | "bubblewrap";
    /** Whether confined commands may use the network. */
    readonly network?: boolean;
  };
  readonly limits?: {
    /** Model calls in one turn, at most. */
    readonly max_model_calls?: number;
    /** Tool calls in one turn, at most. */
    readonly max_tool_calls?: number;
    /** Tokens of all answers of one turn, at most; about four characters each for models that do not count. */
    readonly max_output_tokens?: number;
    /** How long one turn may take; 0 means for ever. */
    readonly max_turn_seconds?: number;
  };
  readonly preload?: {
    /** Files and folders that are looked through before each turn; relative ones start at the turn's directory. */
    readonly sources?: readonly string[];
    /** How much of them goes to the model, at most. */
    readonly max_chars?: number;
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

/** The table `[model]`. */
export type ModelConfig = NonNullable<HostConfig["model"]>;

/** The Tether seed's name for {@link HostConfig}. */
export type TetherConfig = HostConfig;

/** The service `config`: the host's configuration as it is in effect. */
export interface ConfigService {
  /** Deeply frozen. */
  get(): HostConfig;
}
