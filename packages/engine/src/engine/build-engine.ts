import { Engine } from "./engine.ts";
import { type EngineOptions, readOptions } from "./engine-options.ts";

/**
 * Makes a host. Does no I/O and runs no plugin; `startup()` does.
 *
 * @throws TypeError when `options.model` is no model.
 * @see docs/contracts.md#tether-4
 */
export function buildEngine(options: EngineOptions = {}): Engine {
  return new Engine(readOptions(options));
}
