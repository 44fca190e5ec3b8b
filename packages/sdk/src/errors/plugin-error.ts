import type { PluginErrorCode } from "./codes.ts";

const ERROR_BRAND: unique symbol = Symbol.for("@asky/plugin-error");

/** The facts of a {@link PluginError}. */
export interface PluginErrorDetails {
  /** The plugin concerned; left out when the fault has no single owner. */
  readonly plugin?: string | undefined;
  /** Where, then what happened, in full sentences. */
  readonly message: string;
  /** What to do next, imperative, naming the exact command, key or value. Never empty. */
  readonly hint: string;
  /** The original error, not flattened into the text. */
  readonly cause?: unknown;
}

/**
 * A fault that has a name: a permanent code, the plugin concerned, and what to do next.
 *
 * Hosts record these and go on; only misuse of an API by its caller is thrown. Recognise one with
 * {@link PluginError.is}, never with `instanceof`: host and plugin may hold different copies of this package.
 */
export class PluginError extends Error {
  override readonly name: string = "PluginError";
  /** One of the codes of `PLUGIN_ERROR_CODES`, or a code that a plugin owns. */
  readonly code: PluginErrorCode | (string & {});
  readonly plugin: string | undefined;
  readonly hint: string;

  constructor(code: PluginErrorCode | (string & {}), details: PluginErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.plugin = details.plugin;
    this.hint = details.hint;
  }

  static {
    Object.defineProperty(PluginError.prototype, ERROR_BRAND, { value: true });
  }

  /** Whether a value is a `PluginError`, of this copy of the package or of another. Never throws. */
  static is(value: unknown): value is PluginError {
    try {
      return value instanceof Error && (value as { [ERROR_BRAND]?: unknown })[ERROR_BRAND] === true;
    } catch {
      return false;
    }
  }
}
