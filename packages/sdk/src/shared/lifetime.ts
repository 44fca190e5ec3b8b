/**
 * The part of a context that ends with the plugin. Everything handed to it is undone in reverse order when the plugin
 * stops, and at once when its start-up fails; an undo that fails is reported and the others still run.
 */
export interface PluginLifetime {
  /** Aborts when the plugin stops or fails. Hand it to whatever takes a signal. */
  readonly signal: AbortSignal;

  /** Disposes of a resource with the plugin, and returns it. */
  use<Resource extends Disposable | AsyncDisposable>(resource: Resource): Resource;

  /** Runs a function with the plugin's end. Its promise is awaited. */
  defer(undo: () => void | Promise<void>): void;
}
