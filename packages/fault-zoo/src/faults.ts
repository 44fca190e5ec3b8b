import { FATAL_FAULTS } from "./catalogue/fatal.ts";
import { LOADING_FAULTS } from "./catalogue/loading.ts";
import { RUNNING_FAULTS } from "./catalogue/running.ts";
import { STARTING_FAULTS } from "./catalogue/starting.ts";
import { STOPPING_FAULTS } from "./catalogue/stopping.ts";
import { STRAYING_FAULTS } from "./catalogue/straying.ts";
import type { Fault, FaultFacts } from "./fault.ts";

const contained = [
  ...LOADING_FAULTS,
  ...STARTING_FAULTS,
  ...RUNNING_FAULTS,
  ...STOPPING_FAULTS,
  ...STRAYING_FAULTS,
];

/**
 * Every fault of the zoo: first those that leave the process alive, then the fatal ones. Importing this list imports
 * none of the plugins.
 */
export const FAULTS: readonly Fault[] = Object.freeze([
  ...contained.map((facts) => complete(facts, false)),
  ...FATAL_FAULTS.map((facts) => complete(facts, true)),
]);

function complete({ companion, ...facts }: FaultFacts, isFatal: boolean): Fault {
  return Object.freeze({
    ...facts,
    module: moduleOf(facts.id),
    isFatal,
    expected: Object.freeze(facts.expected),
    ...(companion && {
      companion: Object.freeze({ plugin: companion.plugin, module: moduleOf(companion.id) }),
    }),
  });
}

function moduleOf(id: string): string {
  return `@asky/fault-zoo/${id}`;
}
