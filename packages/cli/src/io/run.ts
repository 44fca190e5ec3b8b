import type { Ending } from "./ending.ts";
import type { Output } from "./output.ts";

/** What every command is run with. */
export interface Run {
  /** Absolute. */
  readonly configDir: string;
  /** Whether the plugins of the roster stay out. */
  readonly isSafeMode: boolean;
  readonly output: Output;
  readonly ending: Ending;
}
